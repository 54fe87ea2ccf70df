await browser.storage.local.clear();
// As if the first-run page had been seen.
await browser.storage.local.set({ welcomed: true });
await browser.storage.session.clear();
const known = await indexedDB.databases();
if (!known.some((d) => d.name === "ucontact-bridge")) return;
const wait = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const database = await wait(indexedDB.open("ucontact-bridge"));
try {
  for (const name of database.objectStoreNames) {
    await wait(database.transaction(name, "readwrite").objectStore(name).clear());
  }
} finally {
  database.close();
}
