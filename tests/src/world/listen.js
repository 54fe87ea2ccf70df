// Messages to the background reach every page of the extension too; this one only counts those of content scripts.
// What it heard stands in the document, which every later script sees.
const heard = [];
document.body.dataset.heard = "[]";
browser.runtime.onMessage.addListener((message, sender) => {
  if (sender.tab && message?.say) {
    heard.push(message);
    document.body.dataset.heard = JSON.stringify(heard.slice(0, 50).concat(Array(Math.max(0, heard.length - 50)).fill(null)));
  }
});
