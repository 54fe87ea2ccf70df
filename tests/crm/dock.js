// What a page can do to the extension's dock, and to uContact's frame in it.
"use strict";
const $ = (id) => document.getElementById(id);
const place = document.querySelector(".frames");
const dock = () => document.querySelector("[data-ucontact-bridge-dock]");
const count = (name) => (document.documentElement.dataset[name] = Number(document.documentElement.dataset[name] ?? 0) + 1);

// The frame is in a closed shadow tree, but the messages that it posts to its parent reveal its window.
let frame = null;
window.addEventListener("message", (e) => {
  if (e.source && e.source !== window) frame = e.source;
  if (e.data?.said) document.documentElement.dataset.done = e.data.said;
});
$("remove").addEventListener("click", () => dock().remove());
$("remove-always").addEventListener("click", () => {
  const away = () => {
    if (!dock()) return;
    dock().remove();
    count("removed");
  };
  new MutationObserver(away).observe(document.documentElement, { childList: true });
  away();
});
$("cover").addEventListener("click", () => {
  const host = dock();
  host.hidePopover();
  host.hidden = true;
  host.style.cssText = "display: none !important; left: -5000px !important; opacity: 0 !important";
  const over = document.createElement("div");
  over.id = "over";
  over.style.cssText = "position: fixed; inset: 0; z-index: 2147483647; background: rgb(200 0 0 / 40%)";
  document.documentElement.append(over);
});
$("navigate-away").addEventListener("click", () => (frame.location = place.dataset.away));
$("forge").addEventListener("click", () => {
  const data = { event: "assignedInteraction", data: { guid: "forged", campaign: "Ventas", channel: "webchat", clientId: "66" } };
  window.postMessage(data, "*");
  window.dispatchEvent(new MessageEvent("message", { origin: place.dataset.origin, source: frame, data }));
  // These events are made by the page, not by the agent: no part of the dock may move.
  for (const type of ["pointerdown", "click", "keydown"]) {
    dock().dispatchEvent(new KeyboardEvent(type, { key: "Enter", bubbles: true, composed: true }));
  }
  window.postMessage({ said: "forge" }, location.origin);
});
