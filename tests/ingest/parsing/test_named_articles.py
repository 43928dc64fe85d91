"""What the file itself says of its articles goes before what parsing would find."""

import zipfile
from dataclasses import replace

import pytest

from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceArticle, SourceFile, SourcePage
from ingest.parsing.structure.named_articles import language_code
from ingest.sources import read_source
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page, text_page
from tests.ingest.sources.test_sources_zip import ALTO_PAGE, mets_zip, pack


def column(block, words, seed, x=72.0, y=100.0):
    return [
        printed_line(text, x=x, y=y + 12 * n, block=block) for n, text in enumerate(paragraph(words, seed))
    ]


def newspaper(*articles):
    """Two pages of two blocks each: the first article begins in block 1 and goes on overleaf."""
    first = printed_page([*column(0, 90, 1), *column(1, 90, 5, y=400.0)], 1)
    second = printed_page([*column(0, 90, 9), *column(1, 90, 13, y=400.0)], 2)
    return SourceFile("application/zip", (first, second), {}, articles)


def test_articles_come_as_the_file_divides_them():
    tide = SourceArticle(((1, 1), (2, 0)), "The tide", ("Vilar, Inés", "Harbour Board"), "article", "spa")
    notice = SourceArticle(((1, 0),), "Ice for sale", (), "advertisement")
    first, second, rest = parse(newspaper(tide, notice)).documents
    assert (first.title, first.language) == ("The tide", "es")
    assert (first.authors[0].given, first.authors[0].family) == ("Inés", "Vilar")
    assert [page.number for page in first.pages] == [1, 2]
    assert {first.evidence[name].source for name in ("title", "authors", "language", "boundary")} == {"METS"}
    assert (second.title, second.evidence["kind"].source) == ("Ice for sale", "METS: advertisement")
    assert {(d.begins_before, d.ends_after) for d in (first, second)} == {(False, False)}
    assert [page.number for page in rest.pages] == [2], "what no article claims is not lost"
    assert rest.evidence["boundary"].confidence < 0.7


def test_every_word_is_in_exactly_one_document():
    parsed = parse(newspaper(SourceArticle(((2, 1), (1, 0)), "Bread")))
    texts = [page.text for document in parsed.documents for page in document.pages]
    assert sum(len(text.split()) for text in texts) == 4 * 90


def test_the_articles_of_a_mets_come_in(tmp_path):
    other = ALTO_PAGE.replace("harbour", "village").replace('"met"', '"slept soundly"')
    members = mets_zip(**{"alto/b.xml": other})
    first, *_ = parse(read_source(pack(tmp_path / "a.zip", members), "a.zip")).documents
    assert first.title == "The ice house: a report"
    assert [(author.given, author.family) for author in first.authors] == [("Inés", "Vilar")]
    assert first.language == "en"
    assert [page.number for page in first.pages] == [1, 2]
    assert first.pages[0].text.startswith("The village coun")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("eng", "en"),
        ("GER", "de"),
        ("es", "es"),
        ("pt-BR", "pt-BR"),
        ("gmh", "gmh"),
        ("English", ""),
        ("", ""),
    ],
)
def test_languages_have_their_shortest_code(given, expected):
    assert language_code(given) == expected


# ------------------------------------------------------------------ files packed together
def files(*texts):
    pages = [text_page(text, number) for number, text in enumerate(texts, 1)]
    opened = [
        SourcePage(page.number, page.lines, page.raw_text, text_source="plain", begins_file=True)
        for page in pages
    ]
    return SourceFile("application/zip", tuple(opened))


def prose(seed, end="."):
    return "\n".join(paragraph(120, seed)).rstrip(".") + end


def test_another_file_begins_another_article():
    documents = parse(files(prose(1), prose(5), prose(9))).documents
    assert [[page.number for page in document.pages] for document in documents] == [[1], [2], [3]]
    assert documents[1].evidence["boundary"].confidence > 0.7


def test_the_issue_of_the_next_day_begins_another_article():
    pages = [
        replace(page, begins_file=False, issued=f"2006-12-0{day}")
        for day, page in zip((3, 4), files(prose(1), prose(5)).pages, strict=True)
    ]
    documents = parse(SourceFile("application/zip", tuple(pages))).documents
    assert [document.issued for document in documents] == ["2006-12-03", "2006-12-04"]


def test_a_text_that_plainly_goes_on_in_the_next_file_is_one():
    goes_on = prose(5)
    documents = parse(files(prose(1, " and"), goes_on[0].lower() + goes_on[1:])).documents
    assert [[page.number for page in document.pages] for document in documents] == [[1, 2]]


# ------------------------------------------------------------------ a newspaper of the shared corpus
LOGICAL = """ <structMap TYPE="LOGICAL"><div TYPE="Newspaper">
  <div TYPE="ARTICLE" ID="A1" LABEL="First column"><fptr><area FILEID="{file}" BEGIN="{block}"/></fptr></div>
 </div></structMap></mets>"""


@pytest.mark.corpus
def test_an_article_that_a_newspaper_s_mets_names_comes_in_as_one(corpus, tmp_path):
    """The batch of the corpus has pages only: one logical division is added for its longest block."""
    import re

    folder = corpus / "formats" / "ndnp"
    issue = next(folder.rglob("1887030301.xml"))
    ocr = next(issue.parent.glob("0003.xml")).read_text("utf-8")
    block = max(re.findall(r"<TextBlock\b.*?</TextBlock>", ocr, re.S), key=len)
    mets = issue.read_text("utf-8")
    file = re.search(r'<file\b[^>]*\bID="([^"]+)"(?:(?!</file>).)*0003\.xml', mets, re.S)[1]
    logical = LOGICAL.format(file=file, block=re.search(r'\bID="([^"]+)"', block)[1])
    with zipfile.ZipFile(tmp_path / "batch.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.parent == issue.parent and path.name != "1887030301_1.xml":
                data = mets.replace("</mets>", logical) if path == issue else path.read_bytes()
                archive.writestr(path.name, data)
    named, rest = parse(read_source(tmp_path / "batch.zip", "batch.zip")).documents
    assert (named.title, named.first_page) == ("First column", "1")
    words = re.findall(r'\bCONTENT="([^"]+)"', block)
    assert len(named.pages[0].text.split()) == pytest.approx(len(words), rel=0.1)
    assert len(rest.pages[0].text.split()) > 1000
