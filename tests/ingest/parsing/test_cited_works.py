"""Entries of reference lists say who wrote what, where and when, as far as they do."""

import pytest

from ingest.parsing.references.cited_works import read_names, read_work

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


def test_a_body_that_stands_before_the_year_is_the_author():
    work = read_work("Council of the Valley (2006) Declaration. Lima, 9 December.")
    assert (work.authors, work.year, work.title) == (
        ("Council of the Valley",),
        2006,
        "Declaration",
    )


def test_names_are_all_or_none():
    assert read_names("Sá, A., Paz, L., et al.") == ("Sá, A.", "Paz, L.")
    assert read_names("Ana Sá and the working group on water") == ()
    assert read_names("J. R. R. Paz & M. de la Cruz") == ("J. R. R. Paz", "M. de la Cruz")


def test_a_mended_doi_is_less_sure():
    assert read_work("Sá, A. (2001). On water. doi: 10.55 55/rq", is_recognised=True).doi == "10.5555/rq"
    assert read_work("Sá, A. (2001). On water. doi: 10.55 55/rq", is_recognised=True).confidence["doi"] < 0.8


@pytest.mark.parametrize(
    ("raw", "authors", "year", "title", "container", "volume", "pages"),
    [
        (
            "9. Fournier KN, Paz N. Wells, pumps and promises. River Quarterly. 2006;35(2):165-179.",
            ("Fournier KN", "Paz N"), 2006, "Wells, pumps and promises", "River Quarterly", "35", "165–179",
        ),
        (
            "SÁ, A. M.; PAZ, L. As contas da água. Revista do Vale, São Paulo, v. 19, n. 1, p. 26-29, 1993.",
            ("SÁ, A. M.", "PAZ, L."), 1993, "As contas da água", "Revista do Vale", "19", "26–29",
        ),
        (
            "Möller, H. / Roth, E. (2013): Das Wasser. In: Zeitschrift für Talkunde, Jg. 53, H. 2, S. 58–78.",
            ("Möller, H.", "Roth, E."), 2013, "Das Wasser", "Zeitschrift für Talkunde", "53", "58–78",
        ),
        (
            "VAUQUELIN É. et MARCHAND H., 1993, « Les puits », Revue du Val, vol. 19, n° 1, p. 26-29.",
            ("VAUQUELIN É.", "MARCHAND H."), 1993, "Les puits", "Revue du Val", "19", "26–29",
        ),
        (
            "VEGA, C. y SOTO, M. (1986), Pozos, pan y promesas, Madrid, Editorial del Valle.",
            ("VEGA, C.", "SOTO, M."), 1986, "Pozos, pan y promesas", "", "", "",
        ),
        (
            "[4] D. R. Paz and G. Roth, Drought as a political event. Lima: Valley Press, 1999.",
            ("D. R. Paz", "G. Roth"), 1999, "Drought as a political event", "", "", "",
        ),
        (
            "[3] M. Paz and R. Roth. Wells reviewed. Int. J. River Stud., 4(1):90–93, 2014.",
            ("M. Paz", "R. Roth"), 2014, "Wells reviewed", "Int. J. River Stud", "4", "90–93",
        ),
        (
            "Paz, L., Ford, Jr., W. K., csqrs, & Roth, E. (2019). Wells. In Proceedings of the Forum, 48–49.",
            None, 2019, "Wells", "Proceedings of the Forum", "", "48–49",
        ),
        ("[19] Jurgen A. Vogel. Pumps. River Quarterly, 3, 2009.", ("Jurgen A. Vogel",), 2009, "Pumps", "River Quarterly", "3", ""),
        ("[2] Ana Sá, Luis Paz, et al. On wells, May 2021.", ("Ana Sá", "Luis Paz"), 2021, "On wells", "", "", ""),
    ],
)  # fmt: skip
def test_the_usual_styles_of_citing_are_read(raw, authors, year, title, container, volume, pages):
    work = read_work(raw)
    assert authors is None or work.authors == authors
    assert (work.year, work.title) == (year, title)
    assert (work.container, work.volume, work.pages) == (container, volume, pages)
