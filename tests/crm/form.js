// What an agent types in the page's first moments. Browsers report an editing command by trusted events, like typing.
"use strict";
const note = document.querySelector("#note");
if (note.dataset.early) {
  note.focus();
  document.execCommand("insertText", false, note.dataset.early);
}
