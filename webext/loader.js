// The template of background.js: wasm-bindgen's glue and the wasm itself, inlined by `cargo xtask build`. All in the first turn: a listener that is registered later misses the very event that woke the
// worker, and a top-level await in Chromium's worker never answers.
(() => {
  "use strict";
  /*@glue@*/
  wasm_bindgen.initSync({ module: Uint8Array.fromBase64("@wasm@") });
})();
