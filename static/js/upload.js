// The upload form, file by file: chosen or dropped, two at a time, each with its own state. The form
// works without this; here its one big request becomes one a file, so that a bad file harms no other.

import { announce, renew, watch } from "./desk.js";
import { makeSender, token, trouble } from "./sending.js";

const JUNK = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

const form = document.querySelector("form.upload");
const words = form.dataset;
const chooser = form.elements.files;
const list = document.getElementById("uploads");
const table = list.querySelector("table");
const notice = list.querySelector(".halted");
const pause = list.querySelector(".pause");
const wake = watch(table, count);
// Key of a file → its row.
const chosen = new Map();
// Of where files go, once the first is to be sent.
let batch = words.sendTo ? Promise.resolve(words.sendTo) : null;

const sender = makeSender(openBatch, words, {
  waits({ row }) {
    row.querySelector("progress").hidden = true;
    show(row, words.waiting);
  },
  sends({ row }, part) {
    const bar = row.querySelector("progress");
    bar.hidden = false;
    bar.value = part;
    show(row, `${words.sending} ${Math.floor(part * 100)} %`);
  },
  kept({ file, row }, { job, html }) {
    // It was held in this upload already.
    table.querySelector(`tr[data-job="${job}"]`)?.remove();
    chosen.set(key(file), renew(row, html));
    count();
    wake();
  },
  refused: (item, text) => refuse(item, text, words.retry),
  halted(text, seconds) {
    notice.querySelector(".why").textContent = seconds
      ? `${text} ${words.again.replace("{seconds}", seconds)}`
      : text;
    notice.hidden = false;
    announce([text]);
    count();
  },
  goesOn() {
    notice.hidden = true;
    count();
  },
});

// What was said of the last upload is offered, not filled in; without script the link opens the form with it.
const asLast = document.getElementById("as-last");
asLast?.addEventListener("click", (event) => {
  event.preventDefault();
  for (const [name, value] of Object.entries(asLast.dataset)) form.elements[name].value = value;
  form.elements.journal.focus();
});

// ------------------------------------------------------------------ files come in
chooser.required = false;
chooser.after(document.getElementById("more-ways").content);
const folder = document.getElementById("folder");
folder.previousElementSibling.addEventListener("click", () => folder.click());

for (const input of [chooser, folder]) input.addEventListener("change", () => take(input));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (sender.unsent) sender.goOn();
  else chooser.click();
});
notice.querySelector("button").addEventListener("click", () => sender.goOn());
pause.addEventListener("click", () => sender.halt(words.paused));

for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("is-over", name === "dragover");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("is-over");
});
document.addEventListener("drop", async (event) => {
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = entries.length ? await Promise.all(entries.map(filesOf)) : [...event.dataTransfer.files];
  add(found.flat());
});

async function filesOf(entry) {
  if (entry.isFile) return new Promise((done, failed) => entry.file(done, failed));
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return files.flat();
    files.push(...(await Promise.all(some.map(filesOf))));
  }
}

// Page 10 after page 9.
function byName(one, other) {
  return pathOf(one).localeCompare(pathOf(other), undefined, { numeric: true });
}

// Those that are in the list already are not added twice: a folder may be chosen again to go on with it.
function add(files) {
  const inOrder = files.filter((each) => !JUNK.test(each.name)).sort(byName);
  for (const file of inOrder) {
    if (chosen.get(key(file))?.isConnected) continue;
    const item = { file, row: newRow(file) };
    chosen.set(key(file), item.row);
    if (file.size > words.mostMb * 1024 * 1024) refuse(item, words.tooLarge);
    else if (!words.endings.split(" ").some((ending) => file.name.toLowerCase().endsWith(ending)))
      refuse(item, words.unknown, words.anyway);
    else queue(item);
  }
  list.hidden = false;
  form.classList.add("is-listing");
  count();
}

function take(input) {
  add([...input.files]);
  input.value = "";
}

function pathOf(file) {
  return file.webkitRelativePath || file.name;
}

function key(file) {
  return [pathOf(file), file.size, file.lastModified].join("/");
}

// ------------------------------------------------------------------ rows
function newRow(file) {
  const row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
  row.querySelector("th").textContent = file.name;
  row.querySelector(".figure").textContent = `${Math.ceil(file.size / 1024).toLocaleString(document.documentElement.lang)} kB`;
  table.tBodies[0].append(row);
  return row;
}

// What may be done with a file that is not sent; nothing when `text` is empty.
function offer({ file, row }, text, act) {
  const button = row.querySelector("button");
  button.hidden = !text;
  button.firstElementChild.textContent = text;
  button.lastElementChild.textContent = ` ${file.name}`;
  button.onclick = act;
}

function show(row, state, reason = "") {
  row.querySelector(".state").textContent = state;
  row.querySelector(".reason").textContent = reason;
}

function queue(item) {
  const { row } = item;
  delete row.dataset.refused;
  row.dataset.unsent = "";
  row.querySelector(".state").classList.remove("state-failed");
  offer(item, words.cancel, () => {
    sender.cancel(item);
    row.remove();
    count();
  });
  sender.add(item);
}

function refuse(item, reason, again = "") {
  const { row } = item;
  row.querySelector("progress").hidden = true;
  row.querySelector(".state").classList.add("state-failed");
  delete row.dataset.unsent;
  row.dataset.refused = "";
  show(row, words.notSent, reason);
  offer(item, again, () => {
    queue(item);
    if (batch) sender.goOn();
  });
  announce([`${item.file.name}: ${reason}`]);
  count();
}

// ------------------------------------------------------------------ the upload they belong to
function openBatch() {
  batch ??= askForBatch().catch((error) => {
    batch = null;
    throw error;
  });
  return batch;
}

async function askForBatch() {
  const details = new FormData(form);
  details.delete("files");
  details.set("csrfmiddlewaretoken", token());
  let answer;
  try {
    answer = await fetch(words.batches, {
      method: "POST", body: details, headers: { Accept: "application/json" },
    });
  } catch {
    throw trouble(words.failed, true, true);
  }
  const told = await answer.json().catch(() => ({}));
  if (!told.files) throw trouble(told.error ?? words.signedOut, true);
  const link = list.querySelector("a.of-batch");
  link.href = told.batch;
  link.hidden = false;
  for (const field of form.querySelectorAll("fieldset")) field.disabled = true;
  asLast?.remove();
  // Seen again, the page shows what came in.
  history.replaceState(null, "", told.here);
  return told.files;
}

// ------------------------------------------------------------------ how far it is
function count() {
  const rows = [...table.tBodies[0].rows];
  const having = (name) => rows.filter((row) => name in row.dataset).length;
  const [unsent, running, refused] = ["unsent", "runs", "refused"].map(having);
  list.querySelector("output").textContent = words.count
    .replace("{done}", rows.length - unsent - running - refused)
    .replace("{all}", rows.length);
  list.querySelector(".still-sending").hidden = unsent === 0 || (sender.isHalted && notice.hidden);
  list.querySelector(".not-begun").hidden = unsent === 0 || !sender.isHalted || !notice.hidden;
  list.querySelector(".all-kept").hidden = unsent > 0 || rows.length === refused;
  pause.hidden = sender.isHalted;
}

window.addEventListener("beforeunload", (event) => {
  if (sender.unsent) event.preventDefault();
});

if (table.tBodies[0].rows.length) count();
// Chosen before this script was there.
if (chooser.files.length) take(chooser);
