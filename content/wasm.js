// The template of content-wasm.js: the Rust code of content.js, which is there before it, and waits.
(() => {
  "use strict";
  const bridge = globalThis.ucontactBridge;
  if (!bridge?.due) return;
  bridge.due = false;
  const { alive } = bridge;
  // The iframes in open shadow trees. Nothing tells which elements have one, so each is asked; here, because from the Rust
  // code it crosses the border twice. Firefox makes an object for each element that is looked at: of 20,000 that takes 10
  // to 20 ms.
  const look = function* (root, found) {
    const all = root.querySelectorAll("*");
    for (let at = 0, element; (element = all[at]); at += 1) {
      if (at % 64 === 63) yield;
      const inner = element.shadowRoot;
      if (!inner) continue;
      found.push(...inner.querySelectorAll("iframe"));
      yield* look(inner, found);
    }
  };
  bridge.shadowed = () => {
    const found = [];
    for (const _ of look(document, found));
    return found;
  };
  // The same in the page's idle time.
  bridge.seek = () => {
    const found = [];
    const looking = look(document, found);
    return new Promise((done) => {
      const slice = () => {
        const until = performance.now() + 4;
        while (performance.now() < until) if (looking.next().done) return done(found);
        requestIdleCallback(slice, { timeout: 500 });
      };
      requestIdleCallback(slice, { timeout: 500 });
    });
  };
  /*@unpack@*/
})();
