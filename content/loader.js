// The template of content.js: what a configured CRM page gets, at document_start.
// Listens from the first moment, and keeps what it hears until the Rust code is up. That comes in a file of its own
// (content-wasm.js) once the page is parsed, or with the first message that could be uContact's: the page's own start
// waits for next to nothing.
(() => {
  "use strict";
  const alive = () => {
    try {
      return Boolean(browser.runtime.id);
    } catch {
      return false;
    }
  };
  // Put into a page twice (registered, and into open tabs after an update): the living one stays.
  const before = globalThis.ucontactBridge;
  if (before?.alive()) {
    before.again?.();
    return;
  }
  before?.stop();

  // What the page says to itself is not kept, nor what its scripts make up, nor what others say: the names are those of
  // uContact's events. The Rust code looks closer.
  const early = [];
  const names = "@events@".split(" ");
  const listen = (event) => {
    if (!event.isTrusted || event.source === window || early.length >= 10000 || !names.includes(event.data?.event)) return;
    early.push(event);
    hurry();
  };
  window.addEventListener("message", listen, true);
  // What the agent types before the Rust code is up is unsaved input all the same.
  const typed = [];
  const note = (event) => {
    // The target now: in a shadow tree it is gone once the event is over.
    if (event.isTrusted && typed.length < 64 && !typed.includes(event.target)) typed.push(event.target);
  };
  document.addEventListener("input", note, true);
  const bridge = {
    alive,
    late: document.readyState !== "loading",
    // Whether the Rust code is still to come.
    due: true,
    stop: () => {
      bridge.due = false;
      window.removeEventListener("message", listen, true);
      document.removeEventListener("input", note, true);
    },
    take: () => {
      bridge.stop();
      return [early.splice(0), typed.splice(0)];
    },
    waiting: false,
  };
  globalThis.ucontactBridge = bridge;

  // A worker that dies on the way is asked again; once the page is parsed the code comes in any case.
  let hurried = false;
  const hurry = () => {
    if (!hurried) ask(50);
    hurried = true;
  };
  const ask = async (delay) => {
    if (!bridge.due || !alive()) return;
    const done = await browser.runtime.sendMessage({ say: "code" }).catch(() => false);
    if (!done && delay < 10000) setTimeout(ask, delay, delay * 2);
  };
})();
