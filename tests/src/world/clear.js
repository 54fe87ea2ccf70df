await browser.storage.local.clear();
// As if the first-run page had been seen.
await browser.storage.local.set({ welcomed: true });
await browser.storage.session.clear();
// What the last scenario left on the toolbar's button.
await browser.action.setBadgeText({ text: "" });
localStorage.clear();
