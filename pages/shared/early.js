// The first script of each page of the extension: while the page is parsed, it fetches the wasm and asks the desk.
//
// The wasm is compiled on the main thread. In one of twenty starts of Firefox 140 on two processors,
// `WebAssembly.compile` and `compileStreaming` never ended in the extensions' process, not even for eight bytes; `new
// WebAssembly.Module` did. Others have seen the same: https://github.com/emscripten-core/emscripten/issues/22685
(() => {
  "use strict";
  const { wasm, keep } = document.currentScript.dataset;
  // Firefox's event page, unless it sleeps. It runs in the same thread as this page: it gives the desk's state without
  // a message, and keeps the code of a page that opens often. The event page itself compiles that code: whatever this
  // page makes is dead once the page closes.
  const background = browser.extension?.getBackgroundPage?.();
  const place = `code of ${wasm}`;

  const compile = async () => {
    const bytes = await (await fetch(wasm)).arrayBuffer();
    if (background && keep !== undefined) {
      try {
        return structuredClone((background[place] = new background.WebAssembly.Module(bytes)));
      } catch {
        // The event page has fallen asleep meanwhile.
      }
    }
    return new WebAssembly.Module(bytes);
  };

  // Keeps what the desk says until Rust listens. Then pages::follow uses the port.
  const holding = (event) => {
    const kept = [];
    const hold = (said) => kept.push(said);
    event.addListener(hold);
    return {
      addListener(listener) {
        event.removeListener(hold);
        event.addListener(listener);
        kept.forEach((said) => listener(said));
      },
    };
  };
  const connect = () => {
    const port = browser.runtime.connect({ name: "desk" });
    return {
      onMessage: holding(port.onMessage),
      onDisconnect: holding(port.onDisconnect),
      postMessage: (message) => port.postMessage(message),
    };
  };

  const kept = background?.[place];
  globalThis.early = {
    module: kept ? structuredClone(kept) : compile(),
    port: background?.deskState ? undefined : connect(),
  };
})();
