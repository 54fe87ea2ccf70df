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
  let asked = 0;
  const look = function* (root, found) {
    const all = root.querySelectorAll("*");
    for (let at = 0, element; (element = all[at]); at += 1) {
      if (++asked % 64 === 0) yield;
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
  // The same in the page's idle time. Where nobody sees the page it has none, and holds nobody up.
  const idle = () => new Promise((then) => requestIdleCallback(then, { timeout: 500 }));
  bridge.seek = async () => {
    const found = [];
    const looking = look(document, found);
    let until = 0;
    while (!looking.next().done) {
      if (document.hidden || performance.now() < until) continue;
      await idle();
      until = performance.now() + 4;
    }
    return found;
  };
  /*@unpack@*/
})();
