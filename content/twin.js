// The template of content-twin.js: the content script's binary as JavaScript (wasm2js), for pages whose policy
// forbids wasm. content.js is there before it, listens, and waits.
(() => {
  "use strict";
  const bridge = globalThis.ucontactBridge;
  if (!bridge?.waiting) return;
  bridge.waiting = false;
  /*@twin@*/
  const WebAssembly = {
    Module: class {},
    Instance: class {
      constructor(_, imports) {
        this.exports = instantiate(imports);
      }
    },
  };
  /*@glue@*/
  wasm_bindgen.initSync({ module: new WebAssembly.Module() });
})();
