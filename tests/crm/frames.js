// What CRMs do with uContact's frame. A test presses #act; the page says in <html data-done> that it did it.
"use strict";
const place = document.querySelector(".frames");
const make = () => {
  const frame = document.createElement("iframe");
  frame.src = place.dataset.src;
  frame.allow = "camera;microphone";
  return frame;
};
const kinds = {
  later: { act: () => place.append(make()) },
  moved: {
    start: () => place.append(make()),
    act: () => {
      const elsewhere = document.createElement("section");
      document.querySelector("main").append(elsewhere);
      elsewhere.append(place.firstElementChild);
    },
  },
  recreated: {
    start: () => place.append(make()),
    act: () => place.replaceChildren(make()),
  },
  shadow: {
    start: () => {
      const host = document.createElement("div");
      host.attachShadow({ mode: "open" }).append(make());
      place.append(host);
    },
  },
  nested: {
    start: () => place.append(Object.assign(document.createElement("iframe"), { src: place.dataset.inner })),
  },
  srcdoc: {
    start: () => {
      const outer = document.createElement("iframe");
      const inner = make();
      outer.srcdoc = `<!doctype html><title>inner</title>${inner.outerHTML}`;
      place.append(outer);
    },
  },
};
const kind = kinds[place.dataset.kind];
kind.start?.();
document.querySelector("#act").addEventListener("click", () => {
  kind.act?.();
  document.documentElement.dataset.done = "act";
});
