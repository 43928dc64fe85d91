// The text read aloud by the browser, the word it has come to marked in the text and on the scan. Without script,
// or where the browser has no voice, the link leads to the page that says how else to have a page read.

import { foldPassage } from "./folding.js";

const link = document.getElementById("aloud");
const text = document.querySelector(".reader-pane .running-text, .reader-pane .printed-lines");
const layer = document.querySelector(".layer");
const SPOKEN = "spoken"; // of the highlight, see ::highlight() in the style sheet
const NOT_WORDS = ".page-start, .passage-link";

/** The nodes of text below an element, as far as they are to be read. */
function nodesIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(NOT_WORDS) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** What stands from one offset to another in these nodes, as a range. */
function rangeOf(nodes, from, to) {
  const range = document.createRange();
  let start = 0;
  for (const node of nodes) {
    const end = start + node.length;
    if (from >= start && from < end) range.setStart(node, from - start);
    if (to > start && to <= end) range.setEnd(node, to - start);
    start = end;
  }
  return range;
}

/** The words of the scan, each with the number of folded characters up to its end. */
function wordsOnScan() {
  let read = 0;
  return [...(layer?.querySelectorAll("tspan") ?? [])].map((word) => [(read += foldPassage(word.textContent).length), word]);
}

/** A box on the scan around a word of its layer. */
function boxAround(word) {
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const height = Number(word.parentElement.getAttribute("font-size"));
  box.setAttribute("class", "box spoken");
  box.setAttribute("x", word.getAttribute("x"));
  box.setAttribute("y", Number(word.getAttribute("y")) - height * 0.8);
  box.setAttribute("width", word.getAttribute("textLength"));
  box.setAttribute("height", height);
  return box;
}

function clear() {
  CSS.highlights?.delete(SPOKEN);
  layer?.querySelector(".spoken")?.remove();
}

/** Mark the word at this place; `before`: folded characters on the page up to the paragraph. */
function follow(nodes, words, before, { charIndex, charLength }) {
  clear();
  const said = nodes.map((node) => node.data).join("");
  const length = charLength || said.slice(charIndex).match(/^\S*/)[0].length;
  if (!length) return;
  if (CSS.highlights) CSS.highlights.set(SPOKEN, new Highlight(rangeOf(nodes, charIndex, charIndex + length)));
  const place = before + foldPassage(said.slice(0, charIndex)).length;
  const [, word] = words.find(([end]) => end > place) ?? [];
  if (word) layer.prepend(boxAround(word));
}

function start() {
  const words = wordsOnScan();
  const parts = text.matches("pre") ? [text] : [...text.children];
  let read = 0;
  parts.forEach((part, number) => {
    const nodes = nodesIn(part);
    const said = nodes.map((node) => node.data).join("");
    const before = read;
    read += foldPassage(said).length;
    const utterance = new SpeechSynthesisUtterance(said);
    utterance.lang = part.closest("[lang]").lang;
    utterance.addEventListener("boundary", (event) => event.name !== "sentence" && follow(nodes, words, before, event));
    if (number === parts.length - 1) utterance.addEventListener("end", stop);
    speechSynthesis.speak(utterance);
  });
  tell(true);
}

function stop() {
  speechSynthesis.cancel();
  clear();
  tell(false);
}

function tell(isReading) {
  link.textContent = isReading ? link.dataset.stop : link.dataset.start;
}

if (link && text && "speechSynthesis" in window) {
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    // Voices may come after the page. A click on another tab or window is not meant.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button || !speechSynthesis.getVoices().length) return;
    event.preventDefault();
    if (speechSynthesis.speaking) stop();
    else start();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  // The voice must not go on over another page.
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}
