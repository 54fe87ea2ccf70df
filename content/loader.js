// The template of content.js: what a configured CRM page gets, at document_start.
// Listens from the first moment, then starts the Rust code (wasm inlined by `cargo xtask build`) in the same turn.
// Where the page's policy forbids wasm (Chromium obeys it even here, https://crbug.com/1385796), the background is
// asked for content-twin.js: the same binary, as JavaScript.
(() => {
  "use strict";
  const alive = () => {
    try {
      return Boolean(browser.runtime.id);
    } catch {
      return false;
    }
  };
  // Put into a page twice (registered, and into open tabs after an update): the living one stays.
  const before = globalThis.ucontactBridge;
  if (before?.alive()) return;
  before?.stop();

  const early = [];
  const listen = (event) => {
    if (event.isTrusted && event.source !== window && early.length < 1024) early.push(event);
  };
  window.addEventListener("message", listen, true);
  const bridge = {
    alive,
    late: document.readyState !== "loading",
    stop: () => window.removeEventListener("message", listen, true),
    take: () => {
      bridge.stop();
      return early.splice(0);
    },
    waiting: false,
  };
  globalThis.ucontactBridge = bridge;

  /*@glue@*/
  try {
    wasm_bindgen.initSync({ module: Uint8Array.fromBase64("@wasm@") });
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    bridge.waiting = true;
    // A worker that dies on the way is an error here, at once: ask again.
    const ask = (delay) => {
      browser.runtime.sendMessage({ say: "twin" }).catch(() => {
        if (alive() && bridge.waiting && delay < 10000) setTimeout(ask, delay, delay * 2);
      });
    };
    ask(50);
  }
})();
