// The bench fills in uContact's origin: here nothing needs to be configured.
const UCONTACT = "@UCONTACT@";
addEventListener("message", (message) => {
  if (message.origin !== UCONTACT || message.data?.event !== "assignedInteraction") return;
  browser.runtime.sendMessage(message.data.data);
});
