// Put into a configured page when the agent presses the doctor's button: the browser asks for the microphone in the
// name of that page, because the permission belongs to the page at the top. What is handed over is ended at once.
"use strict";
navigator.mediaDevices
  ?.getUserMedia({ audio: true })
  .then((stream) => stream.getTracks().forEach((track) => track.stop()))
  .catch(() => {});
