// Tables of files watch themselves: rows whose work goes on are asked for again while the page is looked at.
// Without script the page offers to renew itself.

const SOON = 2000;
const LATE = 10000;

// Announce what changed, once a round.
export function announce(words) {
  if (words.length) document.getElementById("status").textContent = words.join(". ");
}

// Put the server's row in the place of what stands there, and leave the choice and the focus alone.
export function renew(row, html) {
  const body = document.createElement("tbody");
  body.innerHTML = html;
  const fresh = body.firstElementChild;
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  const box = row.querySelector("[type=checkbox]");
  if (box?.checked) fresh.querySelector("[type=checkbox]").checked = true;
  row.replaceWith(fresh);
  if (focused) {
    const alike = [...fresh.querySelectorAll(focused.tagName)];
    (alike.find((each) => each.textContent === focused.textContent) ?? fresh.querySelector("a"))?.focus();
  }
  return fresh;
}

// Watch the rows of a table; `changed` is called when one of them has.
export function watch(table, changed = () => {}) {
  let wait = SOON;
  let timer = 0;

  async function look() {
    timer = 0;
    const running = [...table.querySelectorAll("tr[data-runs]")];
    if (!running.length || document.hidden) return;
    const jobs = running.map((row) => ["job", row.dataset.job]);
    try {
      const answer = await fetch(`${table.dataset.rows}?${new URLSearchParams(jobs)}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(answer.status);
      const { rows } = await answer.json();
      const said = [];
      for (const { job, runs, state, html } of rows) {
        const row = table.querySelector(`tr[data-job="${job}"]`);
        if (row.outerHTML === html.trim()) continue;
        if (!runs) said.push(state);
        renew(row, html);
      }
      announce(said);
      wait = said.length ? SOON : Math.min(wait * 1.25, LATE);
      changed();
    } catch {
      wait = LATE; // the server is not there just now: the table shows what was last known
    }
    start();
  }

  function start() {
    if (!timer) timer = setTimeout(look, wait);
  }

  document.addEventListener("visibilitychange", () => {
    wait = SOON;
    start();
  });
  start();
  return () => {
    wait = SOON;
    start();
  };
}

for (const table of document.querySelectorAll("table.watched")) watch(table);
