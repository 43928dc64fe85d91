"""A damaged original is never given out as if it were whole, and nothing is made from it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from archive.access import access
from archive.fixity import rounds
from archive.models import FixityCheck
from archive.scans import page_images
from archive.scans.article_pdf import ArticlePdfError, article_pdf
from archive.scans.originals import keep, original_path
from archive.scans.page_images import PageImageError
from ingest.store import keep_scan
from tests.builders import make_typeset_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_typeset_document(texts=("Of rivers.", "Of lakes."))


@pytest.fixture
def original(article):
    return original_path(article.pages.first().scan.sha256)


def fixity() -> None:
    with pytest.raises(CommandError):
        call_command("fixity")


def flip_in_the_middle(path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "is no longer what was uploaded"), ("es", "ya no es el que se subió")]
)
def test_a_truncated_original_is_refused_at_once_with_a_sentence(client, article, original, language, told):
    original.write_bytes(original.read_bytes()[:-1])
    with translation.override(language):
        response = client.get(f"/d/{article.identifier}/original", headers={"accept-language": language})
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert told in response.content.decode()
    assert b"%PDF" not in response.content


def test_a_flipped_byte_is_refused_once_it_was_found_and_served_when_it_is_put_right(
    client, article, original
):
    whole = original.read_bytes()
    flip_in_the_middle(original)
    fixity()
    assert client.get(f"/d/{article.identifier}/original").status_code == 503
    original.write_bytes(whole)
    response = client.get(f"/d/{article.identifier}/original")
    assert b"".join(response.streaming_content) == whole
    response.close()


def test_no_page_image_and_no_pdf_is_made_of_a_damaged_original(article, original):
    flip_in_the_middle(original)
    fixity()
    page = article.pages.select_related("scan").first()
    with pytest.raises(PageImageError, match="the original is damaged"):
        page_images.draw(page.scan, [1])
    with pytest.raises(ArticlePdfError, match="the original is damaged"):
        article_pdf(article, access(None, article))


def test_images_are_drawn_again_after_a_repair(article, original, tmp_path):
    second = tmp_path / "second" / original.parents[1].name / original.parent.name / original.name
    second.parent.mkdir(parents=True)
    second.write_bytes(original.read_bytes())
    flip_in_the_middle(original)
    fixity()
    page = article.pages.select_related("scan").first()
    with pytest.raises(PageImageError):
        page_images.draw(page.scan, [1])
    call_command("fixity", "--repair-from", str(tmp_path / "second"))
    page_images.draw(page.scan, [1])


def test_no_pdf_stays_that_was_made_of_what_was_damaged(article, original):
    whole = original.read_bytes()
    made = article_pdf(article, access(None, article))
    flip_in_the_middle(original)
    scan, _ = keep_scan(keep(io.BytesIO(whole), mends=True), "again.pdf")
    assert original.read_bytes() == whole
    assert scan == article.pages.first().scan
    assert not made.exists()


def test_the_last_round_tells_what_is_amiss_now(article, original):
    flip_in_the_middle(original)
    fixity()
    assert (rounds.last().damaged, rounds.last().damaged_now) == (1, 1)
    FixityCheck.objects.update(finding=FixityCheck.Finding.WHOLE)
    assert (rounds.last().damaged, rounds.last().damaged_now) == (1, 0)
