"""ORCIDs, translators, reviewed works, other languages and the type of titles, as pages print them."""

from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.parsing.front.contributors import read_reviewed_work
from ingest.parsing.front.printed_orcids import give_linked_orcids, give_orcids_beside_names
from ingest.parsing.front.title_marks import mark_italics
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.pipeline import parse
from ingest.parsing.records import Line, OrcidLink, ParsedAuthor, ParsedReview, SourceFile, Word
from ingest.parsing.vocabulary.contributions import read_contribution
from ingest.sources.pdf import open_pdf
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page
from tests.ingest.parsing.test_layouts import body, set_page
from tests.ingest.parsing.test_openings import BIG, SMALL

ONE, TWO = "0000-0002-1825-0097", "0000-0001-5109-3700"
SPANISH = (
    "Resumen. El consejo del valle volvió a reunirse para hablar del agua y del pan mientras la gente esperaba en la plaza.",
    "Los vecinos pidieron que las cuentas del agua se publicaran cada año y que el consejo las leyera en voz alta.",
)


def set_at(*lines, links=()):
    """A page of (text, x, y, look); then an abstract and text below."""
    placed = [printed_line(text, x=x, y=y, **look) for text, x, y, look in lines]
    y = max(y for _, _, y, _ in lines) + 30
    placed.append(printed_line("Abstract", x=72, y=y, bold=True))
    for text in paragraph(60, 3) + paragraph(80, 5):
        y += 12
        placed.append(printed_line(text, x=72, y=y))
    return replace(printed_page(placed), orcid_links=links)


def article_of(page):
    (found,) = parse(SourceFile("application/pdf", (page, set_page(2, body(), body(2))))).documents
    return found


TITLE = ("Accounts of the Upper Water in the Valley", 120, 80, BIG)


# ------------------------------------------------------------------ ORCIDs
def people(*names):
    made = []
    for name in names:
        given, _, family = name.rpartition(" ")
        made.append(ParsedAuthor(given, family, name_as_printed=name))
    return made


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([f"Ana Sá https://orcid.org/{ONE}, Luis Paz"], [ONE, ""]),
        ([f"Ana Sá, Luis Paz ({TWO})"], ["", TWO]),
        ([f"Ana Sá ({ONE}) and Luis Paz ({TWO})"], [ONE, TWO]),
        (["Luis Paz, Valley University", f"ORCID: {TWO}"], ["", TWO]),
        (["Ana Sá and Luis Paz", f"https://orcid.org/{ONE}"], ["", ""]),
        (["Ana Sá 0000-0002-1825-0098"], ["", ""]),
        ([f"Ana Sá {ONE}", f"Luis Paz {ONE}"], [ONE, ""]),
    ],
)
def test_an_orcid_is_that_of_the_name_before_it_and_nobody_gets_one_by_guess(lines, expected):
    found = give_orcids_beside_names(people("Ana Sá", "Luis Paz"), lines)
    assert [author.orcid for author in found] == expected


def test_an_orcid_behind_a_name_below_the_title():
    page = set_at(TITLE, (f"Ana Sá ({ONE}), Luis Paz", 150, 120, {"size": 11.0}))
    assert [(author.family, author.orcid) for author in article_of(page).authors] == [
        ("Sá", ONE),
        ("Paz", ""),
    ]


def test_a_link_at_a_name_tells_its_orcid():
    line = printed_line("Ana Sá, Luis Paz", x=150, y=120, size=11.0)
    left, top, width, height = line.words[1].box
    row = SourceRow(0, 0, line.text, line.words, line)
    for box in ((left, top, width, height), (left + width + 1, top, 8.0, 8.0)):
        found = give_linked_orcids(people("Ana Sá", "Luis Paz"), [OrcidLink(ONE, box)], [row])
        assert [author.orcid for author in found] == [ONE, ""], box
    page = set_at(
        TITLE, ("Ana Sá, Luis Paz", 150, 120, {"size": 11.0}), links=(OrcidLink(TWO, line.words[3].box),)
    )
    assert [author.orcid for author in article_of(page).authors] == ["", TWO]


def test_links_are_read_from_a_pdf(tmp_path):
    path = tmp_path / "linked.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawString(100, 700, "Ana Sa wrote of the valley and of its wells, and of the water in them.")
    canvas.linkURL(f"https://orcid.org/{ONE}", (100, 700, 150, 712))
    canvas.linkURL("https://valley.example/0000-0002-1825-0097", (160, 700, 200, 712))
    canvas.linkURL("https://orcid.org/0000-0002-1825-0098", (210, 700, 250, 712))
    canvas.save()
    (page,) = open_pdf(path).pages
    assert page.orcid_links == (OrcidLink(ONE, (100.0, 130.0, 50.0, 12.0)),)


# ------------------------------------------------------------------ who translated or edited it
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Translated by Zoe Alba", ("translator", "Zoe Alba")),
        ("Translated from the Spanish by Zoe Alba", ("translator", "Zoe Alba")),
        ("Traducción de Zoe Alba.", ("translator", "Zoe Alba")),
        ("Traducción del inglés: Zoe Alba", ("translator", "Zoe Alba")),
        ("Traducido por Zoe Alba", ("translator", "Zoe Alba")),
        ("(traduit de l’anglais par Zoe Alba)", ("translator", "Zoe Alba")),
        ("Tradução de Zoe Alba", ("translator", "Zoe Alba")),
        ("Aus dem Englischen übersetzt von Zoe Alba", ("translator", "Zoe Alba")),
        ("Edited by Bruno Quiroga", ("editor", "Bruno Quiroga")),
        ("Edición de Bruno Quiroga", ("editor", "Bruno Quiroga")),
        ("Traducciones del valle", (None, "")),
        ("The translated text by hand", (None, "")),
    ],
)
def test_words_before_a_name_tell_what_he_or_she_did(line, expected):
    assert read_contribution(line) == expected


def test_a_translator_is_no_author_and_no_affiliation():
    page = set_at(TITLE, ("Ana Sá", 150, 120, {"size": 11.0}), ("Translated by Zoe Alba", 150, 140, SMALL))
    found = article_of(page)
    assert [(author.family, author.affiliation) for author in found.authors] == [("Sá", "")]
    assert [(each.role, each.given, each.family) for each in found.contributors] == [
        ("translator", "Zoe", "Alba")
    ]


def test_those_who_edited_it_for_a_journal_are_not_named():
    page = set_at(
        TITLE,
        ("Ana Sá", 150, 120, {"size": 11.0}),
        ("Edited by Bruno Quiroga", 150, 140, SMALL),
        ("Reviewed by Eva Roth", 150, 155, SMALL),
    )
    assert article_of(page).contributors == ()


# ------------------------------------------------------------------ reviews
WORK = ParsedReview("Harbours and Tides", ("Sá, Ana",), "Quay Press", "1998")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbours and Tides, by Ana Sá. Lisbon: Quay Press, 1998. 300 pp.", WORK),
        ("Ana Sá, Harbours and Tides. Lisbon: Quay Press, 1998.", WORK),
        ("Ana Sá. Harbours and Tides (Lisbon: Quay Press, 1998), 300 pp.", WORK),
        ("Harbours and Tides. Ana Sá. Quay Press, 1998", WORK),
        (
            "Harbours and Tides por Ana Sá y Luis Paz, Lima, Editorial Puerto, 1998",
            replace(WORK, authors=("Sá, Ana", "Paz, Luis"), publisher="Editorial Puerto"),
        ),
        ("Harbours and Tides of the valley", None),
        ("The harbour was built in 1998", None),
    ],
)
def test_a_reviewed_work_is_read_as_reviews_print_it(text, expected):
    assert read_reviewed_work(text) == expected


@pytest.mark.parametrize(
    "cue", ["Review of:", "Reseña de:", "Compte rendu de", "Rezension von", "Resenha de:"]
)
def test_a_review_names_its_work(cue):
    page = set_at(
        ("Ports without Ships", 150, 80, BIG),
        (f"{cue} Harbours and Tides, by Ana Sá. Lisbon: Quay Press, 1998.", 100, 110, SMALL),
        ("Luis Paz", 150, 140, {"size": 11.0}),
    )
    found = article_of(page)
    assert found.reviewed_works == (WORK,)
    assert [author.family for author in found.authors] == ["Paz"]


# ------------------------------------------------------------------ other languages
def test_a_second_title_and_abstract_are_kept_with_their_language():
    lines = [
        TITLE,
        ("Las cuentas del agua en la parte alta del valle", 120, 100, {"size": 13.0}),
        ("Ana Sá", 150, 130, {"size": 11.0}),
    ]
    page = set_at(*lines)
    y = max(line.box[1] for line in page.lines) + 24
    resumen = [printed_line(text, x=72, y=y + 12 * n, size=9.0) for n, text in enumerate(SPANISH)]
    found = article_of(
        replace(page, lines=page.lines[: len(lines) + 1] + page.lines[len(lines) + 1 :] + tuple(resumen))
    )
    (parallel,) = found.parallel_texts
    assert (parallel.language, parallel.title) == ("es", "Las cuentas del agua en la parte alta del valle")
    assert found.subtitle == ""


# ------------------------------------------------------------------ type
def row_of(*words):
    made = tuple(Word(text, (0.0, 0.0, 9.0, 9.0)) for text, _ in words)
    text = " ".join(word.text for word in made)
    places = tuple(place for place, (_, is_italic) in enumerate(words) if is_italic)
    are_all = len(places) == len(words)
    return SourceRow(0, 0, text, made, Line(made, text, is_italic=are_all, italics=() if are_all else places))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            [("On", False), ("Vibrio", True), ("cholerae,", True), ("again", False)],
            "On <i>Vibrio cholerae</i>, again",
        ),
        ([("Macbeth", True), ("and", False), ("Hamlet", True)], "<i>Macbeth</i> and <i>Hamlet</i>"),
        ([("All", True), ("of", True), ("it", True)], ""),
        ([("None", False), ("of", False)], ""),
    ],
)
def test_words_in_italics_among_others_are_marked(words, expected):
    title = " ".join(text for text, _ in words)
    assert mark_italics(title, [row_of(*words)]) == expected


def test_a_title_that_was_put_together_otherwise_is_left_alone():
    assert mark_italics("On Vibrio", [row_of(("On", False), ("Vib-", True))]) == ""


def test_italics_are_read_from_a_pdf(tmp_path):
    path = tmp_path / "italic.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    text = canvas.beginText(100, 700)
    text.setFont("Times-Roman", 12)
    text.textOut("The wells of ")
    text.setFont("Times-Italic", 12)
    text.textOut("Vibrio cholerae ")
    text.setFont("Times-Roman", 12)
    text.textOut("in the valley and its water")
    canvas.drawText(text)
    canvas.save()
    (page,) = open_pdf(path).pages
    (line,) = page.lines
    assert [line.words[place].text for place in line.italics] == ["Vibrio", "cholerae"]
