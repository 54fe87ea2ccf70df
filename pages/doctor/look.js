// The background runs this in configured pages and in uContact's frames there, when the doctor is asked. It looks at no
// more than this. The value of the last expression goes to the background.
"use strict";
(async () => {
  const microphone = await navigator.permissions.query({ name: "microphone" }).then(
    (status) => status.state,
    () => "unknown",
  );
  // A password field is looked for in uContact's frame only.
  const { content } = await browser.storage.local.get("content");
  const password =
    location.origin === content?.origin && document.querySelector("input[type=password i]") !== null;
  return { origin: location.origin, top: window === window.top, password, microphone };
})();
