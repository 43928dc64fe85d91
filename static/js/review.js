// The review form and the zones of the page know each other: a field lights up its zone, a zone leads to its
// field, and the zone of a paragraph opens what can be said of it. Alt and an arrow walk through the doubtful
// fields, Control and Enter publish. What is not saved yet is not left unasked.

const form = document.querySelector(".review-form");
const FIELD = "input:not([type=hidden]), textarea, select";
let changed = false;

// ------------------------------------------------------------------ fields and their zones
for (const zone of document.querySelectorAll(".zones [data-field]")) {
  const rect = zone.querySelector("rect");
  const parts = [...form.querySelectorAll(`[data-zone="${zone.dataset.field}"]`)];
  for (const part of parts) {
    part.addEventListener("focusin", () => rect.classList.add("now"));
    part.addEventListener("focusout", () => rect.classList.remove("now"));
  }
  zone.addEventListener("click", (event) => {
    const field = parts[0]?.querySelector(FIELD);
    if (!field) return;
    event.preventDefault();
    const row = field.closest("details");
    if (row) row.open = true;
    field.focus();
  });
}

// ------------------------------------------------------------------ what a paragraph is
const menu = document.createElement("div");
menu.popover = "auto";
menu.className = "zone-menu desk";
document.querySelector(".desk-review").append(menu);
let putBack = () => {};

for (const zone of document.querySelectorAll(".zones [data-paragraph]")) {
  zone.addEventListener("click", (event) => {
    event.preventDefault();
    open(zone, document.getElementById(`paragraph-${zone.dataset.paragraph}`));
  });
}

// The paragraph's own form stands in the menu as long as it is open.
function open(zone, paragraph) {
  const choices = paragraph.querySelector("form");
  const details = choices.querySelector("details");
  const box = zone.getBoundingClientRect();
  menu.append(choices);
  details.open = true;
  menu.showPopover();
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, box.bottom + height + 8 > innerHeight ? box.top - height : box.bottom)}px`;
  choices.querySelector("button").focus();
  putBack = () => {
    paragraph.append(choices);
    details.open = false;
    zone.focus();
  };
}

menu.addEventListener("beforetoggle", (event) => {
  if (event.newState === "closed") putBack();
});

// ------------------------------------------------------------------ keys
const doubtful = [...form.querySelectorAll(".field-doubtful :is(input, textarea, select)")];

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.altKey && step && doubtful.length) {
    event.preventDefault();
    const at = doubtful.indexOf(document.activeElement);
    doubtful[(at + step + doubtful.length) % doubtful.length].focus();
  } else if (event.ctrlKey && event.key === "Enter" && !document.activeElement.closest("form:not(.review-form)")) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".button-main"));
  }
});

// ------------------------------------------------------------------ what is not saved
const unsaved = form.querySelector("output[data-unsaved]");

form.addEventListener("input", (event) => {
  if (event.target.name === "next") return;
  changed = true;
  unsaved.textContent = unsaved.dataset.unsaved;
});
form.addEventListener("submit", () => {
  changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
