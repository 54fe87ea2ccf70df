// The template of content-wasm.js: the Rust code of content.js, which is there before it, and waits.
(() => {
  "use strict";
  const bridge = globalThis.ucontactBridge;
  if (!bridge?.due) return;
  bridge.due = false;
  const { alive } = bridge;
  /*@unpack@*/
})();
