const known = await indexedDB.databases();
if (!known.some((d) => d.name === "ucontact-bridge")) return [];
const wait = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const database = await wait(indexedDB.open("ucontact-bridge"));
try {
  const entries = await wait(database.transaction("journal").objectStore("journal").getAll());
  return entries.sort((a, b) => a.seq - b.seq);
} finally {
  database.close();
}
