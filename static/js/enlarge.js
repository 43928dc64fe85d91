// The scan is enlarged in place: by the links that say how large, by Ctrl and the wheel, with two fingers, by tapping
// twice. What does it (zoom.js) is loaded when one of these begins, or where it was left open on another page.

const tools = document.getElementById("zoom-tools");
const scan = document.getElementById("scan");
const TAP = 300; // milliseconds within which two taps are one gesture,
const NEAR = 30; // and pixels
let opened, viewer, lastTap;

function open(kept) {
  if (viewer?.isClosed) opened = viewer = undefined;
  opened ??= import(tools.dataset.script).then(async (module) => (viewer = await module.open(scan, tools, kept)));
  return opened;
}

/** Where two fingers are: the middle between them, and how far they are apart. */
function spanOf([a, b]) {
  return {
    x: (a.clientX + b.clientX) / 2,
    y: (a.clientY + b.clientY) / 2,
    apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
  };
}

if (tools && scan) {
  document.querySelector(".reader-zoom")?.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const isNew = !opened;
    const zoom = (new URL(link.href).searchParams.get("zoom") ?? 100) / 100;
    const shown = await open();
    if (isNew) shown.begin(zoom);
    else shown.zoomTo(zoom);
  });

  scan.addEventListener(
    "wheel",
    async (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { clientX, clientY, deltaY } = event;
      (await open()).zoomBy(Math.exp(-deltaY / 400), clientX, clientY);
    },
    { passive: false },
  );

  let began;
  for (const kind of ["touchstart", "touchmove"]) {
    scan.addEventListener(
      kind,
      (event) => {
        if (event.touches.length !== 2) return (began = undefined);
        event.preventDefault();
        const now = spanOf(event.touches);
        began ??= now;
        if (!viewer || viewer.isClosed) return open();
        viewer.zoomBy(now.apart / began.apart, now.x, now.y, now.x - began.x, now.y - began.y);
        began = now;
      },
      { passive: false },
    );
  }

  scan.addEventListener("touchend", async (event) => {
    const [touch] = event.changedTouches;
    const before = lastTap;
    lastTap = { at: event.timeStamp, x: touch.clientX, y: touch.clientY };
    if (!before || event.touches.length || event.timeStamp - before.at > TAP) return;
    if (Math.hypot(before.x - lastTap.x, before.y - lastTap.y) > NEAR) return;
    event.preventDefault();
    const { x, y } = lastTap;
    lastTap = undefined;
    (await open()).toggleAt(x, y);
  });

  try {
    const kept = JSON.parse(sessionStorage.getItem("zoom"));
    if (kept?.document === tools.dataset.document) open(kept);
  } catch {
    // storage is forbidden here: each page is opened as its address says
  }
}

// The image of the next page, where this page shows its own beside the text and nobody saves on data.
addEventListener("load", () => {
  const next = tools?.dataset.nextImage;
  if (!next || navigator.connection?.saveData || !matchMedia("(width >= 56rem)").matches) return;
  const link = document.createElement("link");
  Object.assign(link, { rel: "prefetch", as: "image", href: next });
  document.head.append(link);
});
