// The template of contacts.js. The browser runs it in a CRM page in whose text phone numbers are to be found, once the
// page is parsed; beside content.js, and in its world.
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
  const before = globalThis.ucontactContacts;
  if (before?.alive()) {
    before.again?.();
    return "there";
  }
  before?.stop?.();
  const bridge = {
    alive,
    waiting: false,
    // Walks on until a time. Answers with the text nodes that match, and whether the walk is at its end. It is done
    // here, because from Rust every node would cross the border several times: with 20,000 elements that took ten times
    // as long.
    walk: (walker, pattern, until) => {
      const found = [];
      for (let node, count = 1; (node = walker.nextNode()); count += 1) {
        if (pattern.test(node.data)) found.push(node);
        if (count % 64 === 0 && performance.now() > until) return [found, false];
      }
      return [found, true];
    },
  };
  globalThis.ucontactContacts = bridge;
  /*@unpack@*/
  return "new";
})();
