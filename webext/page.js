// The template of the scripts of the extension's own pages: wasm-bindgen's glue, filled in by `cargo xtask build`. The
// wasm is a file of the same name beside it. The script stands first in the page's head: the wasm is compiled, off the
// main thread, and the desk is asked, while the page is parsed.
(() => {
  "use strict";
  /*@glue@*/
  const wasm = WebAssembly.compileStreaming(fetch(document.currentScript.src.replace(/js$/, "wasm")));
  const parsed = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));

  // What the desk says until Rust listens is kept; pages::follow takes the port over.
  const early = (event) => {
    const kept = [];
    const keep = (said) => kept.push(said);
    event.addListener(keep);
    return {
      addListener(listener) {
        event.removeListener(keep);
        event.addListener(listener);
        kept.forEach((said) => listener(said));
      },
    };
  };
  const port = browser.runtime.connect({ name: "desk" });
  globalThis.earlyPort = { onMessage: early(port.onMessage), onDisconnect: early(port.onDisconnect) };

  Promise.all([wasm, parsed]).then(([module]) => wasm_bindgen.initSync({ module }));
})();
