// Messages to the background also reach every page of the extension; this script counts only those of content
// scripts. What it heard is kept in the document, where every later script sees it.
const heard = [];
document.body.dataset.heard = "[]";
browser.runtime.onMessage.addListener((message, sender) => {
  if (sender.tab && message?.say) {
    heard.push(message);
    document.body.dataset.heard = JSON.stringify(heard.slice(0, 50).concat(Array(Math.max(0, heard.length - 50)).fill(null)));
  }
});
