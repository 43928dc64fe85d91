"""What is told of the copies of a text, and what of it is erased."""

from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command

from archive.models import Document
from archive.outbox import enqueue_for_indexing
from archive.scans.originals import original_path
from archive.text_copies import copies_of
from ingest.models import Report
from ingest.store.cataloguing import set_access, set_rights
from ingest.store.publishing import withdraw
from search import engine, indexer
from tests.archive.interop.test_nothing_leaks import HIDDEN, SEEN, content_of
from tests.builders import make_neighbours
from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbours(client):
    """Two published articles on one page, read by somebody: images, tiles, PDFs and answers are kept of them."""
    upper, lower = make_neighbours(SEEN, HIDDEN, state="published")
    enqueue_for_indexing((upper.pk, lower.pk))
    indexer.apply_outbox()
    caches["answers"].clear()
    for part in ("", "pdf", "p/265/image-900.webp"):
        assert content_of(client.get(f"/d/{lower.identifier}/{part}", follow=True))
    client.get(lower.get_absolute_url())
    set_rights([lower], "All rights reserved", None)
    page = lower.pages.first()
    Report.objects.create(document=lower, page=page, printed="zanzifera", suggested="zanzifere", sender="x")
    return upper, lower


def told(document) -> dict[str, list]:
    found: dict[str, list] = {}
    for copy in copies_of(document):
        found.setdefault(copy.name, []).append(copy)
    return found


def test_every_copy_is_told(neighbours):
    upper, lower = neighbours
    withdraw(lower, "Printed twice.")
    found = told(Document.objects.get(pk=lower.pk))
    assert found["Rows of the database"][0].place == "2 pages"
    assert [copy.place for copy in found["Article on the same pages"]] == [f"/d/{upper.identifier}/"]
    assert [copy.place for copy in found["Original"]] == [str(original_path(lower.pages.first().scan.sha256))]
    assert all(Path(copy.place).is_file() for copy in found["Page image"])
    assert {Path(copy.place).name[:4] for copy in found["Page image"]} == {"0002"}
    assert found["PDFs cut of articles"]
    assert found["Kept answers"]
    assert found["Search index"][0].place == "the indexer has not taken it out yet"
    assert found["Token store"]
    assert found["History"][0].place == "2 changes"
    assert found["Reports of errors"][0].place == "1 report"
    assert found["Backups"]


@pytest.mark.parametrize("way", ["withdrawn", "closed"])
def test_what_is_derived_is_erased_and_made_again_for_others(client, neighbours, way, capsys):
    upper, lower = neighbours
    if way == "withdrawn":
        withdraw(lower, "Printed twice.")
    else:
        set_access([lower], "staff", None, None)
    call_command("takedown", lower.identifier, "--erase")
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("Page image: ") and line.endswith("(erased)") for line in lines) >= 2
    assert not any(line.startswith("Original") for line in lines)
    found = told(Document.objects.get(pk=lower.pk))
    assert not {"Page image", "PDFs cut of articles", "Kept answers"} & found.keys()
    assert original_path(lower.pages.first().scan.sha256).exists()
    assert engine.run("zanzifera").total == 0
    assert client.get(f"/d/{upper.identifier}/p/266/image-900.webp").getvalue()
    assert not indexer.compare()


def test_what_everyone_may_read_is_not_erased(neighbours, capsys):
    _upper, lower = neighbours
    call_command("takedown", lower.identifier)
    assert "derived: --erase deletes it" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Withdraw or close it first"):
        call_command("takedown", lower.identifier, "--erase")
    with pytest.raises(CommandError, match="There is no article"):
        call_command("takedown", "nothing")
    assert told(lower)["Page image"]


def test_the_page_of_a_withdrawn_article_tells_it(client, neighbours):
    upper, lower = neighbours
    client.force_login(make_person("ana", "librarian"))
    assert "Where its text still lies" not in client.get(f"/ingest/d/{lower.identifier}/").text
    client.post(f"/ingest/d/{lower.identifier}/withdraw/", {"reason": "Printed twice."})
    page = client.get(f"/ingest/d/{lower.identifier}/").text
    assert "Where its text still lies" in page
    assert f"/d/{upper.identifier}/" in page
