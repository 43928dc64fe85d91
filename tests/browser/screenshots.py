"""Pictures of every page at two widths in two schemes, into var/screenshots.

`python -m tests.browser.screenshots [BASE_URL]`: of the archive that runs at BASE_URL, by default
http://127.0.0.1:8000. The pages are found by following links from the front page.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
QUERY = os.environ.get("QUERY", "integration")


def main() -> None:
    base = (sys.argv[1:] or ["http://127.0.0.1:8000"])[0].rstrip("/")
    folder = Path(os.environ.get("ARCHIVE_VAR", "var")) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    only = set(os.environ.get("ONLY", "").split(",")) - {""}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        places = find_places(browser.new_page(), base)
        for width in WIDTHS:
            for scheme in SCHEMES:
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page = context.new_page()
                for name, address in places.items():
                    if only and name not in only:
                        continue
                    page.goto(address)
                    page.eval_on_selector_all("img", "images => images.forEach(i => (i.loading = 'eager'))")
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                context.close()
        browser.close()
    print(f"{len(places)} pages in {folder}")


def first_link(page: Page, selector: str) -> str | None:
    link = page.locator(selector).first
    return link.evaluate("link => link.href") if link.count() else None


def find_places(page: Page, base: str) -> dict[str, str]:
    """Name and address of one page of each kind."""
    fixed = ("browse", "authors", "subjects", "help", "accessibility", "sign-in", "nowhere/free-trade")
    places = {"home": f"{base}/"} | {name.partition("/")[0]: f"{base}/{name}/" for name in fixed}
    places["results"] = f"{base}/search/?{urlencode({'q': QUERY})}"
    places["nothing"] = f"{base}/search/?{urlencode({'q': QUERY + ' zeppelin'})}"
    places["tips"] = f"{base}/search/tips/"
    for name, start, selector in (
        ("journal", "browse", ".journals h2 a"),
        ("issue", "journal", ".holdings a"),
        ("author", "authors", ".names a"),
        ("subject", "subjects", ".names a"),
        ("article", "results", ".result-title a, main h2 a, main h3 a"),
    ):
        if start in places and page.goto(places[start]).ok and (address := first_link(page, selector)):
            places[name] = address
    article = os.environ.get("ARTICLE") or places.get("article", "").partition("?")[0].partition("/p/")[0]
    if article:
        places |= reader_places(page, article.rstrip("/") + "/")
    return places


def reader_places(page: Page, article: str) -> dict[str, str]:
    page.goto(article)
    places = {"article": page.url}
    if first := first_link(page, ".page-list a"):
        query = urlencode({"q": QUERY})
        places["reader"] = f"{first}?{query}"
        places["reader-image"] = f"{first}?{query}&view=image"
        places["reader-lines"] = f"{first}?view=text&lines=1"
        places["no-such-page"] = f"{page.url}p/9999/"
    return places


if __name__ == "__main__":
    main()
