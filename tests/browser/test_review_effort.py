"""What a librarian does for a whole issue, from dropping its file to its last article published.

Every click is counted, and every field written into; the goal is at most three an article where the parse is
right. `-s` prints the count, and `--issues 12` reviews all of the shared issues.
"""

import json
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from archive.models import Document
from archive.sort_keys import fold_name
from tests.browser.people import sign_in_as
from tests.browser.places import DEMO_ISSUE

GOAL = 3  # actions an article


class Librarian:
    """Uses a page and counts what he or she does."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, target: Locator) -> None:
        self.actions += 1
        target.click()

    def send(self, button: Locator) -> None:
        with self.page.expect_navigation():
            self.click(button)

    def write(self, field: Locator, text: str) -> None:
        """A click into the field, and its text."""
        self.actions += 2
        field.fill(text)

    def drop(self, url: str, files: list[Path]) -> None:
        """Files that are seen to have come are read while one looks on."""
        self.page.goto(f"{url}/ingest/upload/")
        self.actions += 1
        self.page.get_by_label("Files").set_input_files(files)
        self.click(self.page.get_by_role("button", name="Upload", exact=True))
        expect(self.page.locator("#uploads tr[data-job]")).to_have_count(len(files), timeout=60_000)
        call_command("worker", once=True)
        expect(self.page.locator("#uploads tr[data-runs]")).to_have_count(0, timeout=30_000)
        self.send(self.page.locator("#uploads").get_by_role("link", name="Review").first)

    def review(self, truth: dict[str, dict]) -> dict[str, int]:
        """Publish what is before one, with its title corrected where it is wrong, or discard what is held already;
        by identifier what each cost."""
        spent = {}
        while "/ingest/d/" in self.page.url and (identifier := self._shown()) not in spent:
            before = self.actions
            wanted = truth.get(identifier)
            title = self.page.get_by_role("textbox", name="Title", exact=True)
            if wanted is not None and fold_name(title.input_value()) != fold_name(wanted["title"] or ""):
                self.write(title, wanted["title"] or "")
            self.send(self.page.get_by_role("button", name="Save and publish"))
            told = self.page.locator(".messages")
            expect(told).to_contain_text("published.")
            if "was not published" in told.inner_text():
                expect(told).to_contain_text("Discard this article if it is the same article")
                self.send(self.page.get_by_role("button", name="Discard"))
                expect(told).to_contain_text("was discarded.")
            spent[identifier] = self.actions - before
        return spent

    def _shown(self) -> str:
        return self.page.url.split("/d/")[1].split("/")[0]


@pytest.fixture
def librarian(archive, page):
    Document.objects.filter(state="draft").delete()
    sign_in_as(page, archive["url"], "librarian")
    return Librarian(page)


def tell(name: str, spent: dict[str, int], actions: int, seconds: float) -> None:
    count = len(spent)
    print(f"\n{name}: {count} articles, {actions} actions, {actions / count:.2f} an article, ", end="")
    print(f"{seconds / count:.2f} s an article of the machine's time from drop to published")


def test_an_issue_costs_at_most_three_actions_an_article(librarian, archive):
    started = time.monotonic()
    librarian.drop(archive["url"], [DEMO_ISSUE])
    spent = librarian.review({})
    tell(DEMO_ISSUE.name, spent, librarian.actions, time.monotonic() - started)
    assert len(spent) == 3
    assert not Document.objects.filter(state="draft").exists()
    assert librarian.actions <= GOAL * len(spent)
    assert set(spent.values()) == {1}


# ------------------------------------------------------------------ the shared issues
def truth_by_identifier(folder: Path) -> dict[str, dict]:
    """What the pages of each draft are in truth; of those that the parser bounded otherwise nothing."""
    found = {}
    for path in sorted(folder.glob("*.truth.json")):
        name = path.name.replace(".truth.json", ".pdf")
        drafts = Document.objects.filter(pages__scan__original_name=name).distinct()
        extents = {_extent(draft): draft.identifier for draft in drafts}
        for document in json.loads(path.read_text("utf-8"))["documents"]:
            place = (document["first_sequence"], document["last_sequence"])
            if place in extents:
                found[extents[place]] = document
    return found


def _extent(document: Document) -> tuple[int, int]:
    numbers = list(document.pages.values_list("scan_page", flat=True))
    return min(numbers), max(numbers)


@pytest.mark.corpus
def test_the_shared_issues_cost_at_most_three_actions_an_article(librarian, archive, corpus, pytestconfig):
    folder = corpus / "issues"
    files = [path for path in sorted(folder.glob("*.pdf")) if not path.name.endswith(".scan.pdf")]
    files = files[: pytestconfig.getoption("issues")]
    started = time.monotonic()
    librarian.drop(archive["url"], files)
    read = time.monotonic()
    truth = truth_by_identifier(folder)
    spent = librarian.review(truth)
    tell(
        f"{len(files)} issues, read in {read - started:.0f} s",
        spent,
        librarian.actions,
        time.monotonic() - read,
    )
    right = [cost for identifier, cost in spent.items() if identifier in truth and cost == 1]
    print(f"{len(right)} right as read; {len(truth)} of {len(spent)} bounded as in truth")
    assert not Document.objects.filter(state="draft").exists()
    assert len(right) > len(spent) / 2
    assert librarian.actions <= GOAL * len(spent)
