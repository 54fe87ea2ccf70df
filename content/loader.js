// The template of content.js: the browser runs it in every configured CRM page, at document_start.
// It listens from its first line, and keeps what it hears until the Rust code runs. That code is a file of its own
// (content-wasm.js), which comes once the page is parsed, or at the first message that could be uContact's. So the page
// starts almost as quickly as without it.
(() => {
  "use strict";
  const alive = () => {
    try {
      return Boolean(browser.runtime.id);
    } catch {
      return false;
    }
  };
  // The script may come into a page twice: registered, and into open tabs after an update. The copy that is alive
  // stays.
  const before = globalThis.ucontactBridge;
  if (before?.alive()) {
    before.again?.();
    return;
  }
  before?.stop();

  // Keeps only messages with the name of a uContact event: none that the page sends to itself, and none that its
  // scripts make up. The Rust code checks them more strictly.
  const early = [];
  const names = "@events@".split(" ");
  const listen = (event) => {
    if (!event.isTrusted || event.source === window || early.length >= 10000 || !names.includes(event.data?.event)) return;
    early.push(event);
    hurry();
  };
  window.addEventListener("message", listen, true);
  // What the agent types before the Rust code runs counts as unsaved input, too.
  const typed = [];
  const note = (event) => {
    // Read the target now: for a shadow tree the browser clears it after the event.
    if (event.isTrusted && typed.length < 64 && !typed.includes(event.target)) typed.push(event.target);
  };
  document.addEventListener("input", note, true);
  const bridge = {
    alive,
    late: document.readyState !== "loading",
    // Whether the Rust code has not come yet.
    due: true,
    stop: () => {
      bridge.due = false;
      window.removeEventListener("message", listen, true);
      document.removeEventListener("input", note, true);
    },
    handOver: () => {
      bridge.stop();
      return [early.splice(0), typed.splice(0)];
    },
    waiting: false,
  };
  globalThis.ucontactBridge = bridge;

  // If the worker dies before it answers, ask again. Once the page is parsed the code comes in any case.
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
