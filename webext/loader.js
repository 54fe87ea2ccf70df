// The template of background.js: wasm-bindgen's glue and the wasm itself, inlined by `cargo xtask build`. All of it
// runs in the first turn: a listener that is registered later misses the event that started the worker, and a
// top-level await in Chromium's worker never ends.
(() => {
  "use strict";
  /*@glue@*/
  wasm_bindgen.initSync({ module: Uint8Array.fromBase64("@wasm@") });
})();
