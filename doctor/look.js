// Put into the frames of configured pages, and uContact's in them, when the doctor is asked: no more than this is
// looked at. The last expression's value goes to the background.
"use strict";
(async () => {
  const microphone = await navigator.permissions.query({ name: "microphone" }).then(
    (status) => status.state,
    () => "unknown",
  );
  const password = document.querySelector("input[type=password i]") !== null;
  return { origin: location.origin, top: window === window.top, password, microphone };
})();
