// Single keys in the reader follow the links that carry them: n and p a match, the arrows a page, f the find box.
// They can be switched off (WCAG 2.1.4); they never act while something is being typed or scrolled.

import "./quoting.js";

const OFF = "reader-keys-off";

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable], .scan[tabindex]") !== null;
}

function keysAreOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // storage is forbidden here: then nothing can have been switched off
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (isTyping(event.target) || keysAreOff()) return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input")) wanted.focus();
  else wanted.click();
});
