// Reports when this page can be used: the blank one once it has loaded, the popup once it shows the desk's
// interactions too. The state of the connection may come later.
"use strict";

const steps = {};
const step = (name) => (steps[name] ??= performance.timeOrigin + performance.now());
const shows = (what) => [...document.querySelectorAll(what)].some((element) => element.checkVisibility());
step("script");
const look = () => {
  if (document.querySelector("[data-i18n]:not(:empty)")) step("texts");
  if (document.readyState !== "complete" || shows("#calls-loading")) return;
  step("there");
  if (shows(".bone")) return;
  step("connection");
  observer.disconnect();
  new BroadcastChannel("bench").postMessage({ steps, path: location.pathname });
};
const observer = new MutationObserver(look);
observer.observe(document, { subtree: true, childList: true, attributes: true });
addEventListener("DOMContentLoaded", () => step("parsed"));
addEventListener("load", () => {
  step("loaded");
  look();
});
