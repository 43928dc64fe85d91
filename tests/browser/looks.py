"""How a page looks: what is wrong with it on paper and in the dark, wide and narrow; and pictures of it."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without preload: axe would rebuild imported style sheets inline, which the policy rightly reports.
OF_STRUCTURE = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"color-contrast": {"enabled": False}},  # asked by itself
    "preload": False,
    "resultTypes": ["violations"],
}
# What another scheme or width can break; the rest was seen at the first look.
OF_LOOK = OF_STRUCTURE | {
    "runOnly": {
        "type": "rule",
        "values": ["link-in-text-block", "scrollable-region-focusable", "target-size"],
    }
}
LOOKS = (
    ("light", 1280, OF_STRUCTURE),
    ("dark", 390, OF_LOOK),
    ("dark", 1280, OF_LOOK),
    ("light", 390, OF_LOOK),
)
# Each scheme and each width once; ALL_LOOKS=1 for each with each, which takes half as long again.
CHECKED = LOOKS if os.environ.get("ALL_LOOKS") else LOOKS[:2]
NARROWEST = 320  # pixels: where a page that is enlarged four times on a common screen ends (WCAG 1.4.10)
AXE_SCRIPT = Axe().axe_script
# Contrast, two thirds of the time of a look, is measured once a scheme for text of one kind: of one class, colour and
# size on the same grounds. `known` and what is given back beside the violations are hashes of kinds.
RUN_AXE = """async ([options, known]) => {
  const grounds = new Map();
  const groundsOf = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity, filter, position } = getComputedStyle(element);
      const place = position === "static" ? "" : element.className;
      grounds.set(element, [groundsOf(element.parentElement), backgroundColor, backgroundImage, opacity, filter, place].join());
    }
    return grounds.get(element);
  };
  const hash = (text) => [...text].reduce((sum, each) => (Math.imul(sum, 31) + each.charCodeAt(0)) | 0, 7);
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const kinds = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    if (!hasText(element) && !element.placeholder && !element.value) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const { localName, className } = element;
    const kind = hash([localName, className.baseVal ?? className, color, fontSize, fontWeight, groundsOf(element)].join());
    if (!known.includes(kind)) kinds.set(kind, element);
  }
  const { violations } = await axe.run(document, options);
  if (kinds.size) {
    const contrast = { runOnly: { type: "rule", values: ["color-contrast"] }, preload: false };
    violations.push(...(await axe.run({ include: [...kinds.values()] }, contrast)).violations);
  }
  return [violations, [...kinds.keys()]];
}"""
SEEN: dict[str, set[int]] = {"light": set(), "dark": set()}  # kinds, in this process

# Of at least 24 by 24 pixels by itself: axe also counts the space around a target (WCAG 2.2, 2.5.8).
# A check box with its label is one target; a link in a sentence is exempt, and so is the year's bar beside its table.
SMALL_TARGETS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, textarea")];
  const isInSentence = (e) =>
    e.matches("a") && [...e.parentElement.childNodes].some((n) => n.nodeType === 3 && n.data.trim().length > 1);
  return all
    .filter((e) => !e.closest("svg, .skip, .unseen") && !isInSentence(e))
    .map((e) => [e, (e.matches("[type=checkbox], [type=radio]") && e.closest("label")) || e])
    .map(([e, target]) => [e, target.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height && Math.min(box.width, box.height) < 23.9)
    .map(([e, box]) => `${e.outerHTML.slice(0, 90)} is ${Math.round(box.width)} by ${Math.round(box.height)}`);
}"""
WIDEST = """() => {
  const all = [...document.body.querySelectorAll("*")].map((e) => [e.getBoundingClientRect().right, e]);
  const [right, element] = all.reduce((a, b) => (b[0] > a[0] ? b : a));
  return `${element.outerHTML.slice(0, 120)} ends at ${right}`;
}"""


def faults_of(page: Page) -> list[tuple[str, int, str, object]]:
    """Scheme, width, what is wrong, where: rules of accessibility, small targets, what runs off the side."""
    found: list[tuple[str, int, str, object]] = []
    page.evaluate(AXE_SCRIPT)
    for scheme, width, rules in CHECKED:
        show(page, scheme, width)
        broken, kinds = page.evaluate(RUN_AXE, [rules, list(SEEN[scheme])])
        if not broken:
            SEEN[scheme].update(kinds)
        for rule in broken:
            node = rule["nodes"][0]
            found.append((scheme, width, rule["id"], (node["target"], node.get("failureSummary"))))
        found += [(scheme, width, "small target", target) for target in page.evaluate(SMALL_TARGETS)[:3]]
        found += too_wide(page, scheme, width)
    show(page, scheme, NARROWEST)
    return found + too_wide(page, scheme, NARROWEST)


def too_wide(page: Page, scheme: str, width: int) -> list[tuple[str, int, str, object]]:
    needed = page.evaluate("document.documentElement.scrollWidth")
    return [(scheme, width, "too wide", page.evaluate(WIDEST))] if needed > width else []


def show(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})


def photograph(page: Page, name: str) -> None:
    """Pictures of every look, where PICTURES names a folder for them."""
    folder = os.environ.get("PICTURES")
    if not folder:
        return
    for scheme, width, _ in LOOKS:
        show(page, scheme, width)
        page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
