// Years to drag or to key: two sliders on one bar below the histogram, which write the two fields; and the query
// of the advanced search while one fills it in. Without script the fields and the bars as links remain.

for (const group of document.querySelectorAll("[data-years]")) slide(group);
for (const form of document.querySelectorAll("form[data-writes]")) write(form);

function slide(group) {
  const bars = [...group.querySelectorAll(".histogram a[data-from]")];
  const fields = [...group.querySelectorAll("input[type=number][name=from], input[type=number][name=to]")];
  if (!bars.length) return;
  const first = Math.min(...bars.map((bar) => Number(bar.dataset.from)));
  const last = Math.max(...bars.map((bar) => Number(bar.dataset.to)));
  const open = [first, last]; // an end there leaves its side open
  const place = group.querySelector(".years-bar");
  const sliders = fields.map((field) => {
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: first, max: last });
    slider.setAttribute("aria-label", field.getAttribute("aria-label"));
    place.append(slider);
    return slider;
  });

  function read() {
    sliders.forEach((slider, end) => { slider.value = fields[end].value || open[end]; });
    show();
  }

  function show() {
    const [start, end] = sliders.map((slider) => Number(slider.value));
    const isOpen = start === first && end === last;
    for (const bar of bars) {
      bar.classList.toggle("chosen", !isOpen && bar.dataset.to >= start && bar.dataset.from <= end);
    }
  }

  sliders.forEach((slider, end) => slider.addEventListener("input", () => {
    const other = Number(sliders[1 - end].value);
    const value = end ? Math.max(Number(slider.value), other) : Math.min(Number(slider.value), other);
    slider.value = value;
    fields[end].value = value === open[end] ? "" : value;
    fields[end].dispatchEvent(new Event("change", { bubbles: true }));
    show();
  }));
  fields.forEach((field) => field.addEventListener("input", read));
  read();
}

function write(form) {
  const output = form.querySelector(form.dataset.writes);
  let timer = 0;
  async function ask() {
    const asked = new URLSearchParams(new FormData(form));
    asked.set("format", "json");
    try {
      const answer = await fetch(`${form.action}?${asked}`);
      const { query } = await answer.json();
      output.querySelector("code").textContent = query || "–";
    } catch {
      output.querySelector("code").textContent = "–"; // the button writes it too
    }
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
