// The template of dock.js: what a CRM page gets where the extension places uContact's frame, beside content.js and in
// its world, once the page is parsed.
(() => {
  "use strict";
  const alive = () => {
    try {
      return Boolean(browser.runtime.id);
    } catch {
      return false;
    }
  };
  // A sandboxed page: what is framed in it has no origin that could be believed.
  if (window.origin === "null") return;
  // Put into a page twice (registered, and into open tabs after an update): the living one stays. A dead one falls
  // silent, and leaves uContact's frame where it is, with the call in it: the new one takes it over.
  const before = globalThis.ucontactDock;
  if (before?.alive()) {
    before.again?.();
    return;
  }
  before?.stop?.();
  const bridge = { alive, waiting: false };
  globalThis.ucontactDock = bridge;
  /*@unpack@*/
})();
