// Selected words, in the text or over the scan: a bar to copy them with their citation, or a link to them.
// An address of a passage is as archive/reading/passages.py says; the server finds the words and writes the citation.

import { foldPassage } from "./folding.js";

const CONTEXT = 24;
const EDGE = 40;
const MAX_PUNCTUATION = 9;
const PLACES = ".running-text, .printed-lines, .layer";
const NOT_WORDS = ".page-start, .passage-link";
const WAIT = 150; // milliseconds after the last change of the selection

const bar = document.getElementById("quote-bar");

/** The words from one boundary point to another; a point is [node, offset]. */
function wordsBetween(from, to) {
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  const copy = range.cloneContents();
  for (const each of copy.querySelectorAll(NOT_WORDS)) each.remove();
  return copy.textContent;
}

/** How many characters of punctuation an array of characters begins with. */
function punctuation(characters) {
  const length = characters.findIndex((each) => /[\s\p{L}\p{N}]/u.test(each));
  return Math.min(MAX_PUNCTUATION, length < 0 ? characters.length : length);
}

/** The address of the words of the range from start to end in this place; "" where it has none. */
function addressOf({ range, place, start, end, last }) {
  const words = wordsBetween(start, end).trim();
  const said = foldPassage(words);
  if (!said) return "";
  const pages = [...place.querySelectorAll("[data-sequence]")];
  const here = pages.findLastIndex((each) => range.comparePoint(each, 0) < 0);
  const page = pages[here] ?? place;
  const previous = pages[here - 1] ?? place;
  const following = pages.findIndex((each) => range.comparePoint(each, 0) > 0);
  const behind = pages[following + 1] && following >= 0 ? [pages[following + 1], 0] : last;
  const characters = [...words];
  const isLong = said.length > 2 * EDGE;
  return [
    [
      (page.closest("[data-sequence]") ?? pages[0]).dataset.sequence,
      foldPassage(wordsBetween([page, 0], start)).length,
      said.length,
      punctuation(characters),
      punctuation([...characters].reverse()),
    ].join("."),
    foldPassage(wordsBetween([previous, 0], start)).slice(-CONTEXT),
    isLong ? said.slice(0, EDGE) : said,
    isLong ? said.slice(-EDGE) : "",
    foldPassage(wordsBetween(end, behind)).slice(0, CONTEXT),
  ].join("~");
}

/** What is selected in one of the places, as far as it lies in there. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const node = range.startContainer;
  const place = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest(PLACES);
  if (!place) return;
  const last = [place, place.childNodes.length];
  const end = place.contains(range.endContainer) ? [range.endContainer, range.endOffset] : last;
  return { range, place, start: [node, range.startOffset], end, last };
}

async function ask(address, style) {
  const response = await fetch(`${address}&style=${style}&format=json`);
  const answer = await response.json();
  if (answer.problem) throw new Error(answer.problem);
  return answer;
}

/** The clipboard must be asked for while the click lasts: it gets promises of what the server will say. */
function copy(kind, answer) {
  const blob = (type, text) => answer.then((said) => new Blob([text(said)], { type }));
  const items = { "text/plain": blob("text/plain", (said) => (kind === "link" ? said.url : said.plain)) };
  if (kind === "quote") items["text/html"] = blob("text/html", (said) => said.html);
  return navigator.clipboard.write([new ClipboardItem(items)]);
}

if (bar) {
  const cite = bar.querySelector("a");
  const said = bar.querySelector("[role=status]");
  const style = bar.querySelector("select");
  let timer;

  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (bar.contains(document.activeElement) && getSelection().isCollapsed) return;
      const words = selected();
      const at = words && addressOf(words);
      if (at) cite.href = `${bar.dataset.address}?at=${encodeURIComponent(at)}`;
      bar.hidden = !at;
      said.textContent = "";
    }, WAIT);
  });

  // A press on a button would take the selection away.
  bar.addEventListener("mousedown", (event) => event.target.closest("label") || event.preventDefault());

  bar.addEventListener("click", async (event) => {
    const kind = event.target.dataset.copies;
    if (!kind) return;
    const answer = ask(cite.href, style.value);
    let problem = "";
    answer.catch((error) => (problem = error.message));
    try {
      await copy(kind, answer);
      said.textContent = kind === "link" ? bar.dataset.copiedLink : bar.dataset.copiedQuote;
    } catch {
      said.textContent = problem || bar.dataset.refused;
    }
  });
}

// What is copied from over the scan runs on, as the text does, and begins and ends with whole words.
document.addEventListener("copy", (event) => {
  const { place, start, end, last } = selected() ?? {};
  if (!place?.matches(".layer")) return;
  const words = wordsBetween(start, end);
  const begun = /^\S/.test(words) ? wordsBetween([place, 0], start).match(/\S*$/) : "";
  const rest = /\S$/.test(words) ? wordsBetween(end, last).match(/^\S*/) : "";
  event.clipboardData.setData("text/plain", (begun + words + rest).replace(/\s+/g, " ").trim());
  event.preventDefault();
});
