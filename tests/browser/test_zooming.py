"""The scan looked at closely: moved, enlarged, turned, beside its neighbour, on the full screen; its marks stay on the
words. Without scripts, the links to larger images."""

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from archive.scans.originals import original_path
from tests.browser.demo import PEOPLES
from tests.browser.hands import press
from tests.browser.looks import AXE_SCRIPT, OF_STRUCTURE, RUN_AXE, SMALL_TARGETS, show
from tests.builders import make_document, make_scan, save
from tests.typeset import HEIGHT, WIDTH, typeset

DPI = 360


def make_scanned_document(title="The Integration of Peoples", *, texts, first_label=265, **fields):
    """As `make_typeset_document`, but the pages of its PDF are pictures, as of a scanner."""
    pdf, printed = typeset(tuple(texts), first_label)
    sheets = [page.render(scale=DPI / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]
    buffer = io.BytesIO()
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:], resolution=DPI)
    scan = make_scan(buffer.getvalue(), name="scanned.pdf", media_type="application/pdf")
    path = original_path(scan.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    texts = tuple(page.text for page in printed)
    document = make_document(title, texts=texts, first_label=first_label, scan=scan, **fields)
    for page, of in zip(document.pages.all(), printed, strict=True):
        page.raw_text, page.words, page.text_source = of.raw_text, of.words, "ocr"
        page.width, page.height = WIDTH, HEIGHT
        save(page)
    return document


@pytest.fixture
def scanned(archive):
    """The address of the second of three scanned pages, with two matches on it."""
    document = make_scanned_document("A Scan", texts=PEOPLES, first_label=265)
    return f"{archive['url']}{document.get_absolute_url()}p/266/"


# Of each box of a match, by how many pixels the ink below it, as it is on the screen, is off the words of the sheet.
WORDS = """() => {
  const layer = document.querySelector(".sheet .layer");
  const [, , wide, high] = layer.getAttribute("viewBox").split(" ").map(Number);
  const sheet = document.querySelector(".sheet img:not(.placeholder)").getBoundingClientRect();
  return [...layer.querySelectorAll("rect")].map((box) => {
    const is = box.getBoundingClientRect();
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(box.getAttribute(name)));
    const due = [sheet.left + (x / wide) * sheet.width, sheet.top + (y / high) * sheet.height,
      (w / wide) * sheet.width, (h / high) * sheet.height];
    return Math.max(...[is.left, is.top, is.width, is.height].map((each, n) => Math.abs(each - due[n])));
  });
}"""
TILES = """() => {
  const sheet = document.querySelector(".sheet img:not(.placeholder)").getBoundingClientRect();
  return [...document.querySelectorAll(".zoom-tiles img")].map((tile) => {
    const [x, y, w, h] = tile.src.split("/").at(-4).split(",").map(Number);
    const is = tile.getBoundingClientRect(), scale = sheet.width / 1980;
    return Math.max(Math.abs(is.left - sheet.left - x * scale), Math.abs(is.top - sheet.top - y * scale),
      Math.abs(is.width - w * scale), Math.abs(is.height - h * scale));
  });
}"""
SCROLLED = "() => { const { scrollLeft: x, scrollTop: y } = document.getElementById('scan'); return [x, y]; }"


def percent(page):
    return page.locator(".zoom-bar output")


def wait_for_tiles(page):
    page.wait_for_function(
        "() => { const all = [...document.querySelectorAll('.zoom-tiles img')];"
        " return all.length && all.every((each) => each.complete && each.naturalWidth); }"
    )


def open_at(page, zoom="150 %"):
    page.get_by_role("link", name=zoom, exact=True).click()
    expect(percent(page)).to_have_text(zoom)


def test_marks_and_tiles_stay_on_the_words_at_every_size(page, scanned):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{scanned}?q=integration&view=image", wait_until="networkidle")
    assert not any("zoom." in url or "/iiif/" in url for url in asked)
    open_at(page)
    for step in range(5):
        assert max(page.evaluate(WORDS)) <= 1
        if step:
            press(page, "+")
    wait_for_tiles(page)
    assert max(page.evaluate(TILES)) <= 1
    assert page.locator("rect.now").evaluate(
        "(box) => { const is = box.getBoundingClientRect();"
        " return !!document.elementFromPoint(is.left + is.width / 2, is.top + is.height / 2).closest('.layer'); }"
    )


def test_a_step_to_a_match_on_the_page_keeps_how_large_it_is(page, scanned):
    page.goto(f"{scanned}?q=integration")
    assert page.locator("mark[data-hit]").count() > 1
    open_at(page)
    press(page, "n")
    expect(page).to_have_url(re.compile(r"zoom=150.*#hit-\d+$"))
    expect(percent(page)).to_have_text("150 %")


def test_the_scan_is_moved_by_dragging_and_by_arrows_and_enlarged_by_the_wheel(page, scanned):
    page.goto(f"{scanned}?q=integration")
    open_at(page, "200 %")
    before = page.evaluate(SCROLLED)
    box = page.locator("#scan").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 40, steps=3)
    page.mouse.up()
    assert page.evaluate(SCROLLED) == pytest.approx([before[0] + 60, before[1] + 40], abs=1)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("(was) => document.getElementById('scan').scrollLeft < was", arg=before[0] + 60)
    assert page.url.split("?")[0] == scanned
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(percent(page)).to_have_text("330 %")
    assert max(page.evaluate(WORDS)) <= 1
    press(page, "0")
    expect(percent(page)).to_have_text("100 %")
    expect(page).not_to_have_url(re.compile("zoom"))


def test_words_are_selected_where_dragging_does_not_move(page, scanned):
    page.goto(f"{scanned}?q=integration")
    open_at(page)
    page.get_by_role("button", name="Move by dragging").click()
    page.locator(".layer tspan", has_text="kitchen").first.scroll_into_view_if_needed()
    word = page.locator(".layer tspan", has_text="kitchen").first.bounding_box()
    page.mouse.dblclick(word["x"] + word["width"] / 2, word["y"] + word["height"] / 2)
    assert page.evaluate("getSelection().toString().trim()") == "kitchen"
    expect(page.locator("#quote-bar")).to_be_visible()


def test_the_page_is_turned_shown_whole_and_beside_its_neighbour(page, scanned):
    page.goto(f"{scanned}?q=integration&view=image")
    open_at(page)
    page.get_by_role("button", name="Whole page").click()
    sheet, window = (page.locator(each).bounding_box() for each in (".sheet", "#scan"))
    assert sheet["height"] <= window["height"] + 1
    page.get_by_role("button", name="Turn").click()
    turned = page.locator(".zoom-leaf").bounding_box()
    assert turned["width"] / turned["height"] == pytest.approx(612 / 396, rel=0.01)
    assert page.locator(".sheet").bounding_box()["width"] == pytest.approx(turned["width"], abs=1)
    for _ in range(3):
        page.get_by_role("button", name="Turn").click()
    page.get_by_role("button", name="Two pages").click()
    expect(page.locator(".zoom-leaf")).to_have_count(2)
    left, right = (each.bounding_box() for each in page.locator(".zoom-leaf").all())
    assert (left["y"], left["width"]) == pytest.approx((right["y"], right["width"]), abs=1)
    assert page.locator(".layer").evaluate_all("(all) => all.map((each) => each.dataset.sequence)") == [
        "2",
        "3",
    ]
    assert page.locator("#hit-4").count() == 1
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".sheet")).to_have_count(1)
    expect(page.locator(".zoom-bar")).to_have_count(0)
    assert page.locator("#scan").get_attribute("tabindex") is None
    expect(page.locator(".reader-zoom a").first).to_be_focused()


def test_the_page_opposite_stands_as_the_writing_runs(page, archive):
    document = make_scanned_document("A Scan", texts=PEOPLES, first_label=265, language="he")
    page.goto(f"{archive['url']}{document.get_absolute_url()}p/266/?view=image")
    open_at(page)
    page.get_by_role("button", name="Two pages").click()
    expect(page.locator(".zoom-leaf")).to_have_count(2)
    sequences = page.locator(".layer").evaluate_all("(all) => all.map((each) => each.dataset.sequence)")
    assert sequences == ["3", "2"]


def test_the_bars_are_one_row_on_a_phone(page, scanned):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{scanned}?q=integration&view=image")
    open_at(page)
    page.get_by_role("button", name="Move by dragging").click()
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('.layer text'))")
    for bar in (page.locator(".zoom-bar"), page.locator("#quote-bar")):
        expect(bar).to_be_visible()
        middles = bar.evaluate(
            "(bar) => [...bar.querySelectorAll('button, a, label')].map((each) => each.getBoundingClientRect())"
            ".filter((each) => each.width).map((each) => each.top + each.height / 2)"
        )
        assert len(middles) > 3
        assert max(middles) - min(middles) <= 4
    close = page.get_by_role("button", name="Close").bounding_box()
    assert close["x"] + close["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_open_stays_open_on_the_next_page(page, scanned):
    page.goto(f"{scanned}?q=integration")
    open_at(page, "200 %")
    press(page, "+")
    expect(percent(page)).to_have_text("300 %")
    page.get_by_role("button", name="Small pictures", exact=True).click()
    page.get_by_role("navigation", name="Small pictures of the pages").get_by_role("link", name="267").click()
    expect(page).to_have_url(re.compile("/p/267/"))
    expect(percent(page)).to_have_text("300 %")
    expect(page.locator(".zoom-strip [aria-current]")).to_have_text("267")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_viewer_has_no_fault_in_any_look(page, scanned, archive, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": archive["url"]}])
    page.goto(f"{scanned}?q=integration&view=image", wait_until="networkidle")
    page.locator(".reader-zoom a").nth(1).click()
    page.locator("[data-does=pages]").click()
    page.evaluate(AXE_SCRIPT)
    for scheme, width in (("light", 1280), ("dark", 390)):
        show(page, scheme, width)
        broken, _kinds = page.evaluate(RUN_AXE, [OF_STRUCTURE, []])
        assert broken == []
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_two_fingers_enlarge_the_scan_on_a_small_screen(browser, scanned):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{scanned}?q=integration&view=image", wait_until="networkidle")
    page.locator("#scan").scroll_into_view_if_needed()
    box = page.locator("#scan").bounding_box()
    x, y = box["x"] + box["width"] / 2, max(box["y"], 0) + 150
    client = context.new_cdp_session(page)

    def touch(kind, apart):
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}] if apart else []
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 40)
    page.wait_for_selector(".zoom-bar")
    for apart in (50, 60, 80, 100):
        touch("touchMove", apart)
    touch("touchEnd", 0)
    page.wait_for_function("() => parseInt(document.querySelector('.zoom-bar output').textContent) > 150")
    assert max(page.evaluate(WORDS)) <= 1
    assert page.evaluate("visualViewport.scale") == 1
    box = page.locator("#scan").bounding_box()
    for _ in range(2):  # tapped twice: back to the whole width
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 100)
    expect(percent(page)).to_have_text("100 %")
    context.close()


def test_without_scripts_the_links_lead_to_larger_images(browser, scanned):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{scanned}?q=integration")
    whole = page.locator(".sheet").bounding_box()["width"]
    page.get_by_role("link", name="200 %").click()
    assert page.locator(".sheet").bounding_box()["width"] == pytest.approx(2 * whole, rel=0.02)
    expect(page.locator(".zoom-bar")).to_have_count(0)
    page.get_by_role("link", name="The image alone").click()
    expect(page).to_have_url(re.compile("image-1800"))
    context.close()


# ------------------------------------------------------------------ before that
def test_until_the_image_is_there_the_small_picture_stands_under_the_marks(page, scanned):
    page.route(re.compile("image-(900|1800)"), lambda route: None)
    page.goto(f"{scanned}?q=integration", wait_until="domcontentloaded")
    page.wait_for_function("() => document.querySelector('.placeholder').naturalWidth === 160")
    small, sheet = (page.locator(each).bounding_box() for each in (".placeholder", ".sheet"))
    assert small == pytest.approx(sheet, abs=1)
    assert max(page.evaluate(WORDS)) <= 1


def test_the_next_page_its_image_and_the_next_match_are_fetched_ahead(page, scanned):
    asked = []
    page.on("request", lambda request: asked.append(request))
    page.goto(f"{scanned}?q=integration", wait_until="networkidle")
    ahead = [request.url for request in asked if request.all_headers().get("sec-purpose") == "prefetch"]
    assert [
        len([url for url in ahead if part in url]) for part in ("/p/267/?", "hit=6", "/p/267/image-900")
    ] == [2, 1, 1]  # the match is on the next page
