// The first script of each of the extension's own pages: while the page is parsed, the wasm comes in and the desk is asked.
//
// The wasm is compiled on the main thread: in one of twenty starts of Firefox 140, with two processors, no
// `WebAssembly.compile` or `compileStreaming` of the extensions' process ever ended, not of eight bytes, while
// `new WebAssembly.Module` did. (Others have seen it: https://github.com/emscripten-core/emscripten/issues/22685)
(() => {
  "use strict";
  const { wasm, keep } = document.currentScript.dataset;
  // Firefox's event page, unless it sleeps. It runs in this very thread: it tells what it knows without a message, and keeps
  // the code of a page that is opened often. What this page makes is dead there once it closes, so the event page makes it.
  const background = browser.extension?.getBackgroundPage?.();
  const place = `code of ${wasm}`;

  const compile = async () => {
    const bytes = await (await fetch(wasm)).arrayBuffer();
    if (background && keep !== undefined) {
      try {
        return structuredClone((background[place] = new background.WebAssembly.Module(bytes)));
      } catch {
        // It has fallen asleep meanwhile.
      }
    }
    return new WebAssembly.Module(bytes);
  };

  // What the desk says until Rust listens is kept; pages::follow takes the port over.
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
