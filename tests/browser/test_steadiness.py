"""Nothing moves under the eyes of who has begun to read: the layout shifts of a page while it loads."""

import pytest

MAX_SHIFT = 0.02
OBSERVE = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_do_not_jump_while_they_load(page, archive, width):
    article = archive["article"].get_absolute_url()
    reader = f"{article}p/265/?q=integration"
    page.add_init_script(OBSERVE)
    page.set_viewport_size({"width": width, "height": 844})
    jumped = {}
    for address in ("/", "/search/?q=integration", article, f"{reader}#hit-2", f"{reader}&view=image#hit-2"):
        page.goto(archive["url"] + address, wait_until="networkidle")
        if (shift := page.evaluate("window.shift")) > MAX_SHIFT:
            jumped[address] = shift
    assert not jumped


def test_a_jump_would_be_seen(page, archive):
    page.add_init_script(OBSERVE)
    page.goto(archive["url"])
    page.evaluate("document.querySelector('main').style.paddingTop = '300px'")
    page.wait_for_function(f"window.shift > {MAX_SHIFT}")
