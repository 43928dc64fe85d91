"""Two ways to use a page: by real keys alone, and with a mouse where no script runs."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import ElementHandle, Locator, Page, expect

MAX_TABS = 400
IS_FOCUSED = "each => each === document.activeElement"
# What a person who uses keys must see: a ring around the element, and nothing lying over it.
HOW_FOCUS_SHOWS = """each => {
  const style = getComputedStyle(each), [box] = each.getClientRects();
  if (!each.matches(":focus-visible") || style.outlineStyle === "none" || !parseFloat(style.outlineWidth))
    return "no ring";
  const there = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), box.top + box.height / 2);
  if (!there) return "outside the window";
  return each.contains(there) || there.contains(each) || there.closest("label")?.control === each
    ? "seen" : `covered by ${there.outerHTML.slice(0, 100)}`;
}"""


HAS_GIVEN_FOCUS = "() => document.activeElement !== document.body || !document.querySelector('[autofocus]')"


def wait_until_ready(page: Page) -> None:
    """Until scripts have looked at the page, and what it gives the focus by itself has got it."""
    page.wait_for_load_state("load")
    page.wait_for_function(HAS_GIVEN_FOCUS)


def press(page: Page, key: str) -> None:
    """A key, once the scripts of the page that an earlier key led to are there to hear it."""
    wait_until_ready(page)
    page.keyboard.press(key)


class Keys:
    """Goes from one element to the next with Tab, as one does without a mouse; scripts run."""

    scripts = True

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Tab until the target has the focus, and see that it shows. AssertionError where it has none."""
        expect(target).to_be_visible()
        wait_until_ready(self.page)
        wanted = target.element_handle()
        for _ in range(MAX_TABS):
            if wanted.evaluate(IS_FOCUSED):
                self._see(wanted)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by the key Tab")

    def _see(self, focused: ElementHandle) -> None:
        """Within a second: the page may be scrolling to it."""
        for _ in range(20):
            if (how := focused.evaluate(HOW_FOCUS_SHOWS)) == "seen":
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the focus on {focused} is {how}")

    def follow(self, target: Locator) -> None:
        """A link or a button."""
        self.reach(target)
        self.page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        """Or take the tick away."""
        self.reach(box)
        self.page.keyboard.press("Space")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose_files(self, field: Locator, files: list[Path]) -> None:
        """The browser hears of the chooser that we expect in the questions of `reach`; a key may overtake it."""
        with self.page.expect_file_chooser() as chooser:
            self.reach(field)
            self.page.keyboard.press("Space")
        chooser.value.set_files(files)


class Mouse:
    """Clicks; its page was opened without scripts."""

    scripts = False

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, target: Locator) -> None:
        target.click()

    def tick(self, box: Locator) -> None:
        box.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def choose_files(self, field: Locator, files: list[Path]) -> None:
        field.set_input_files(files)
