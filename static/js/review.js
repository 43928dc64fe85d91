// The review form and the zones of the page know each other: a field lights up its zone, a zone leads to its
// field. Alt and an arrow walk through the doubtful fields. What is not saved yet is not left unasked.

const form = document.querySelector(".review-form");
const doubtful = [...form.querySelectorAll(".field-doubtful :is(input, textarea, select)")];
let changed = false;

for (const zone of document.querySelectorAll(".zones [data-field]")) {
  const field = form.querySelector(`.field[data-zone="${zone.dataset.field}"] :is(input, textarea)`);
  if (!field) continue;
  const rect = zone.querySelector("rect");
  field.addEventListener("focus", () => rect.classList.add("now"));
  field.addEventListener("blur", () => rect.classList.remove("now"));
  zone.addEventListener("click", (event) => {
    event.preventDefault();
    field.focus();
  });
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!event.altKey || !step || !doubtful.length) return;
  event.preventDefault();
  const at = doubtful.indexOf(document.activeElement);
  doubtful[(at + step + doubtful.length) % doubtful.length].focus();
});

form.addEventListener("input", () => {
  changed = true;
});
form.addEventListener("submit", () => {
  changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
