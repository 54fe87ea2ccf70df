// Says when this page can be used: the blank one once it has loaded, the popup once it shows the desk as well.
"use strict";

const steps = {};
const step = (name) => (steps[name] ??= performance.timeOrigin + performance.now());
step("script");
const look = () => {
  if (document.querySelector("[data-i18n]:not(:empty)")) step("texts");
  const isThere = ![...document.querySelectorAll(".bone")].some((bone) => bone.checkVisibility());
  if (document.readyState !== "complete" || !isThere) return;
  observer.disconnect();
  new BroadcastChannel("bench").postMessage({ at: step("there"), steps, path: location.pathname });
};
const observer = new MutationObserver(look);
observer.observe(document, { subtree: true, childList: true, attributes: true });
addEventListener("DOMContentLoaded", () => step("parsed"));
addEventListener("load", () => {
  step("loaded");
  look();
});
