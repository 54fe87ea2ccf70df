// A page that lies. Every forgery looks like uContact's own event; only its sender reveals it.
"use strict";
const COUNT = 10_000;
const $ = (id) => document.getElementById(id);
const place = document.querySelector(".frames");
const frame = $("ucontact");
const forged = (way, i) => ({
  event: "assignedInteraction",
  data: { guid: `forged-${way}-${i}`, campaign: "Ventas", channel: "webchat", clientId: `forged-${way}-${i}` },
});
/** Says that it is done once every message posted before has been delivered. */
const finish = (way) => window.postMessage({ forgeryDone: way }, location.origin);
window.addEventListener("message", (e) => {
  if (e.source === window && e.data?.forgeryDone) document.documentElement.dataset.done = e.data.forgeryDone;
});

$("forge-page").addEventListener("click", () => {
  for (let i = 0; i < COUNT; i++) window.postMessage(forged("page", i), "*");
  finish("page");
});
$("forge-synthetic").addEventListener("click", () => {
  const init = { origin: place.dataset.origin, source: frame.contentWindow };
  for (let i = 0; i < COUNT; i++) {
    window.dispatchEvent(new MessageEvent("message", { ...init, data: forged("synthetic", i) }));
  }
  finish("synthetic");
});
// Not by `src`: the element still names uContact's address.
$("navigate-away").addEventListener("click", () => (frame.contentWindow.location = place.dataset.away));
$("navigate-back").addEventListener("click", () => (frame.contentWindow.location = place.dataset.src));
$("mark").addEventListener("click", () => frame.contentWindow.postMessage("mark", "*"));
$("popup").addEventListener("click", () => window.open(place.dataset.popup));
