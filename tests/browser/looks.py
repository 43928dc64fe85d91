"""How a page looks: what axe finds on it, on paper and in the dark, wide and narrow; and pictures of it."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without preload: axe would rebuild imported style sheets inline, which the policy rightly reports.
OF_STRUCTURE = {"runOnly": {"type": "tag", "values": RULES}, "preload": False, "resultTypes": ["violations"]}
# What another scheme or width can break; the rest was seen at the first look.
OF_LOOK = OF_STRUCTURE | {
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"],
    }
}
LOOKS = (
    ("light", 1280, OF_STRUCTURE),
    ("dark", 390, OF_LOOK),
    ("dark", 1280, OF_LOOK),
    ("light", 390, OF_LOOK),
)
AXE_SCRIPT = Axe().axe_script
RUN_AXE = "(options) => axe.run(document, options).then((results) => results.violations)"


def faults_of(page, looks=LOOKS):
    """What axe finds on the page as it is shown."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for scheme, width, rules in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        for rule in page.evaluate(RUN_AXE, rules):
            node = rule["nodes"][0]
            found.append((scheme, width, rule["id"], node["target"], node.get("failureSummary")))
    return found


def photograph(page, name: str) -> None:
    """Pictures of every look, where PICTURES names a folder for them."""
    folder = os.environ.get("PICTURES")
    if not folder:
        return
    for scheme, width, _ in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
