// Web chats open in a new tab; everything else navigates a tab of the CRM's contacts to the record.
const CRM = "@CRM@";
browser.runtime.onMessage.addListener(async ({ channel, clientId }) => {
  const url = `${CRM}/contact/${encodeURIComponent(clientId)}`;
  if (channel === "webchat") return void browser.tabs.create({ url });
  const [tab] = await browser.tabs.query({ url: "http://localhost/contact/*" });
  await (tab ? browser.tabs.update(tab.id, { url, active: true }) : browser.tabs.create({ url }));
});
