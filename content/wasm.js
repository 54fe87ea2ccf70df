// The template of content-wasm.js: the Rust code for which content.js waits.
(() => {
  "use strict";
  const bridge = globalThis.ucontactBridge;
  if (!bridge?.due) return;
  bridge.due = false;
  const { alive } = bridge;
  // Finds the iframes in open shadow trees. No selector finds elements that have such a tree, so every element is
  // asked. It is done here, because from Rust every element would cross the border twice. Firefox makes an object of
  // every element that is asked: for 20,000 elements that takes 10 to 20 ms.
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
  // The same search in the page's idle time. A hidden page has no idle time, and delays nobody: there it runs through.
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
