// The template of contacts.js: what a CRM page gets, beside content.js and in its world, where phone numbers in its
// text are to be contactable; once the page is parsed.
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
  const before = globalThis.ucontactContacts;
  if (before?.alive()) {
    before.again?.();
    return "there";
  }
  before?.stop?.();
  const bridge = {
    alive,
    waiting: false,
    // Text nodes that match, from where the walk stands, until this time; and whether that was all. Here, because from
    // the Rust code every node would cross the border several times: of 20,000 elements that took ten times as long.
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
