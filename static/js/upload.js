// The upload form, file by file: chosen or dropped, two at a time, each with its own state. The form
// works without this; here its one big request becomes one a file, so that a bad file harms no other.

import { announce, renew, watch } from "./desk.js";

const AT_ONCE = 2;
const JUNK = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

const form = document.querySelector("form.upload");
const words = form.dataset;
const chooser = form.elements.files;
const list = document.getElementById("uploads");
const table = list.querySelector("table");
const wake = watch(table, count);
const waiting = [];
let sending = 0;
let isAsked = false; // to send: what is said of all files comes before the first of them
let batch = null; // a promise of {batch, files}, once the first file is on its way

// ------------------------------------------------------------------ files come in
chooser.required = false;
const folder = document.createElement("input");
folder.type = "file";
folder.multiple = true;
folder.webkitdirectory = true;
folder.id = "folder";
folder.hidden = true;
const folderButton = document.createElement("button");
folderButton.type = "button";
folderButton.textContent = words.folder;
folderButton.addEventListener("click", () => folder.click());
const hint = document.createElement("small");
hint.textContent = words.drop;
const more = document.createElement("p");
more.className = "inline-form";
more.append(folderButton, folder, hint);
chooser.after(more);

for (const input of [chooser, folder]) {
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!table.querySelector("tbody tr")) return chooser.click();
  isAsked = true;
  next();
});

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

function add(files) {
  for (const file of files.filter((each) => !JUNK.test(each.name))) {
    const row = newRow(file);
    if (file.size > words.mostMb * 1024 * 1024) refuse(row, words.tooLarge, null);
    else queue(file, row);
  }
  list.hidden = false;
  count();
  next();
}

// ------------------------------------------------------------------ rows
function newRow(file) {
  const row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
  row.querySelector("th").textContent = file.name;
  row.querySelector(".figure").textContent = size(file.size);
  table.tBodies[0].append(row);
  return row;
}

function size(bytes) {
  const unit = bytes >= 1048576 ? "megabyte" : "kilobyte";
  const value = bytes / (unit === "megabyte" ? 1048576 : 1024);
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

function button(row, text, act) {
  const place = row.querySelector(".acts");
  place.replaceChildren();
  if (!text) return;
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button-plain";
  const unseen = document.createElement("span");
  unseen.className = "unseen";
  unseen.textContent = ` ${row.querySelector("th").textContent}`;
  made.append(text, unseen);
  made.addEventListener("click", act);
  place.append(made);
}

function show(row, state, reason = "") {
  row.querySelector(".state").textContent = state;
  row.querySelector(".reason").textContent = reason;
}

function refuse(row, reason, again) {
  row.querySelector("progress").hidden = true;
  row.querySelector(".state").classList.add("state-failed");
  row.dataset.refused = "";
  show(row, words.notSent, reason);
  button(row, again && words.retry, again);
  announce([`${row.querySelector("th").textContent}: ${reason}`]);
  count();
}

// ------------------------------------------------------------------ sending
function queue(file, row) {
  delete row.dataset.refused;
  row.dataset.unsent = "";
  row.querySelector(".state").classList.remove("state-failed");
  show(row, words.waiting);
  const item = { file, row };
  button(row, words.cancel, () => {
    item.isCancelled = true;
    forget(row);
  });
  waiting.push(item);
}

function forget(row) {
  row.remove();
  count();
}

function next() {
  while (isAsked && sending < AT_ONCE && waiting.length) {
    const item = waiting.shift();
    if (item.isCancelled) continue;
    sending += 1;
    send(item).finally(() => {
      sending -= 1;
      next();
    });
  }
}

async function openBatch() {
  const details = new FormData(form);
  details.delete("files");
  const answer = await fetch(words.batches, {
    method: "POST", body: details, headers: { Accept: "application/json" },
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error ?? words.failed);
  const link = list.querySelector("a");
  link.href = told.batch;
  link.hidden = false;
  for (const field of form.querySelectorAll("fieldset")) field.disabled = true;
  return told;
}

async function send(item) {
  const { file, row } = item;
  const again = () => {
    queue(file, row);
    isAsked = true;
    next();
  };
  let place;
  try {
    batch ??= openBatch();
    place = (await batch).files;
  } catch (error) {
    batch = null;
    delete row.dataset.unsent;
    refuse(row, error.message === "Failed to fetch" ? words.failed : error.message, again);
    return;
  }
  if (item.isCancelled) return; // while the upload was being opened
  const request = new XMLHttpRequest();
  const bar = row.querySelector("progress");
  await new Promise((done) => {
    button(row, words.cancel, () => request.abort());
    bar.hidden = false;
    show(row, words.sending);
    request.upload.addEventListener("progress", (event) => {
      bar.max = event.total;
      bar.value = event.loaded;
    });
    request.addEventListener("loadend", done);
    request.addEventListener("abort", () => forget(row));
    request.addEventListener("error", () => refuse(row, words.failed, again));
    request.addEventListener("load", () => {
      const told = answerOf(request);
      if (told.rows) renew(row, told.rows[0].html);
      else refuse(row, told.error ?? words.failed, again);
    });
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("files", file);
    request.open("POST", place);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
  delete row.dataset.unsent;
  count();
  wake();
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {}; // not ours: a proxy's page, or none
  }
}

// ------------------------------------------------------------------ how far it is
function count() {
  const rows = [...table.tBodies[0].rows];
  const unsent = rows.filter((row) => "unsent" in row.dataset).length;
  const running = rows.filter((row) => "runs" in row.dataset).length;
  const refused = rows.filter((row) => "refused" in row.dataset).length;
  list.querySelector("output").textContent = words.count
    .replace("{done}", rows.length - unsent - running - refused)
    .replace("{all}", rows.length);
  list.querySelector(".still-sending").hidden = unsent === 0;
  list.querySelector(".all-kept").hidden = unsent > 0 || rows.length === refused;
}

window.addEventListener("beforeunload", (event) => {
  if (sending || waiting.length) event.preventDefault();
});
