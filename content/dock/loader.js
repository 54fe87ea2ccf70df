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
  // A dialog, or an element in full screen; not the root, in which the dock stands.
  const MODAL = ":modal:not(:root)";
  // Not the element's own: in a form, a field of that name stands before it.
  const matches = (e, what) => e instanceof Element && Element.prototype.matches.call(e, what);
  let above;
  const bridge = {
    alive,
    waiting: false,
    // Whether the page shows something modal (1), as far as this event tells something new (2), or a menu of it where the
    // event is (-1). Here, because from the Rust code every element on the event's path would cross the border.
    above: (event) => {
      const top = event?.composedPath().find((e) => matches(e, ":popover-open," + MODAL));
      const now = matches(top, MODAL) && top;
      const known = matches(above, MODAL) && above;
      // What was removed outright may have had another one below it. To look for it at each focus would cost too much.
      above = now || known || (event?.type === "focusin" ? null : document.querySelector(MODAL));
      if (!above) return 0;
      if (top && !now) return -1;
      return now && now !== known ? 2 : 1;
    },
  };
  globalThis.ucontactDock = bridge;
  /*@unpack@*/
})();
