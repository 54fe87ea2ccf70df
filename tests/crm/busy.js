// Blocks the page's main thread for a while, as a heavy CRM does. A test presses #act.
"use strict";
document.querySelector("#act").addEventListener("click", (e) => {
  setTimeout(() => {
    const end = performance.now() + Number(e.target.dataset.ms);
    while (performance.now() < end);
    document.documentElement.dataset.done = "busy";
  }, 0);
});
