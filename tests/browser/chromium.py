"""Where Chromium is, and how it is started: no sandbox for containers, nothing that phones home."""

import os
import shutil
from pathlib import Path

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The shell without a window comes first: the same engine, in two thirds of the time.
USUAL_PLACES = (
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
)
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")


def find_chromium() -> str | None:
    """CHROMIUM from the environment, else the usual places, else the PATH; None when there is none."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else shutil.which(named)
    for place in USUAL_PLACES:
        if Path(place).exists():
            return place
    return next(filter(None, map(shutil.which, NAMES)), None)


# From then on `window.mostAtOnce` is how many requests of this page were under way at the same time, at most,
# and `window.filesSent` how many files went with them.
COUNT_REQUESTS = """() => {
  let now = 0;
  window.mostAtOnce = window.filesSent = 0;
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    window.mostAtOnce = Math.max(window.mostAtOnce, ++now);
    window.filesSent += body.has("files");
    for (const end of ["load", "error", "abort"]) this.addEventListener(end, () => now--);
    return send.call(this, body);
  };
}"""
