// Citing made quicker: copying, the panel as a dialog, and the list without a new page. Everything here is
// also a plain link or form, which is what remains without script or when the server does not answer.

// ------------------------------------------------------------------ copying
function revealCopying(place) {
  for (const button of place.querySelectorAll("button[data-copy]")) button.hidden = false;
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const place = button.closest("[data-copied]");
  const said = place.querySelector(".cite-said");
  const items = source.matches("ul") ? [...source.children] : [source];
  const plain = items.map((item) => item.textContent.trim()).join("\n");
  const rich = items.map((item) => (source.matches("ul") ? `<p>${item.innerHTML}</p>` : item.innerHTML)).join("");
  said.textContent = ""; // so that the same words are told again
  try {
    const blob = (type, text) => new Blob([text], { type });
    await navigator.clipboard.write([
      new ClipboardItem({ "text/plain": blob("text/plain", plain), "text/html": blob("text/html", rich) }),
    ]);
    said.textContent = place.dataset.copied;
  } catch {
    getSelection().selectAllChildren(source); // refused, or a page without TLS: the reader copies
    said.textContent = place.dataset.refused;
  }
}

// ------------------------------------------------------------------ the panel
function openPanel(section) {
  const dialog = document.createElement("dialog");
  dialog.className = "cite-dialog";
  dialog.setAttribute("aria-labelledby", "cite-heading");
  const place = document.createComment("the citation stands here");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "cite-close";
  close.textContent = section.dataset.close;
  close.addEventListener("click", () => dialog.close());
  section.before(place);
  dialog.append(close, section);
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    place.replaceWith(dialog.querySelector(".cite"));
    dialog.remove();
  });
  dialog.showModal();
}

/** The panel for another page or another choice; the address of the page stays. */
async function showPart(section, address, focused) {
  const text = await fetch(address).then((answer) => answer.text(), () => "");
  const fetched = new DOMParser().parseFromString(text, "text/html").querySelector(".cite");
  if (!fetched) return location.assign(address);
  revealCopying(fetched);
  section.replaceWith(fetched);
  const again = focused && fetched.querySelector(focused);
  (again ?? fetched.querySelector("h2")).focus();
}

function addressOf(form) {
  return `${form.action}?${new URLSearchParams(new FormData(form))}`;
}

// ------------------------------------------------------------------ the list
/** As without script; `submit()` would leave out the button that was pressed. */
function submitPlainly(form, button) {
  const act = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
  form.append(act);
  form.submit();
}

async function changeList(form, button) {
  const body = new FormData(form, button);
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
  if (!answer?.ok) return submitPlainly(form, button);
  const { count, said, is_full: isFull } = await answer.json();
  document.getElementById("list-count").textContent = count ? `(${count})` : "";
  document.getElementById("status").textContent = said;
  if (isFull) return location.assign(form.dataset.list);
  const isIn = button.value === "add";
  for (const each of document.querySelectorAll(`.list-form button`)) {
    if (each.form.elements.id.value !== body.get("id")) continue;
    each.value = isIn ? "remove" : "add";
    each.textContent = isIn ? form.dataset.remove : form.dataset.add;
  }
}

// ------------------------------------------------------------------ styles, found as one types
const PAUSE = 200; // milliseconds after the last key

/** The results of a form, as its page would show them; the last answer counts, in whatever order they come. */
async function showFound(form) {
  const address = addressOf(form);
  form.dataset.asked = address;
  const text = await fetch(address).then((answer) => answer.text(), () => "");
  const found = new DOMParser().parseFromString(text, "text/html").getElementById(form.dataset.results);
  if (!found || form.dataset.asked !== address) return;
  document.getElementById(form.dataset.results).replaceChildren(...found.childNodes);
  history.replaceState(null, "", address);
}

let pause;
document.querySelector("form[data-results]")?.addEventListener("input", ({ currentTarget }) => {
  clearTimeout(pause);
  pause = setTimeout(() => showFound(currentTarget), PAUSE);
});

// ------------------------------------------------------------------ what is pressed
revealCopying(document);

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const pressed = event.target.closest(`button[data-copy], [data-cite], a[href="#cite"], a[data-cite-part]`);
  if (!pressed) return;
  const section = document.querySelector(".cite");
  if (pressed.matches("[data-copy]")) copy(pressed);
  else if (pressed.matches(`[data-cite], [href="#cite"]`) && section) {
    event.preventDefault();
    openPanel(section);
  } else if (pressed.matches("[data-cite-part]")) {
    event.preventDefault();
    showPart(pressed.closest(".cite"), pressed.href, "[aria-current]");
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".list-form")) {
    event.preventDefault();
    changeList(form, event.submitter);
  } else if (form.matches("form[data-cite-part]") && !event.submitter?.hasAttribute("formaction")) {
    event.preventDefault();
    showPart(form.closest(".cite"), addressOf(form), "button[type=submit]");
  }
});
