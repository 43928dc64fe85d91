"""Words selected in the text or over the scan: what is copied, and where the links lead."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.demo import PEOPLES

SELECT = """([selector, from, to]) => {
  const nodes = [];
  for (const place of document.querySelectorAll(selector)) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('.page-start')) nodes.push(walker.currentNode);
  }
  const whole = nodes.map((node) => node.data).join('');
  const point = (offset) => {
    for (const node of nodes) {
      if (offset <= node.data.length) return [node, offset];
      offset -= node.data.length;
    }
  };
  const first = whole.indexOf(from), last = whole.indexOf(to, first) + to.length;
  if (first < 0 || last < to.length) throw new Error('no such words: ' + whole);
  const range = document.createRange();
  range.setStart(...point(first));
  range.setEnd(...point(last));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
CLIPBOARD = """async (kind) => {
  const [item] = await navigator.clipboard.read();
  return item.types.includes(kind) ? (await item.getType(kind)).text() : null;
}"""


@pytest.fixture
def reader(page, archive):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=archive["url"])
    page.goto(f"{archive['url']}{archive['article'].get_absolute_url()}p/265/")
    return page


def copy(page, what):
    page.get_by_role("button", name=what).click()
    said = {"Copy quote with citation": "Quote and citation copied.", "Copy link to passage": "Link copied."}
    expect(page.locator(".quote-said")).to_have_text(said[what])
    return page.evaluate(CLIPBOARD, "text/plain")


def drag(page, first, last):
    """Select lines of the scan with the mouse, roughly: from within the first word of one to within the last of another."""
    page.wait_for_load_state("networkidle")
    words = page.locator(".layer text")
    start = words.nth(first).locator("tspan").first
    start.scroll_into_view_if_needed()
    start, end = start.bounding_box(), words.nth(last).locator("tspan").last.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()


def marked(page):
    return " ".join("".join(page.locator("mark").all_text_contents()).split())


def test_a_quote_from_the_text_is_copied_with_its_citation(reader):
    reader.evaluate(SELECT, [".running-text", "The phrase was", "not new."])
    text = copy(reader, "Copy quote with citation")
    assert text.startswith(
        "“The phrase was not new.” (Pradera & Quiroga, 2007, p. 265)\n\nPradera, I., & Quiroga, T."
    )
    assert "<blockquote" in reader.evaluate(CLIPBOARD, "text/html")


def test_three_lines_over_the_scan_are_quoted_as_the_text_reads_and_the_link_marks_the_same_words(reader):
    lines = reader.locator(".layer text").all_text_contents()
    broken = next(n for n, line in enumerate(lines) if line.strip().endswith("diplomats"))
    wanted = " ".join("".join(lines[broken - 1 : broken + 2]).split())
    assert "|" not in wanted
    drag(reader, broken - 1, broken + 1)
    text = copy(reader, "Copy quote with citation")
    assert text.startswith(f"“{wanted}” (")
    url = copy(reader, "Copy link to passage")
    assert url in text
    reader.goto(url)
    assert marked(reader) == wanted
    expect(reader.locator("rect.box")).to_have_count(3)


def test_what_is_copied_by_hand_over_the_scan_is_running_text(reader):
    lines = reader.locator(".layer text").all_text_contents()
    wanted = "".join(lines[2:5])
    for words in (wanted, wanted[1:-2]):  # a word that was hit halfway is copied whole
        reader.evaluate(SELECT, [".layer", words, words])
        reader.keyboard.press("Control+c")
        assert reader.evaluate(CLIPBOARD, "text/plain") == " ".join(wanted.split())


def test_a_quote_over_pages_of_the_article_has_a_range_and_marks_the_same_words(reader, archive):
    reader.goto(f"{archive['url']}{archive['article'].get_absolute_url()}")
    reader.evaluate(SELECT, [".running-text", "The third, less", "asked them."])
    text = copy(reader, "Copy quote with citation")
    assert "less often written down, was that nobody had asked them.”" in text
    assert "pp. 265–266)" in text
    reader.goto(copy(reader, "Copy link to passage"))
    assert marked(reader) == "The third, less often written down, was that"
    reader.locator(".reader-walk [rel=next]").click()
    expect(reader).to_have_url(re.compile("/p/266/"))
    expect(reader.locator("mark").first).to_be_visible()
    assert marked(reader) == "nobody had asked them."


def test_the_same_words_twice_are_told_apart(reader):
    text = PEOPLES[0].replace("|", "")
    assert text.count("The ") > 2
    reader.evaluate(SELECT, [".running-text", "The second was", "was"])
    reader.get_by_role("toolbar").get_by_role("link", name="Cite").click()
    expect(reader.locator("blockquote")).to_have_text(re.compile(r"^\s*The second was\s*$"))


def test_original_lines_can_be_quoted_too(reader):
    reader.goto(reader.url + "?lines=1")
    reader.evaluate(SELECT, [".printed-lines", "The phrase", "new"])
    assert copy(reader, "Copy quote with citation").startswith("“The phrase was not new” (")


def test_words_that_are_not_of_the_text_are_refused_kindly(reader, complaints):
    reader.goto(reader.url + "?lines=1")
    reader.evaluate(SELECT, [".printed-lines", "Regional", "265"])
    reader.get_by_role("button", name="Copy quote with citation").click()
    expect(reader.locator(".quote-said")).to_have_text(
        "These words were not found in the text of the article."
    )
    complaints[:] = [each for each in complaints if "404" not in each]


def test_the_bar_goes_with_the_selection(reader):
    expect(reader.get_by_role("toolbar")).to_be_hidden()
    reader.evaluate(SELECT, [".running-text", "The phrase", "new"])
    expect(reader.get_by_role("toolbar")).to_be_visible()
    reader.evaluate("getSelection().removeAllRanges()")
    expect(reader.get_by_role("toolbar")).to_be_hidden()
    reader.evaluate(SELECT, ["h1", "The", "Peoples"])
    expect(reader.get_by_role("toolbar")).to_be_hidden()


def test_the_style_of_the_citation_is_chosen_and_remembered(reader):
    reader.evaluate(SELECT, [".running-text", "The phrase was", "not new."])
    reader.get_by_role("toolbar").get_by_label("Style").select_option("mla")
    assert "not new.” (Pradera and Quiroga 265)" in copy(reader, "Copy quote with citation")
    reader.reload()
    reader.evaluate(SELECT, [".running-text", "It had been", "poets"])
    expect(reader.get_by_role("toolbar").get_by_label("Style")).to_have_value("mla")
    assert "(Pradera and Quiroga 265)" in copy(reader, "Copy quote with citation")


def test_a_remembered_style_that_there_is_no_longer_gives_way_to_the_first(reader):
    reader.evaluate("localStorage.setItem('quote-style', 'none-such')")
    reader.reload()
    reader.evaluate(SELECT, [".running-text", "The phrase was", "not new."])
    expect(reader.get_by_role("toolbar").get_by_label("Style")).to_have_value("apa")
    assert "not new.” (Pradera" in copy(reader, "Copy quote with citation")


def test_escape_gives_the_selection_up_and_only_then_leaves_the_page(reader):
    reader.goto(f"{reader.url}?q=integration")
    reader.evaluate(SELECT, [".running-text", "The phrase was", "not new."])
    expect(reader.get_by_role("toolbar")).to_be_visible()
    reader.keyboard.press("Escape")
    expect(reader.get_by_role("toolbar")).to_be_hidden()
    expect(reader).to_have_url(re.compile("/p/265/"))
    reader.keyboard.press("Escape")
    expect(reader).to_have_url(re.compile("/search/"))


def test_a_passage_is_linked_and_cited_without_scripts(browser, archive):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{archive['url']}{archive['article'].get_absolute_url()}p/266/")
    page.locator("p", has_text="The summits").get_by_role("link", name="Link to this paragraph").click()
    expect(page.locator("mark").first).to_be_visible()  # the next page is there
    assert marked(page).startswith("The summits of the peoples")
    page.get_by_role("link", name="Cite it").click()
    expect(page.locator("blockquote")).to_contain_text("soup was served.")
    expect(page.locator("#cite")).to_contain_text("p. 266")
    context.close()
