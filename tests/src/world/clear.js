await browser.storage.local.clear();
// The first-run page has been seen.
await browser.storage.local.set({ welcomed: true });
await browser.storage.session.clear();
// What the last scenario left on the button.
await browser.action.setBadgeText({ text: "" });
localStorage.clear();
