await browser.storage.local.clear();
// The first-run page has been seen.
await browser.storage.local.set({ welcomed: true });
await browser.storage.session.clear();
