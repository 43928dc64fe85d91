// Tables of files watch themselves: rows whose work goes on are asked for again while the page is looked at,
// and what is done with one file is done in place. Without script the page offers to renew itself.

const SOON = 2000;
const LATE = 10000;
// Rows asked for: files are read in the order of their numbers, the later ones still wait.
const AT_ONCE = 50;

// Announce what changed, once a round.
export function announce(words) {
  if (words.length) document.getElementById("status").textContent = words.join(". ");
}

// Put the server's row in the place of what stands there, and leave the choice, the focus and the log alone.
export function renew(row, html) {
  const body = document.createElement("tbody");
  body.innerHTML = html;
  const fresh = body.firstElementChild;
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  const box = row.querySelector("[type=checkbox]");
  if (box?.checked) fresh.querySelector("[type=checkbox]").checked = true;
  if (row.querySelector("details")?.open) fresh.querySelector("details").open = true;
  row.replaceWith(fresh);
  if (focused) {
    const alike = [...fresh.querySelectorAll(focused.tagName)];
    (alike.find((each) => each.textContent === focused.textContent) ?? fresh.querySelector("a"))?.focus();
  }
  return fresh;
}

function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (row.contains(document.activeElement)) next?.querySelector("a")?.focus();
  const count = row.closest("section")?.querySelector("h2 .count");
  if (count) count.textContent = Number(count.textContent) - 1;
  row.remove();
}

// Watch the rows of a table; `changed` is called when one of them has.
export function watch(table, changed = () => {}) {
  let wait = SOON;
  let timer = 0;

  // The rows of these jobs as they are now; what there is to say of them.
  async function ask(jobs) {
    const answer = await fetch(`${table.dataset.rows}?${new URLSearchParams(jobs.map((job) => ["job", job]))}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.status);
    const said = [];
    for (const { job, runs, gone, state, html } of (await answer.json()).rows) {
      const row = table.querySelector(`tr[data-job="${job}"]`);
      if (!row || row.outerHTML === html.trim()) continue;
      if (!runs) said.push(state);
      if (gone) remove(row);
      else renew(row, html);
    }
    announce(said);
    changed();
    return said;
  }

  async function look() {
    timer = 0;
    const running = [...table.querySelectorAll("tr[data-runs]")].map((row) => row.dataset.job);
    if (!running.length || document.hidden) return;
    try {
      const said = await ask(running.sort((one, other) => one - other).slice(0, AT_ONCE));
      wait = said.length ? SOON : Math.min(wait * 1.25, LATE);
    } catch {
      // The server is not there just now: the table shows what was last known.
      wait = LATE;
    }
    start();
  }

  function start() {
    if (!timer) timer = setTimeout(look, wait);
  }

  function soon() {
    wait = SOON;
    start();
  }

  table.closest("form").addEventListener("submit", async (event) => {
    const pressed = event.submitter;
    if (pressed?.name !== "one" || !table.contains(pressed)) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target, pressed));
    try {
      const answer = await fetch(pressed.formAction, {
        method: "POST", body, headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(answer.status);
      await ask([pressed.value]);
      soon();
    } catch {
      // Its own page says what is the matter.
      location.assign(pressed.closest("tr").querySelector("th a").href);
    }
  });
  document.addEventListener("visibilitychange", soon);
  start();
  return soon;
}

for (const table of document.querySelectorAll("table.watched")) watch(table);
