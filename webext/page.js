// The template of the scripts of the extension's own pages: wasm-bindgen's glue, filled in by `cargo xtask build`. It
// is deferred, so the page is parsed and has its style sheets by now; `early.js` has started the rest.
(() => {
  "use strict";
  /*@glue@*/
  const start = (module) => wasm_bindgen.initSync({ module });
  const { module } = early;
  if (module instanceof Promise) module.then(start);
  else start(module);
})();
