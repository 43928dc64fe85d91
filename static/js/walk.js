// From match to match on one page without a new one. The links remain what they are: to another page or article,
// in another tab, and without script they lead by themselves.

const bar = document.querySelector(".reader-hits[data-said]");
const ANCHOR = /#hit-\d+$/;
const AROUND = 60; // characters read out on either side of a match

const anchorOf = (number) => document.getElementById(`hit-${number}`);

/** The address of a link, at another match. */
function at(address, number) {
  const url = new URL(address, location.href);
  url.searchParams.set("hit", number);
  url.hash = `hit-${number}`;
  return url.href;
}

/** The address of a link with the page as large as it is now, which the link may not know. */
function asLarge(address) {
  const url = new URL(address);
  const zoom = new URLSearchParams(location.search).get("zoom");
  if (zoom) url.searchParams.set("zoom", zoom);
  else url.searchParams.delete("zoom");
  return url.href;
}

/** A match with the words around it: those of its paragraph; on the image alone, none. */
function wordsAround(mark) {
  if (!mark.matches("mark")) return "";
  const range = document.createRange();
  const whole = mark.closest("p, h3, h4, h5, h6");
  range.selectNodeContents(whole);
  range.setEndBefore(mark);
  const before = range.toString();
  const rest = whole.textContent.slice(before.length);
  return `${before.slice(-AROUND).replace(/^\S*\s/, "")}${rest.slice(0, mark.textContent.length + AROUND).replace(/\s\S*$/, "")}`;
}

function step(key, numberThere, isHere) {
  const [here, beyond] = bar.querySelectorAll(`[data-key="${key}"]`);
  const there = beyond ?? here.nextElementSibling;
  const hadFocus = [here, there].includes(document.activeElement);
  if (isHere) here.href = at(here.href, numberThere);
  here.hidden = !isHere;
  there.hidden = isHere;
  if (hadFocus) (isHere ? here : there).focus();
}

function show(number) {
  const { first, last, said } = bar.dataset;
  const before = said.replace("{n}", bar.querySelector("b").textContent);
  const now = said.replace("{n}", number);
  for (const each of document.querySelectorAll("[data-hit].now")) {
    each.classList.remove("now");
    each.removeAttribute("aria-current");
  }
  for (const each of document.querySelectorAll(`[data-hit="${number}"]`)) {
    each.classList.add("now");
    if (each.matches("mark")) each.setAttribute("aria-current", "true");
  }
  bar.querySelector("b").textContent = number;
  step("p", number - 1, number > Number(first));
  step("n", number + 1, number < Number(last));
  for (const link of document.querySelectorAll(".switch a, .reader-tabs a")) link.href = at(link.href, number);
  if (document.title.startsWith(before)) document.title = now + document.title.slice(before.length);
  document.getElementById("status").textContent = `${now}. ${wordsAround(anchorOf(number))}`;
}

/** The match that the address names; where it names none, the first on the page. */
function numberOf(address) {
  const { first, last } = bar.dataset;
  const asked = Number(new URL(address, location.href).searchParams.get("hit"));
  return asked >= first && asked <= last ? asked : Number(first);
}

// A passage is marked where the address has one: then there are no matches to step through.
if (bar && !new URLSearchParams(location.search).has("at")) {
  bar.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-here]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const number = numberOf(link.href);
    if (!ANCHOR.test(link.href) || !anchorOf(number)) return;
    event.preventDefault();
    history.pushState(null, "", asLarge(link.href));
    show(number);
    anchorOf(number).scrollIntoView();
  });

  // The browser itself scrolls to where the reader was.
  window.addEventListener("popstate", () => show(numberOf(location.href)));
}
