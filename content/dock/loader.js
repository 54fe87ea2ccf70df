// The template of dock.js. The browser runs it in a CRM page where the extension places uContact's frame, once the page
// is parsed; beside content.js, and in its world.
(() => {
  "use strict";
  const alive = () => {
    try {
      return Boolean(browser.runtime.id);
    } catch {
      return false;
    }
  };
  // A sandboxed page: the messages of its frames have no origin that could be believed.
  if (window.origin === "null") return;
  // The script may come into a page twice: registered, and into open tabs after an update. The copy that is alive
  // stays. A dead copy falls silent and leaves uContact's frame, with the call in it, where it is; this copy takes the
  // frame over.
  const before = globalThis.ucontactDock;
  if (before?.alive()) {
    before.again?.();
    return;
  }
  before?.stop?.();
  // A modal dialog, or an element in full screen; but not the root, in which the dock stands.
  const MODAL = ":modal:not(:root)";
  // Not the element's own `matches`: a form may have a field of that name.
  const matches = (e, what) => e instanceof Element && Element.prototype.matches.call(e, what);
  let above;
  const bridge = {
    alive,
    waiting: false,
    // Whether the page shows something modal: 0 if not, 1 if it does, 2 if this event shows a new one, -1 if the event
    // is in a menu above it. It is done here, because from Rust every element on the event's path would cross the
    // border.
    above: (event) => {
      const top = event?.composedPath().find((e) => matches(e, ":popover-open," + MODAL));
      const now = matches(top, MODAL) && top;
      const known = matches(above, MODAL) && above;
      // When the page removes a modal element, another one may be below it. Looking for that at every focus would cost
      // too much.
      above = now || known || (event?.type === "focusin" ? null : document.querySelector(MODAL));
      if (!above) return 0;
      if (top && !now) return -1;
      return now && now !== known ? 2 : 1;
    },
  };
  globalThis.ucontactDock = bridge;
  /*@unpack@*/
})();
