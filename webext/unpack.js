// How the scripts of CRM pages start their Rust code, as a part of their loaders: they have `bridge` and `alive`.
// The wasm is inlined by `cargo xtask build`, deflated, and unpacked and compiled off the main thread.
// Where the page's policy forbids wasm (Chromium obeys it even here, https://crbug.com/1385796), the background is
// asked for the twin: the same binary, as JavaScript.
/*@glue@*/
// By way of a Blob: in Firefox the stream is the page's, and chokes on chunks written from here.
const unpack = (packed) => new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
new Response(unpack(Uint8Array.fromBase64("@deflated@")))
  .arrayBuffer()
  .then((bytes) => WebAssembly.compile(bytes))
  .then(
    (module) => wasm_bindgen.initSync({ module }),
    (error) => {
      if (!(error instanceof WebAssembly.CompileError)) throw error;
      bridge.waiting = true;
      // A worker that dies on the way is an error here, at once: ask again. And when this script comes once more,
      // because the configuration or a permission has changed.
      const ask = async (delay) => {
        const done = await browser.runtime.sendMessage({ say: "twin", of: "@part@" }).catch(() => false);
        if (!done && alive() && bridge.waiting && delay < 10000) setTimeout(ask, delay, delay * 2);
      };
      bridge.again = () => bridge.waiting && ask(50);
      ask(50);
    },
  );
