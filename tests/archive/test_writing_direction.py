"""Languages that are written from right to left, in pages and manifests."""

import pytest

from archive.templatetags.language_attributes import language_attributes
from archive.writing_direction import is_right_to_left
from tests.builders import make_document


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("he", True),
        ("ar-EG", True),
        ("FA", True),
        ("az-Arab", True),
        ("ks-Deva", False),
        ("az", False),
        ("es-419", False),
        ("", False),
    ],
)
def test_the_direction_of_a_language(tag, expected):
    assert is_right_to_left(tag) is expected


def test_a_tag_from_a_file_is_escaped():
    assert language_attributes('e"s') == ' lang="e&quot;s"'
    assert language_attributes("") == ""


@pytest.mark.django_db
def test_title_and_text_of_an_article_run_in_the_direction_of_its_language(client):
    hebrew = make_document("ספרי הנמל", texts=("הפקידים רשמו כל ספינה",), language="he")
    page = client.get(hebrew.get_absolute_url()).content.decode()
    assert '<h1 lang="he" dir="rtl">' in page
    assert '<div class="article-text" lang="he" dir="rtl">' in page
    spanish = make_document("Los libros del puerto", language="es")
    assert 'dir="rtl"' not in client.get(spanish.get_absolute_url()).content.decode()
