"""ORCIDs, suffixes, roles, reviewed works, parallel titles and the type of titles: what each format says of them."""

import json
import re
from dataclasses import replace

import pytest
from lxml import etree

from archive.citations import highwire, schema_org
from archive.citations.formats import BY_KEY
from archive.citations.marked_titles import cut_marked, read_marks, to_safe_html, without_marks
from archive.citations.record import (
    Date,
    Organisation,
    ParallelText,
    Person,
    ReviewedWork,
    in_natural_order,
    name_as_filed,
    with_suffixes_behind_given_names,
)
from archive.citations.styles import BY_KEY as STYLES
from archive.citations.styles import to_html, to_plain
from tests.archive.citations.citation_readers import parse_xml, word, words
from tests.archive.citations.citation_records import NASTY, record

ORCID = "0000-0002-1825-0097"
ANA = Person("Sá", "Ana", orcid=ORCID)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(key: str, **fields) -> str:
    return "".join(BY_KEY[key].write([record(**fields)]))


def xml(key: str, path: str, **fields):
    (element,) = parse_xml(write(key, **fields), path)
    return element


# ------------------------------------------------------------------ marks of titles
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("On <i>Vibrio</i>", "On <i>Vibrio</i>"),
        ("H<sub>2</sub>O & m<sup>2</sup>", "H<sub>2</sub>O &amp; m<sup>2</sup>"),
        ("<i>a<sub>2</sub></i>", "<i>a</i><i><sub>2</sub></i>"),
        ("<i>never closed", "&lt;i&gt;never closed"),
        ("<i>a<sub>b</i>c</sub>", "<i>a&lt;sub&gt;b</i>c&lt;/sub&gt;"),
        ("<script>x</script> <i onclick=1>y</i>", "&lt;script&gt;x&lt;/script&gt; &lt;i onclick=1&gt;y&lt;/i&gt;"),
        ("<i></i>", ""),
    ],
)  # fmt: skip
def test_three_tags_are_marks_and_all_else_is_text(text, html):
    assert to_safe_html(text) == html


def test_a_title_is_cut_at_its_words():
    marked = read_marks("On <i>Vibrio cholerae</i>: A Memoir")
    assert "".join(piece.text for piece in cut_marked(marked, 3, 9)) == "Vibrio"
    assert cut_marked(marked, 0, 0) == ()
    assert without_marks("On <i>Vibrio cholerae</i>: A Memoir") == "On Vibrio cholerae: A Memoir"


def test_a_record_keeps_the_words_and_the_marks_apart():
    each = record(title="On <i>Vibrio</i>: A <i>Memoir</i>", title_short="On <i>Vibrio</i>")
    assert (each.title, each.title_short) == ("On Vibrio: A Memoir", "On Vibrio")
    assert each.short_title_with_marks == "On <i>Vibrio</i>"
    again = replace(each, locator="268")
    assert again.marked_title == "On <i>Vibrio</i>: A <i>Memoir</i>"
    assert replace(each, title="Another").marked_title == ""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "On <i>Vibrio cholerae</i> and H<sub>2</sub>O",
            r"On \emph{Vibrio cholerae} and {H\textsubscript{2}O}",
        ),
        ("<i>The FTAA</i> and the G-22", r"\emph{The FTAA} and the {G-22}"),
        ("area<sup>2</sup> of m<sub>i</sub>", r"area\textsuperscript{2} of m\textsubscript{i}"),
        ("Set {a} of <i>R&D</i>", r"Set {\textbraceleft}a{\textbraceright} of \emph{R\&D}"),
    ],
)
def test_bibtex_has_no_brace_inside_a_mark(title, expected):
    for key in ("bibtex", "biblatex"):
        assert f"  title = {{{expected}}},\n" in write(key, title=title, title_short="")


def test_csl_json_has_the_marks_that_csl_names():
    (item,) = json.loads(write("csl-json", title="On <i>Vibrio</i> & <b>", title_short=""))
    assert item["title"] == "On <i>Vibrio</i> & <b>"


def test_jats_has_elements_for_marks_and_no_white_space_between_them():
    text = write(
        "jats",
        title="<i>a</i><sub>2</sub> is <i>b</i>: A <i>Memoir</i>",
        title_short="<i>a</i><sub>2</sub> is <i>b</i>",
    )
    assert "<article-title><italic>a</italic><sub>2</sub> is <italic>b</italic></article-title>" in text
    assert "<subtitle>A <italic>Memoir</italic></subtitle>" in text


def test_endnote_has_a_style_for_each_run():
    text = write("endnote", title="On <i>Vibrio</i><sub>2</sub>", title_short="")
    faces = re.findall('<style face="([a-z]+)"[^>]*>([^<]*)', text[: text.index("<secondary-title>")])
    assert faces[-3:] == [("normal", "On "), ("italic", "Vibrio"), ("subscript", "2")]


@pytest.mark.parametrize("key", ["ris", "refworks", "mods", "marcxml", "oai_dc", "csv"])
def test_formats_without_type_have_the_words(key):
    text = write(key, title="On <i>Vibrio</i> and H<sub>2</sub>O", title_short="")
    assert "On Vibrio and H2O" in text


def test_a_styled_reference_has_them_set():
    each = record(title="On <i>Vibrio cholerae</i> and H<sub>2</sub>O", title_short="")
    html = to_html(STYLES["apa"].reference(each))
    assert "On <i>Vibrio cholerae</i> and H<sub>2</sub>O" in html
    assert "&lt;i&gt;" not in html


# ------------------------------------------------------------------ quotation marks
@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("mla", "“‘The “Water War” Revisited’: Who Won?”"),
        ("chicago-author-date", "“‘The “Water War” Revisited’: Who Won?”"),
        ("harvard", "‘“The ‘Water War’ Revisited”: Who Won?’"),
        ("apa", "“The ‘Water War’ Revisited”: Who Won?"),
    ],
)
def test_quotes_within_quotes_turn_at_every_level(style, expected):
    each = record(title="“The ‘Water War’ Revisited”: Who Won?", title_short="")
    assert expected in to_plain(STYLES[style].reference(each)).replace("who won?", "Who Won?")


# ------------------------------------------------------------------ names
def test_a_name_in_its_own_order_has_neither_comma_nor_blank():
    mao = Person("毛", "泽东")
    assert in_natural_order(mao, mao.given) == "毛泽东"
    assert not Person("Mao", "Zedong").in_own_order
    assert not Person("毛").in_own_order
    assert ("citation_author", "毛泽东") in highwire.tags(record(author=(mao,)), page_url="x")
    assert "author = {{毛泽东}}" in write("bibtex", author=(mao,))
    assert 'name-style="eastern"' in write("jats", author=(mao,))
    assert to_plain(STYLES["apa"].reference(record(author=(mao,)))).startswith("毛泽东")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("King, Marta Luz, Jr.", Person("King", "Marta Luz", suffix="Jr.")),
        ("Sá, Ana", Person("Sá", "Ana")),
        ("World Bank", Organisation("World Bank")),
    ],
)
def test_a_name_as_filed_is_read(text, name):
    assert name_as_filed(text) == name


KING = Person("King", "Marta Luz", suffix="Jr.")


def test_readers_that_know_no_suffix_get_it_where_they_keep_it():
    """Zotero reads what stands before the first comma of a tag and behind it, and of MODS family and given name."""
    each = record(author=(KING, Person("Plato")), editor=(KING,))
    tags = highwire.tags(each, page_url="x")
    assert ("citation_author", "King Jr., Marta Luz") in tags
    assert ("citation_editor", "King Jr., Marta Luz") in tags
    moved = with_suffixes_behind_given_names(each)
    assert moved.author == (Person("King", "Marta Luz, Jr."), Person("Plato"))
    assert moved.editor == (Person("King", "Marta Luz, Jr."),)


# ------------------------------------------------------------------ ORCIDs
def test_an_orcid_stands_where_each_format_has_a_place_for_it():
    fields = {"author": (ANA, Organisation("World Bank"))}
    url = f"https://orcid.org/{ORCID}"
    assert word(xml("jats", "article", **fields), "front//contrib-id[@contrib-id-type='orcid']") == url
    assert word(xml("mods", "mods", **fields), "name/nameIdentifier[@type='orcid']") == ORCID
    assert word(xml("marcxml", "record", **fields), "datafield[@tag='100']/subfield[@code='1']") == url
    assert json.loads(write("csl-json", **fields))[0]["custom"] == {"ORCID": {"author": [url, ""]}}
    author = schema_org.article(record(**fields), "x")["author"][0]
    assert (author["@id"], author["sameAs"]) == (url, url)
    tags = highwire.tags(record(**fields), page_url="x")
    assert tags[1:4] == [
        ("citation_author", "Sá, Ana"),
        ("citation_author_orcid", url),
        ("citation_author", "World Bank"),
    ]
    assert f"Ana Sá {ORCID}" in write("csv", **fields)


def test_nothing_is_said_of_an_orcid_that_is_not_known():
    for key in ("jats", "mods", "marcxml", "csl-json"):
        assert "orcid" not in write(key).lower()


# ------------------------------------------------------------------ editors and translators
ROLES = {
    "editor": (Person("Quiroga", "Bruno"),),
    "translator": (Person("Alba", "Zoe"), Organisation("Quay Words")),
}


def test_editors_and_translators_are_told_by_their_roles():
    assert "  translator = {Alba, Zoe and {Quay Words}},\n" in write("bibtex", **ROLES)
    assert "  translator = {Alba, Zoe and {Quay Words}},\n" in write("biblatex", **ROLES)
    assert "A4  - Alba, Zoe\r\nA4  - Quay Words\r\n" in write("ris", **ROLES)
    assert "A4 Alba,Zoe\r\n" in write("refworks", **ROLES)
    (item,) = json.loads(write("csl-json", **ROLES))
    assert item["translator"] == [{"family": "Alba", "given": "Zoe"}, {"literal": "Quay Words"}]
    jats = xml("jats", "article", **ROLES)
    assert words(jats, "front//contrib[@contrib-type='translator']/name/surname") == ["Alba"]
    assert words(jats, "front//contrib[@contrib-type='editor']/name/surname") == ["Quiroga"]
    mods = xml("mods", "mods", **ROLES)
    assert words(mods, "name[role/roleTerm='trl']/namePart[@type='family']") == ["Alba"]
    marc = xml("marcxml", "record", **ROLES)
    assert words(marc, "datafield[subfield[@code='4']='trl']/subfield[@code='a']") == [
        "Alba, Zoe",
        "Quay Words",
    ]
    (endnote,) = parse_xml(write("endnote", **ROLES), "records", "record")
    assert words(endnote, "contributors/subsidiary-authors/author") == ["Alba, Zoe", "Quay Words,"]
    assert words(xml("oai_dc", "dc", **ROLES), "contributor") == ["Quiroga, Bruno", "Alba, Zoe", "Quay Words"]
    node = schema_org.article(record(**ROLES), "x")
    assert [each["name"] for each in node["translator"]] == ["Zoe Alba", "Quay Words"]
    assert node["editor"][0]["familyName"] == "Quiroga"


# ------------------------------------------------------------------ reviews
REVIEW = {"reviewed": (ReviewedWork("Harbours", (Person("Sá", "Ana"),), "Quay Press", "1998"),)}
IN_WORDS = "Ana Sá, Harbours (Quay Press, 1998)"


def test_a_review_says_what_it_is_of():
    (item,) = json.loads(write("csl-json", **REVIEW))
    assert item["reviewed-title"] == "Harbours"
    assert item["reviewed-author"] == [{"family": "Sá", "given": "Ana"}]
    assert f"RI  - {IN_WORDS}\r\n" in write("ris", **REVIEW)
    for key in ("bibtex", "biblatex"):
        assert f"  note = {{Review of: {IN_WORDS}}},\n" in write(key, **REVIEW)
    assert f"NO Review of: {IN_WORDS}\r\n" in write("refworks", **REVIEW)
    mods = xml("mods", "mods", **REVIEW)
    assert word(mods, "relatedItem[@type='reviewOf']/titleInfo/title") == "Harbours"
    assert word(mods, "relatedItem[@type='reviewOf']/originInfo/publisher") == "Quay Press"
    jats = xml("jats", "article", **REVIEW)
    assert jats.get("article-type") == "book-review"
    assert word(jats, "front//product/source") == "Harbours"
    assert word(jats, "front//product/person-group/name/surname") == "Sá"
    marc = xml("marcxml", "record", **REVIEW)
    field = {code: word(marc, f"datafield[@tag='787']/subfield[@code='{code}']") for code in "iatd"}
    assert field == {"i": "Review of:", "a": "Sá, Ana", "t": "Harbours", "d": "Quay Press, 1998"}
    (endnote,) = parse_xml(write("endnote", **REVIEW), "records", "record")
    assert word(endnote, "reviewed-item") == IN_WORDS
    node = schema_org.article(record(**REVIEW), "x")
    assert node["@type"] == ["ScholarlyArticle", "Review"]
    assert node["itemReviewed"][0]["name"] == "Harbours"
    assert IN_WORDS in write("csv", **REVIEW)


def test_a_style_that_asks_for_the_work_reviewed_gets_it():
    text = to_plain(STYLES["apa"].reference(record(title="Ports without Ships", title_short="", **REVIEW)))
    assert re.search(r"\[Review of .*Harbours.*Sá", text)


# ------------------------------------------------------------------ other languages
PARALLEL = {
    "parallel": (
        ParallelText("es", "Los <i>puertos</i>", "Un resumen."),
        ParallelText("fr", "Les ports"),
        ParallelText("pt", "", "Um resumo."),
    )
}


def test_parallel_titles_and_abstracts_have_their_language():
    mods = xml("mods", "mods", **PARALLEL)
    titles = [
        (each.get("lang"), word(each, "title")) for each in mods.findall("titleInfo[@type='translated']")
    ]
    assert titles == [("es", "Los puertos"), ("fr", "Les ports")]
    assert [each.get("lang") for each in mods.findall("abstract")] == [None, "es", "pt"]
    jats = xml("jats", "article", **PARALLEL)
    groups = jats.findall("front/article-meta/title-group/trans-title-group")
    assert [(each.get(LANG), word(each, "trans-title")) for each in groups] == [
        ("es", "Los puertos"),
        ("fr", "Les ports"),
    ]
    assert [each.get(LANG) for each in jats.findall("front/article-meta/trans-abstract")] == ["es", "pt"]
    dc = xml("oai_dc", "dc", **PARALLEL)
    assert [(each.get(LANG), each.text) for each in dc.findall("title")][1:] == [
        ("es", "Los puertos"),
        ("fr", "Les ports"),
    ]
    marc = xml("marcxml", "record", **PARALLEL)
    assert words(marc, "datafield[@tag='246']/subfield[@code='a']") == ["Los puertos", "Les ports"]
    assert len(words(marc, "datafield[@tag='520']/subfield[@code='a']")) == 3
    assert "TT  - Los puertos\r\nTT  - Les ports\r\n" in write("ris", **PARALLEL)
    (endnote,) = parse_xml(write("endnote", **PARALLEL), "records", "record")
    assert word(endnote, "titles/translated-title") == "Los puertos = Les ports"
    node = schema_org.article(record(**PARALLEL), "x")
    assert node["alternateName"][0] == {"@value": "Los puertos", "@language": "es"}
    assert [each["@language"] for each in node["abstract"]] == ["en", "es", "pt"]
    assert "[es] Los puertos; [fr] Les ports" in write("csv", **PARALLEL)


def test_an_original_title_is_not_claimed():
    """A parallel title need not be that of an original: CSL, BibTeX and BibLaTeX have no other field."""
    for key in ("csl-json", "bibtex", "biblatex"):
        assert "Los puertos" not in write(key, **PARALLEL)


# ------------------------------------------------------------------ newspapers, languages, addresses
def test_a_newspaper_has_its_day_and_type():
    fields = {"type": "article-newspaper", "issued": Date(2007, 7, 4), "volume": "", "issue": ""}
    bibtex = write("bibtex", **fields)
    assert "@article{" in bibtex
    assert "  entrysubtype = {newspaper},\n" in bibtex
    assert "  month = jul,\n  day = {4},\n" in bibtex
    biblatex = write("biblatex", **fields)
    assert "  entrysubtype = {newspaper},\n" in biblatex
    assert "  date = {2007-07-04},\n" in biblatex
    assert "  langid = {english},\n" in biblatex


def test_endnote_has_the_address_where_each_reader_looks():
    (endnote,) = parse_xml(write("endnote"), "records", "record")
    assert word(endnote, "urls/web-urls/url") == word(endnote, "urls/related-urls/url") == record().URL


@pytest.mark.parametrize("name", NASTY)
def test_xml_is_laid_out_without_touching_its_words(name):
    for key in ("jats", "endnote"):
        root = etree.fromstring("".join(BY_KEY[key].write([NASTY[name]])).encode())
        title = root.find(".//{*}article-title" if key == "jats" else ".//{*}titles/{*}title")
        found = "".join(title.itertext()) if title is not None else ""
        assert NASTY[name].title.startswith(found.strip())
