// Blocks the page's main thread for a while, as a heavy CRM does.
"use strict";
document.addEventListener("keep-busy", (e) => {
  const [from, until] = e.detail.split(" ").map(Number);
  setTimeout(() => {
    while (Date.now() < until);
    document.documentElement.dataset.done = "busy";
  }, from - Date.now());
});
