"""Every page, in both schemes and at the narrowest width: accessible, within its width, light to load."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without preload: axe would rebuild imported style sheets inline, which the policy rightly reports.
AXE = {"runOnly": {"type": "tag", "values": RULES}, "preload": False}
MISSING = "Failed to load resource"  # what the console says of a page that is meant to be missing


def addresses(archive):
    article = archive["article"].get_absolute_url()
    return {
        "home": "/",
        "issues": "/browse/",
        "years": "/browse/?from=2003&to=2007",
        "journal": archive["journal"].get_absolute_url(),
        "issue": archive["issue"].get_absolute_url(),
        "authors": "/authors/",
        "no author": "/authors/?name=nobody",
        "author": "/a/ines-pradera/",
        "subjects": "/subjects/",
        "subject": "/s/borders/",
        "article": article,
        "fragment": archive["fragment"].get_absolute_url(),
        "Spanish article": archive["spanish"].get_absolute_url(),
        "withdrawn": archive["withdrawn"].get_absolute_url(),
        "reader": f"{article}p/265/?q=integration",
        "reader, image": f"{article}p/265/?q=integration&view=image",
        "reader, enlarged": f"{article}p/265/?zoom=200",
        "reader, lines": f"{article}p/265/?view=text&lines=1",
        "reader, no match": f"{article}p/265/?q=soup",
        "no such page": f"{article}p/999/",
        "search": "/search/",
        "results": "/search/?q=integration",
        "narrowed results": "/search/?q=integration&author=ines-pradera&from=2003&to=2007",
        "nothing found": "/search/?q=integration+zeppelin",
        "bad syntax": "/search/?q=%22integration",
        "search tips": "/search/tips/",
        "help": "/help/",
        "accessibility": "/accessibility/",
        "for machines": "/api/",
        "mistyped address": "/d/0000000l/",
        "sign in": "/sign-in/",
        "not found": "/nowhere/",
    }


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_no_page_breaks_a_rule_of_accessibility(page, archive, complaints, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    broken = {}
    for name, address in addresses(archive).items():
        page.goto(archive["url"] + address)
        found = Axe().run(page, options=AXE)
        if found.violations_count:
            broken[name] = [
                (rule["id"], rule["nodes"][0]["target"], rule["nodes"][0].get("failureSummary"))
                for rule in found.response["violations"]
            ]
    complaints[:] = [complaint for complaint in complaints if MISSING not in complaint]
    assert not broken


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_runs_off_the_side(page, archive, complaints, width):
    page.set_viewport_size({"width": width, "height": 700})
    wide = {}
    for name, address in addresses(archive).items():
        page.goto(archive["url"] + address)
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[name] = (needed, page.evaluate(WIDEST))
    complaints[:] = [complaint for complaint in complaints if MISSING not in complaint]
    assert not wide


WIDEST = """() => {
  const all = [...document.body.querySelectorAll("*")].map((e) => [e.getBoundingClientRect().right, e]);
  const [right, element] = all.reduce((a, b) => (b[0] > a[0] ? b : a));
  return `${element.outerHTML.slice(0, 120)} ends at ${right}`;
}"""


def test_the_archive_is_usable_with_text_twice_as_large(page, archive, complaints):
    page.set_viewport_size({"width": 640, "height": 900})
    for address in addresses(archive).values():
        page.goto(archive["url"] + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, address
    complaints[:] = [complaint for complaint in complaints if MISSING not in complaint]


def test_the_skip_link_is_first_and_leads_to_the_content(page, archive):
    page.goto(f"{archive['url']}/browse/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_pages_for_signed_in_people_obey_the_rules_too(page, archive, client):
    client.force_login(User.objects.create_superuser("librarian", password="x"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": archive["url"]}])
    for address in ("/", archive["draft"].get_absolute_url(), archive["withdrawn"].get_absolute_url()):
        page.goto(archive["url"] + address)
        found = Axe().run(page, options=AXE)
        assert not found.violations_count, found.generate_report()
    assert page.get_by_role("button", name="Sign out librarian").is_visible()


def test_print_leaves_the_furniture_of_the_screen_away(page, archive):
    page.goto(archive["url"] + archive["article"].get_absolute_url())
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator("#p265").is_visible()
    for furniture in (".site-search", ".menu", ".foot", ".article-side"):
        assert not page.locator(furniture).first.is_visible(), furniture


def test_style_sheets_and_scripts_are_light(archive):
    """Compressed, all files together: 14 KB of CSS, 6 KB of our scripts for reading."""
    import gzip
    from pathlib import Path

    from django.conf import settings

    def weight(folder, names="*"):
        files = sorted(Path(settings.BASE_DIR, "static", folder).glob(names))
        assert files
        return sum(len(gzip.compress(file.read_bytes())) for file in files)

    assert weight("css") <= 14_000
    assert weight("js") <= 12_000
