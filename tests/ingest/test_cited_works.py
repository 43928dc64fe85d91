"""Entries of reference lists say who wrote what, where and when, as far as they do."""

import pytest

from ingest.parsing.cited_works import read_names, read_work

APA = "Sá, A. M., & Paz, L. (2001). On water: A history. River Quarterly, 4(1), 1–7. https://doi.org/10.5555/rq.4"
HARVARD = "Paz, L. and Roth, E. (1999a) ‘Bread and water’, River Quarterly 12(3): 21–30."
PLAIN = "[3] Ana Sá, Luis Paz, and Eva Roth. On water. River Quarterly, 59(1):65–98, 2017. doi:10.5555/rq.59"
CHICAGO = "Sá, Ana. On Water. Lima: Valley Press, 2001."
CHAPTER = "Roth, E. (2004). Wells. In A. Sá (Ed.), The book of water (pp. 12–30). Valley Press."
GERMAN = "Roth, E. (1987): Brunnen und Brot. Zeitschrift für Wasser, 3(2), S. 5–9."


@pytest.mark.parametrize(
    ("raw", "authors", "year", "title", "container", "volume", "pages"),
    [
        (APA, ("Sá, A. M.", "Paz, L."), 2001, "On water: A history", "River Quarterly", "4", "1–7"),
        (HARVARD, ("Paz, L.", "Roth, E."), 1999, "Bread and water", "River Quarterly", "12", "21–30"),
        (PLAIN, ("Ana Sá", "Luis Paz", "Eva Roth"), 2017, "On water", "River Quarterly", "59", "65–98"),
        (CHICAGO, ("Sá, Ana",), 2001, "On Water", "", "", ""),
        (CHAPTER, ("Roth, E.",), 2004, "Wells", "The book of water", "", "12–30"),
        (GERMAN, ("Roth, E.",), 1987, "Brunnen und Brot", "Zeitschrift für Wasser", "3", "5–9"),
    ],
)
def test_what_an_entry_says(raw, authors, year, title, container, volume, pages):
    work = read_work(raw)
    assert work.raw == raw
    assert (work.authors, work.year, work.title) == (authors, year, title)
    assert (work.container, work.volume, work.pages) == (container, volume, pages)
    assert set(work.confidence) >= {"authors", "year", "title"}


@pytest.mark.parametrize("raw", ["https://a.example/water", "Council of the Valley, Lima.", "[4]", ""])
def test_what_is_not_told_stays_unknown(raw):
    work = read_work(raw)
    assert (work.authors, work.year) == ((), None)
    assert "title" not in work.confidence or work.title


def test_a_body_is_no_person():
    work = read_work("Council of the Valley (2006) Declaration. Lima, 9 December.")
    assert (work.authors, work.year, work.title) == ((), 2006, "Declaration")


def test_names_are_all_or_none():
    assert read_names("Sá, A., Paz, L., et al.") == ("Sá, A.", "Paz, L.")
    assert read_names("Ana Sá and the working group on water") == ()
    assert read_names("J. R. R. Paz & M. de la Cruz") == ("J. R. R. Paz", "M. de la Cruz")


def test_a_mended_doi_is_less_sure():
    assert read_work("Sá, A. (2001). On water. doi: 10.55 55/rq", is_recognised=True).doi == "10.5555/rq"
    assert read_work("Sá, A. (2001). On water. doi: 10.55 55/rq", is_recognised=True).confidence["doi"] < 0.8
