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
USUAL_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def find_chromium() -> str | None:
    """CHROMIUM from the environment, else the usual places, else the PATH; None when there is none."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else shutil.which(named)
    for place in USUAL_PLACES:
        if Path(place).exists():
            return place
    return next(filter(None, map(shutil.which, NAMES)), None)
