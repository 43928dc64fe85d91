"""Targets of at least 24 by 24 pixels, each by itself: axe also counts the space around them (WCAG 2.2, 2.5.8)."""

from tests.browser.places import public_places

MISSING = "Failed to load resource"  # what the console says of a page that is meant to be missing

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


def test_what_stands_alone_is_large_enough_to_be_hit(page, archive, complaints):
    small = {}
    for name, address in public_places(archive).items():
        page.goto(archive["url"] + address)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if found := page.evaluate(SMALL_TARGETS):
                small[f"{name}, {width}"] = found[:3]
    complaints[:] = [complaint for complaint in complaints if MISSING not in complaint]
    assert not small
