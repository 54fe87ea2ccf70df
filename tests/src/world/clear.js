await browser.storage.local.clear();
await browser.storage.session.clear();
