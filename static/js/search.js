// Suggestions under every search box, and the pages of long articles in place of the link to them.
//
// Suggestions: a combobox after the ARIA pattern, list autocomplete with manual
// selection. Words fill the box, names lead to their page. Without script the box is a plain box.

const WAIT = 150; // ms after the last key
const MIN_LETTERS = 2;

for (const input of document.querySelectorAll("input[type=search][data-suggest]")) suggest(input);
for (const link of document.querySelectorAll("a[data-load]")) loadInPlace(link);

// What the link leads to comes in its place: the part of that page which `data-load` names, and its first link
// the focus. Where that fails, the link is followed.
function loadInPlace(link) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = document.adoptNode(page.querySelector(link.dataset.load));
      const rest = page.querySelector(".pager");
      const before = link.closest("li").querySelector(".snippets");
      before.replaceWith(found);
      link.parentElement.hidden = !rest;
      link.removeAttribute("aria-busy");
      found.querySelector("a").focus();
    } catch {
      location.assign(link.href);
    }
  });
}

function suggest(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let typed = input.value;
  let timer = 0;
  let asked = null;
  let at = -1;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    list.replaceChildren();
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    typed = input.value;
    if (typed.trim().length < MIN_LETTERS) return close();
    try {
      const address = `${input.dataset.suggest}?${new URLSearchParams({ format: "json", q: typed })}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close(); // no suggestions just now: the box is still a box
    }
  }

  function show([, texts, kinds, urls]) {
    at = -1;
    list.replaceChildren(...texts.map((text, index) => option(text, kinds[index], urls[index], index)));
    list.hidden = !texts.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function option(text, kind, url, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(text);
    if (kind) {
      const note = document.createElement("span");
      note.className = "count";
      note.textContent = ` ${kind}`;
      item.append(note);
    }
    Object.assign(item.dataset, { text, kind, url });
    item.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the box keeps the focus
      choose(item);
    });
    return item;
  }

  function choose(item) {
    if (item.dataset.kind) return location.assign(item.dataset.url);
    input.value = item.dataset.text;
    close();
    input.form.requestSubmit();
  }

  function move(step) {
    const items = [...list.children];
    items[at]?.setAttribute("aria-selected", "false");
    at = at + step < -1 ? items.length - 1 : at + step >= items.length ? -1 : at + step;
    const item = items[at];
    input.value = item && !item.dataset.kind ? item.dataset.text : typed;
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      input.value = typed;
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      choose(list.children[at]);
    }
  });
}
