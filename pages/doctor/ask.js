// The background runs this in a configured page when the agent presses the doctor's button. The browser then asks for
// the microphone in the name of that page, to whose origin the permission belongs. The stream is ended at once.
"use strict";
navigator.mediaDevices
  ?.getUserMedia({ audio: true })
  .then((stream) => stream.getTracks().forEach((track) => track.stop()))
  .catch(() => {});
