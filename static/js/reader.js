// Single keys in the reader follow the links that carry them; the dialog "Keys" says which and switches them off
// (WCAG 2.1.4). They never act while something is being typed, nor the arrows where they scroll.

import "./quoting.js";
import { keysAreOff } from "./help.js";

const help = document.getElementById("keys-help");

function isTaken(event) {
  const arrows = event.key.startsWith("Arrow") ? ", .scan[tabindex]" : "";
  return event.target.closest(`input, textarea, select, dialog, [contenteditable]${arrows}`) !== null;
}

/** What a key is for: with words selected, c cites them. */
function wantedBy(key) {
  const quote = document.querySelector(".quote-bar:not([hidden]) a");
  return key === "c" && quote ? quote : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event) || keysAreOff()) return;
  const wanted = wantedBy(event.key);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input")) wanted.focus();
  else wanted.click();
});

document.getElementById("show-keys").addEventListener("click", (event) => {
  event.preventDefault();
  help.showModal();
});

// An enlarged scan opens at its current match.
document.querySelector(".scan[tabindex] .box.now")?.scrollIntoView({ block: "nearest", inline: "center" });
