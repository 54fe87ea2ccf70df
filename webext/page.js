// The template of the scripts of the extension's own pages: wasm-bindgen's glue, filled in by `cargo xtask build`. The
// wasm is a file of the same name beside it. The script stands first in the page's head: the wasm comes in, and the desk
// is asked, while the page is parsed. It is compiled on the main thread: in one of twenty starts of Firefox 140, with two
// processors, no `WebAssembly.compile` or `compileStreaming` of the extensions' process ever ended, not of eight bytes,
// while `new WebAssembly.Module` did. (Others have seen it: https://github.com/emscripten-core/emscripten/issues/22685)
(() => {
  "use strict";
  /*@glue@*/
  const wasm = fetch(document.currentScript.src.replace(/js$/, "wasm")).then((response) => response.arrayBuffer());
  const event = (name) => new Promise((then) => addEventListener(name, then));
  const loaded = event("load");
  // Rust measures the page: with its style sheets, for which the parser does not wait.
  const dressed = event("DOMContentLoaded").then(() =>
    [...document.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet) || loaded);

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

  Promise.all([wasm, dressed]).then(([bytes]) => wasm_bindgen.initSync({ module: bytes }));
})();
