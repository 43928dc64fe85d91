"""Pictures of every page at two widths, in two schemes and every language, into var/screenshots.

`python -m tests.browser.screenshots [NAME …]` photographs all pages, or those of these names, of a small
archive made for the purpose. Whoever looks for a page finds it as es-390-dark/results.png.

`python -m tests.browser.screenshots --docs` makes the pictures of the papers instead, into docs/images.
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
PICTURES = {"reader": "reader", "results": "results", "review": "desk review"}  # of the papers: file, place
DOCS = Path(__file__).resolve().parents[2] / "docs" / "images"
FOLDER = Path(os.environ.get("ARCHIVE_VAR", "var")).resolve() / "screenshots"
# Playwright runs an event loop in this thread, where Django refuses the ORM unless told otherwise.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@contextmanager
def small_archive() -> Iterator[tuple[str, dict[str, str], dict[str, str], str]]:
    """Its address, the places for everybody and for librarians, and a librarian's session; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hemeroteca-screenshots-") as var:
        os.environ |= {"ARCHIVE_VAR": var, "DJANGO_SETTINGS_MODULE": "archive.settings", "LOG_LEVEL": "ERROR"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections
        from django.test.testcases import LiveServerThread

        from tests.browser.demo import make_demo
        from tests.browser.places import DEMO_ISSUE, desk_places, make_desk, public_places

        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        rows = make_demo()
        call_command("ingest", str(DEMO_ISSUE), verbosity=0)
        desk = make_desk(rows)
        call_command("rebuild_index", verbosity=0)
        session = librarian_session()
        connections.close_all()
        server = LiveServerThread("localhost", lambda application: application)  # WhiteNoise serves the files
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        try:
            base = f"http://localhost:{server.port}"
            yield base, public_places(rows), desk_places(rows, desk), session
        finally:
            server.terminate()


def librarian_session() -> str:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(
        User.objects.create_superuser("librarian"), "django.contrib.auth.backends.ModelBackend"
    )
    return client.cookies["sessionid"].value


def main() -> None:
    only = set(sys.argv[1:])
    if only == {"--docs"}:
        return illustrate()
    shutil.rmtree(FOLDER, ignore_errors=not only) if not only else None
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import FLAGS, find_chromium

    taken = 0
    with small_archive() as (base, public, desk, session), sync_playwright() as playwright:
        from django.conf import settings

        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for language, _ in settings.LANGUAGES:
            for width in WIDTHS:
                context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
                page = context.new_page()
                for places in (public, desk):
                    chosen = {name: places[name] for name in places if not only or name in only}
                    taken += photograph(page, base, chosen, f"{language}-{width}")
                    context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
                context.close()
        browser.close()
    print(f"{taken} pictures in {FOLDER}")


def illustrate() -> None:
    """PICTURES as WebP: what stands on the first screen, in English and light."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import FLAGS, find_chromium

    DOCS.mkdir(parents=True, exist_ok=True)
    with small_archive() as (base, public, desk, session), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en")
        page = context.new_page()
        for name, place in PICTURES.items():
            if place in desk:
                context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
            page.goto(base + (public | desk)[place])
            page.wait_for_load_state("networkidle")
            Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(DOCS / f"{name}.webp", quality=82)
        browser.close()
    print(f"{len(PICTURES)} pictures in {DOCS}")


def photograph(page, base: str, places: dict[str, str], kind: str) -> int:
    """Each page in both schemes, loaded once."""
    for name, address in places.items():
        page.goto(base + address)
        page.eval_on_selector_all("img[loading]", "images => images.forEach(i => (i.loading = 'eager'))")
        page.wait_for_load_state("networkidle") if page.locator("img").count() else None
        for scheme in SCHEMES:
            folder = FOLDER / f"{kind}-{scheme}"
            folder.mkdir(parents=True, exist_ok=True)
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=folder / f"{name.replace(', ', '-').replace(' ', '-')}.png", full_page=True)
    return len(places) * len(SCHEMES)


if __name__ == "__main__":
    main()
