"""How the reader sets a page: sizes, colours, the phone's first screen, a voice; and passages that are linked to."""

import re

import pytest
from playwright.sync_api import expect

from archive.reading.passages import FoldedPages
from tests.browser.looks import faults_of

VOICE = """
window.spoken = [];
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
Object.defineProperty(window, "speechSynthesis", { value: {
  speaking: false,
  getVoices: () => [{ lang: "en" }],
  speak(utterance) { this.speaking = true; spoken.push(utterance); },
  cancel() { this.speaking = false; },
} });
"""
COME_TO = """(word) => {
  const utterance = spoken.find((each) => each.text.includes(word));
  const charIndex = utterance.text.indexOf(word);
  utterance.dispatchEvent(Object.assign(new Event("boundary"), { name: "word", charIndex, charLength: word.length }));
  const [range] = CSS.highlights.get("spoken") ?? [];
  return range && range.toString();
}"""
BOXED = """() => {
  const box = document.querySelector(".layer .spoken").getBoundingClientRect();
  return [...document.querySelectorAll(".layer tspan")].filter((word) => {
    const place = word.getBoundingClientRect();
    const [x, y] = [(place.left + place.right) / 2, (place.top + place.bottom) / 2];
    return x > box.left && x < box.right && y > box.top && y < box.bottom;
  }).map((word) => word.textContent);
}"""


def address(archive, label="265", query="?q=integration"):
    return f"{archive['url']}{archive['article'].get_absolute_url()}p/{label}/{query}"


def choose(page, **chosen):
    page.get_by_text("Text and colours").click()
    form = page.locator(".looks form")
    for group, value in chosen.items():
        form.get_by_role("group", name=group.replace("_", " ")).get_by_label(value, exact=True).check()
    form.get_by_role("button", name="Apply").click()


def test_size_width_and_colours_are_chosen_in_the_reader_and_hold_in_the_article(page, archive):
    page.goto(address(archive))
    size = "parseFloat(getComputedStyle(document.querySelector('.running-text')).fontSize)"
    before = page.evaluate(size)
    choose(page, Size_of_the_text="Largest", Width_of_the_lines="Wide", Colours="Sepia")
    expect(page).to_have_url(address(archive))
    assert page.evaluate(size) > 1.4 * before
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(243, 230, 203)"
    page.goto(f"{archive['url']}{archive['article'].get_absolute_url()}")
    assert page.evaluate(size) > 1.4 * before
    assert page.locator(".article-text").bounding_box()["width"] > 700


@pytest.mark.parametrize("theme", ["sepia", "dark"])
def test_the_open_choice_breaks_no_rule(page, archive, theme):
    cookies = {"theme": theme, "looks": "largest.wide.shown"}
    page.context.add_cookies([{"name": n, "value": v, "url": archive["url"]} for n, v in cookies.items()])
    page.goto(address(archive))
    page.get_by_text("Text and colours").click()
    expect(page.get_by_role("group", name="Size of the text")).to_be_visible()
    assert not faults_of(page)


def test_no_mark_of_a_paragraph_strays_over_a_page_on_a_telephone(browser, archive):
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(address(archive))
    assert page.evaluate("matchMedia('(hover: none)').matches")
    shown = "each => getComputedStyle(each).opacity"
    assert {each.evaluate(shown) for each in page.locator(".passage-link").all()} == {"0"}
    context.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_on_a_phone_the_text_begins_on_the_first_screen(page, archive, language):
    archive["article"].pages.update(text_source="ocr", text_confidence=0.93)
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_extra_http_headers({"accept-language": language})
    page.goto(address(archive))
    lines = 2 * 27  # pixels of text above the bar at the foot
    foot = page.locator(".reader-walk").bounding_box()["y"]
    assert page.locator(".running-text").bounding_box()["y"] + lines < foot


def test_the_voice_is_followed_in_the_text_and_on_the_scan(page, archive):
    page.add_init_script(VOICE)
    page.goto(address(archive, query=""))
    page.get_by_role("button", name="Read aloud").click()
    said = page.evaluate("spoken.map((each) => each.text)")
    assert len(said) == page.locator(".running-text > *").count()
    assert not re.search(r"265|¶", "".join(said))
    assert set(page.evaluate("spoken.map((each) => each.lang)")) == {"en"}
    for word, boxed in (("treaties", "treaties"), ("Panama", "Panama"), ("surveyors", "surveyors")):
        assert page.evaluate(COME_TO, word) == word
        assert [each.strip(" .,") for each in page.evaluate(BOXED)] == [boxed]
    expect(page.locator(".layer .spoken")).to_have_count(1)
    assert not faults_of(page)
    page.get_by_role("button", name="Stop reading").press("Space")
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()
    expect(page.locator(".layer .spoken")).to_have_count(0)
    assert page.evaluate("CSS.highlights.has('spoken')") is False


def test_where_the_browser_has_no_voice_the_link_says_what_else_can_read(page, archive):
    page.goto(address(archive))
    page.locator("#aloud").click()
    expect(page).to_have_url(re.compile(r"/help/#aloud$"))


def test_a_passage_over_a_page_break_is_told_marked_on_both_pages_and_cleared(page, archive):
    pages = list(archive["article"].pages.all())
    texts = [(each.sequence, each.text) for each in pages]
    code = FoldedPages(texts).code((1, pages[0].text.index("The third")), (2, len("nobody had asked them.")))
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(f"{archive['url']}/d/{archive['article'].identifier}/p/265/?at={code}")
    expect(page).to_have_url(re.compile("#hit-1$"))
    expect(page.locator("mark#hit-1")).to_be_in_viewport()
    notice = page.locator(".passage-notice")
    expect(notice).to_contain_text("Passage quoted from here: “The third, less often written down")
    page.emulate_media(forced_colors="none")
    assert not faults_of(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator(".reader-walk [rel=next]").click()
    expect(page.locator("mark")).to_have_text("nobody had asked them.")
    expect(notice).to_be_visible()
    notice.get_by_role("link", name="Clear the mark").click()
    expect(page.locator("mark")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/p/266/$"))
