// How the scripts of CRM pages start their Rust code; this is a part of their loaders, which define `bridge` and
// `alive`. `cargo xtask build` inlines the wasm, deflated; it is unpacked and compiled off the main thread. If the
// page's policy forbids wasm (Chromium obeys it even here, https://crbug.com/1385796), this asks the background for
// the twin: the same binary, as JavaScript.
/*@glue@*/
// Through a Blob: in Firefox the stream belongs to the page, and fails on chunks that are written from here.
const unpack = (packed) => new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
new Response(unpack(Uint8Array.fromBase64("@deflated@")))
  .arrayBuffer()
  .then((bytes) => WebAssembly.compile(bytes))
  .then(
    (module) => wasm_bindgen.initSync({ module }),
    (error) => {
      if (!(error instanceof WebAssembly.CompileError)) throw error;
      bridge.waiting = true;
      // If the worker is stopped on the way, that is an error here, at once: ask again. Ask again also if this script
      // is put into the page once more, because the configuration or a permission has changed.
      const ask = async (delay) => {
        const done = await browser.runtime.sendMessage({ say: "twin", of: "@part@" }).catch(() => false);
        if (!done && alive() && bridge.waiting && delay < 10000) setTimeout(ask, delay, delay * 2);
      };
      bridge.again = () => bridge.waiting && ask(50);
      ask(50);
    },
  );
