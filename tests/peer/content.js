// The bench fills in uContact's origin, because this extension has no configuration.
const UCONTACT = "@UCONTACT@";
addEventListener("message", (message) => {
  if (message.origin !== UCONTACT || message.data?.event !== "assignedInteraction") return;
  browser.runtime.sendMessage(message.data.data);
});
