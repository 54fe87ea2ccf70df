// The template of content-twin.js and dock-twin.js: a script's binary as JavaScript (wasm2js), for pages whose policy
// forbids wasm. The script itself is there before, and waits for it.
(() => {
  "use strict";
  const bridge = globalThis["@place@"];
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
