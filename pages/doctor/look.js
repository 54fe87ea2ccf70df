// Put into the frames of configured pages, and uContact's in them, when the doctor is asked: no more than this is
// looked at. The last expression's value goes to the background.
"use strict";
(async () => {
  const microphone = await navigator.permissions.query({ name: "microphone" }).then(
    (status) => status.state,
    () => "unknown",
  );
  // Of other frames it is nobody's business.
  const { content } = await browser.storage.local.get("content");
  const password =
    location.origin === content?.origin && document.querySelector("input[type=password i]") !== null;
  return { origin: location.origin, top: window === window.top, password, microphone };
})();
