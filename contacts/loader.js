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
    return;
  }
  before?.stop?.();
  const bridge = { alive, waiting: false };
  globalThis.ucontactContacts = bridge;
  /*@unpack@*/
})();
