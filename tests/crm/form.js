// What an agent types in the page's first moments. An editing command is reported by trusted events, as typing is.
"use strict";
const note = document.querySelector("#note");
if (note.dataset.early) {
  note.focus();
  document.execCommand("insertText", false, note.dataset.early);
}
