// Single keys in the reader follow the links that carry them; the dialog "Keys" says which and switches them off
// (WCAG 2.1.4). They never act while something is being typed, nor the arrows where they scroll or select.

import "./aloud.js";
import "./quoting.js";
import "./walk.js";
import { keysAreOff } from "./help.js";

const help = document.getElementById("keys-help");
const scan = document.querySelector(".scan[tabindex]");
// Keys whose place is not a link of the reader's own.
const PLACES = { "/": "#site-q", s: ".list-form button" };

function isTaken(event) {
  const moves = event.key.length > 1 && event.key !== "Escape";
  if (event.ctrlKey || event.metaKey || event.altKey || (moves && event.shiftKey)) return true;
  if (document.querySelector("dialog[open]")) return true;
  return event.target.closest(`input, textarea, select, [contenteditable]${moves ? ", .scan[tabindex]" : ""}`) !== null;
}

/** What a key is for: with words selected, c cites them. */
function wantedBy(key) {
  const quote = document.querySelector(".quote-bar:not([hidden]) a");
  if (key === "c" && quote) return quote;
  return document.querySelector(PLACES[key] ?? `[data-key="${CSS.escape(key)}"]:not([hidden])`);
}

document.addEventListener("keydown", (event) => {
  if (isTaken(event) || keysAreOff()) return;
  const selection = getSelection();
  if (event.key === "Escape" && !selection.isCollapsed) return selection.removeAllRanges();
  const wanted = wantedBy(event.key);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input")) wanted.select();
  else wanted.click();
});

document.getElementById("show-keys").addEventListener("click", (event) => {
  event.preventDefault();
  help.showModal();
});

// An enlarged scan opens at its current match.
scan?.querySelector(".box.now")?.scrollIntoView({ block: "nearest", inline: "center" });
