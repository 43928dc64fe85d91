"""Independent readers of every format: each gives what it finds as plain facts, one dict a work.

A reader leaves out the facts its format has no place for; what it finds it must find as it went in.
"""

import calendar
import csv
import html
import io
import json
import re
import unicodedata

import bibtexparser
import mwparserfromhell
import pymarc
import rispy
import yaml
from jsonschema import Draft202012Validator
from lxml import etree
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from archive.citations.languages import babel_name, marc_code
from archive.citations.marked_titles import without_marks
from archive.citations.months import BIBTEX_MONTHS
from archive.citations.record import CitationRecord, Organisation
from tests.archive.citations.citation_schemas import CSL_DATA

CSL = Draft202012Validator(CSL_DATA)

MONTH_NAMES = dict(
    zip(
        calendar.month_name[1:],
        range(1, 13),
        strict=True,
    )
)


# ------------------------------------------------------------------ what a reader should find
def fold(text: str) -> str:
    """As readers do: blanks of all kinds are one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def facts_of(each: CitationRecord) -> dict:
    """What every format says of a record, in plain values; "" where it says nothing."""
    return {
        "title": fold(each.title),
        "author": [name_facts(name) for name in each.author],
        "container": fold(each.container_title),
        "volume": each.volume,
        "issue": each.issue,
        "first": each.page_first,
        "last": "" if each.page_last == each.page_first else each.page_last,
        "year": each.issued.year if each.issued else None,
        "month": each.issued.month if each.issued else None,
        "doi": each.DOI,
        "url": each.URL,
        "keyword": list(each.keyword),
        "note": each.locator_note,
        "language": each.language,
        "abstract": fold(each.abstract),
        "rights": fold(each.rights),
    }


def name_facts(name) -> tuple:
    if isinstance(name, Organisation):
        return (fold(name.literal),)
    return (fold(name.full_family), fold(name.given), name.suffix)


def in_own_order(each: CitationRecord) -> list[tuple]:
    """Names that formats which write them as people read them do not part: 毛泽东."""
    return [
        (name.in_own_order,) if getattr(name, "in_own_order", "") else name_facts(name)
        for name in each.author
    ]


# ------------------------------------------------------------------ the readers
_context = get_default_latex_context_db()
_context.add_context_category(
    "of our escapes",
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
        MacroTextSpec("textasciitilde", "~"),
    ],
    specials=[],
    prepend=True,
)
# pylatexenc sets ligatures as TeX does (`` as “): our escapes are what is read here.
_context = _context.filter_context(exclude_categories=["nonascii-specials"])
_latex = LatexNodes2Text(latex_context=_context, strict_latex_spaces=True)


def plain(latex: str) -> str:
    return fold(_latex.latex_to_text(latex))


def bib_facts(fields: dict, people: list) -> dict:
    get = lambda name: plain(fields.get(name, ""))  # noqa: E731
    first, _, last = fields.get("pages", "").partition("--")
    year = re.search(r"\d{4}", fields.get("year", ""))
    month = fields.get("month", "")
    return {
        "title": get("title"),
        "author": people,
        "container": get("journal") or get("booktitle") or get("howpublished") or get("series"),
        "volume": get("volume"),
        "issue": get("number"),
        "first": first,
        "last": last,
        "year": int(year.group()) if year else None,
        "month": MONTH_NAMES.get(month) or (BIBTEX_MONTHS.index(month) + 1 if month else None),
        "doi": fields.get("doi", ""),
        "url": fields.get("url", ""),
        "keyword": get("keywords").split(", ") if fields.get("keywords") else [],
        "note": get("note"),
        "language": get("language"),
        "abstract": get("abstract"),
    }


def bib_name(family: str, given: str, suffix: str) -> tuple:
    is_unit = family.startswith("{") and family.endswith("}") and not given and not suffix
    return (plain(family),) if is_unit else (plain(family), plain(given), plain(suffix))


def elided(name: tuple) -> tuple:
    """ "d’ Arvor" as our record says it: BibTeX parts particle and name by a blank."""
    return (name[0].replace("’ ", "’"), *name[1:])


def read_with_pybtex(text: str, renamed=dict) -> list[dict]:
    found = []
    for entry in parse_string(text, "bibtex").entries.values():
        people = []
        for person in entry.persons.get("author", []):
            family = " ".join(person.prelast_names + person.last_names)
            given = " ".join(person.first_names + person.middle_names)
            people.append(elided(bib_name(family, given, " ".join(person.lineage_names))))
        found.append(bib_facts(renamed(dict(entry.fields)), people))
    return found


def read_with_bibtexparser(text: str, renamed=dict) -> list[dict]:
    library = bibtexparser.parse_string(
        text,
        append_middleware=[
            bibtexparser.middlewares.SeparateCoAuthors(),
            bibtexparser.middlewares.SplitNameParts(),
        ],
    )
    assert not library.failed_blocks, library.failed_blocks[0].error
    assert not library.comments
    found = []
    for entry in library.entries:
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        people = [
            elided(bib_name(" ".join(name.von + name.last), " ".join(name.first), " ".join(name.jr)))
            for name in fields.get("author", [])
        ]
        found.append(bib_facts(renamed(fields), people))
    return found


def read_with_rispy(text: str) -> list[dict]:
    return [ris_facts(entry) for entry in rispy.loads(text)]


def ris_facts(entry: dict) -> dict:
    date = entry.get("date", "").split("/")
    return {
        "title": fold(entry.get("title", "")),
        "author": [ris_name(name) for name in entry.get("authors", [])],
        "container": entry.get("secondary_title", ""),
        "volume": entry.get("volume", ""),
        "issue": entry.get("number", ""),
        "first": entry.get("start_page", ""),
        "last": entry.get("end_page", ""),
        "year": int(entry["year"]) if "year" in entry else None,
        "month": int(date[1]) if len(date) > 1 and date[1] else None,
        "doi": entry.get("doi", ""),
        "url": "".join(entry.get("urls", [])),
        "keyword": entry.get("keywords", []),
        "note": "".join(entry.get("notes", [])),
        "language": entry.get("language", ""),
        "abstract": fold(entry.get("abstract", "")),
    }


def ris_name(name: str) -> tuple:
    if "," not in name:
        return (fold(name),)
    family, given, suffix = [*(part.strip() for part in name.split(",")), "", ""][:3]
    return (fold(family), fold(given), suffix)


def read_as_json(text: str) -> list[dict]:
    items = json.loads(text)
    CSL.validate(items)
    return [csl_facts(item) for item in items]


def csl_facts(item: dict) -> dict:
    first, _, last = item.get("page", "").partition("–" if "–" in item.get("page", "") else "-")
    year, month = [*item.get("issued", {}).get("date-parts", [[]])[0], None, None][:2]
    people = [
        (fold(name["literal"]),)
        if "literal" in name
        else (fold(name.get("family", "")), fold(name.get("given", "")), name.get("suffix", ""))
        for name in item.get("author", [])
    ]
    return {
        "title": fold(without_marks(item.get("title", ""))),
        "author": people,
        "container": item.get("container-title", ""),
        "volume": item.get("volume", ""),
        "issue": item.get("issue", ""),
        "first": first,
        "last": last,
        "year": year,
        "month": month,
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "keyword": item["keyword"].split(", ") if "keyword" in item else [],
        "note": item.get("note", ""),
        "language": item.get("language", ""),
        "abstract": fold(item.get("abstract", "")),
    }


# ------------------------------------------------------------------ BibLaTeX
def as_bibtex(fields: dict) -> dict:
    """BibLaTeX's names of fields as those of BibTeX."""
    date = fields.get("date", "").split("/")[0].rstrip("~").split("-")
    renamed = {
        "journal": fields.get("journaltitle", ""),
        "year": date[0],
        "language": fields.get("langid", ""),
    }
    month = {"month": BIBTEX_MONTHS[int(date[1]) - 1]} if len(date) > 1 else {}
    return {name: value for name, value in (fields | renamed | month).items() if value}


def read_biblatex_with_pybtex(text: str) -> list[dict]:
    return read_with_pybtex(text, as_bibtex)


def read_biblatex_with_bibtexparser(text: str) -> list[dict]:
    return read_with_bibtexparser(text, as_bibtex)


# ------------------------------------------------------------------ CSV
def read_with_csv(text: str) -> list[dict]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [
        csv_facts({name: re.sub(r"^'(?='*[=+\-@])", "", cell) for name, cell in row.items()}) for row in rows
    ]


def csv_facts(row: dict) -> dict:
    date = row["Date"].split("-")
    return {
        "title": fold(row["Title"]),
        "author": [ris_name(name) for name in row["Authors"].split("; ")] if row["Authors"] else [],
        "container": row["Published in"],
        "volume": row["Volume"],
        "issue": row["Issue"],
        "first": row["First page"],
        "last": row["Last page"] if row["Last page"] != row["First page"] else "",
        "year": int(row["Year"]) if row["Year"] else None,
        "month": int(date[1]) if len(date) > 1 else None,
        "doi": row["DOI"],
        "url": row["Address"],
        "keyword": row["Keywords"].split("; ") if row["Keywords"] else [],
        "language": row["Language"],
        "abstract": fold(row["Abstract"]),
        "rights": fold(row["Rights"]),
    }


# ------------------------------------------------------------------ RefWorks
def read_refworks(text: str) -> list[dict]:
    assert "\n" not in text.replace("\r\n", "")
    works = [work for work in text.split("\r\n\r\n") if work]
    return [refworks_facts([line.split(" ", 1) for line in work.split("\r\n")]) for work in works]


def refworks_facts(lines: list) -> dict:
    values: dict[str, list[str]] = {}
    for tag, value in lines:
        assert re.fullmatch("[A-Z][A-Z0-9]", tag)
        values.setdefault(tag, []).append(value)
    get = lambda tag: "".join(values.get(tag, []))  # noqa: E731
    month = re.search("[A-Z][a-z]+", get("FD"))
    return {
        "title": fold(get("T1")),
        "author": [ris_name(name) for name in values.get("A1", [])],
        "container": get("JF") or get("T2"),
        "volume": get("VO"),
        "issue": get("IS"),
        "first": get("SP"),
        "last": get("OP"),
        "year": int(get("YR")) if get("YR") else None,
        "month": MONTH_NAMES[month.group()] if month else None,
        "doi": get("DO"),
        "url": get("UL"),
        "keyword": values.get("K1", []),
        "note": get("NO"),
        "language": get("LA"),
        "abstract": fold(get("AB")),
    }


# ------------------------------------------------------------------ XML
def parse_xml(text: str, *path: str) -> list:
    """The elements at `path` below the root; the root itself where it is one of them."""
    root = etree.fromstring(text.encode())
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return [root] if root.tag == path[-1] else root.findall("/".join(path))


def words(element, path: str) -> list[str]:
    """The texts at `path`, each with all that is in it."""
    return [fold("".join(found.itertext())) for found in element.xpath(path)]


def word(element, path: str) -> str:
    found = words(element, path)
    assert len(found) <= 1, path
    return found[0] if found else ""


def read_endnote(text: str) -> list[dict]:
    return [endnote_facts(record) for record in parse_xml(text, "records", "record")]


def endnote_facts(record) -> dict:
    page = word(record, "pages")
    first, _, last = page.partition("-")
    year = re.search(r"\d{4}", word(record, "dates/year"))
    month = re.search("[A-Z][a-z]+", word(record, "dates/pub-dates/date"))
    facts = {
        "title": word(record, "titles/title"),
        "author": [endnote_name(name) for name in words(record, "contributors/authors/author")],
        "container": word(record, "titles/secondary-title"),
        "volume": word(record, "volume"),
        "issue": word(record, "number"),
        "year": int(year.group()) if year else None,
        "month": MONTH_NAMES[month.group()] if month else None,
        "doi": word(record, "electronic-resource-num"),
        "url": word(record, "urls/related-urls/url"),
        "keyword": words(record, "keywords/keyword"),
        "note": word(record, "notes"),
        "language": word(record, "language"),
        "abstract": word(record, "abstract"),
    }
    return facts if page.count("-") > 1 else facts | {"first": first, "last": last}


def endnote_name(name: str) -> tuple:
    """EndNote's rule: a comma at the end makes it one unit, a double comma is a comma in it."""
    if name.endswith(","):
        return (name[:-1].replace(",,", ","),)
    return ris_name(name)


def read_mods(text: str) -> list[dict]:
    return [mods_facts(mods) for mods in parse_xml(text, "mods")]


def mods_facts(mods) -> dict:
    host = mods.find("relatedItem[@type='host']")
    host = mods if host is None else host
    date = (words(mods, "originInfo/dateIssued[@keyDate]") or [""])[0].split("-")
    subtitle = word(mods, "titleInfo/subTitle")
    last = word(host, "part/extent/end")
    return {
        "title": word(mods, "titleInfo[not(@type)]/title") + (f": {subtitle}" if subtitle else ""),
        "author": [mods_name(name) for name in mods.findall("name") if "aut" in words(name, "role/roleTerm")],
        "container": word(host, "titleInfo[not(@type)]/title") if host is not mods else "",
        "volume": word(host, "part/detail[@type='volume']/number"),
        "issue": word(host, "part/detail[@type='issue']/number"),
        "first": word(host, "part/extent/start"),
        "last": last if last != word(host, "part/extent/start") else "",
        "year": int(date[0]) if date[0] else None,
        "month": int(date[1]) if len(date) > 1 else None,
        "doi": word(mods, "identifier[@type='doi']"),
        "url": word(mods, "location/url"),
        "keyword": words(mods, "subject/topic"),
        "note": word(mods, "note"),
        "language": word(mods, "language/languageTerm"),
        "abstract": (words(mods, "abstract") or [""])[0],
        "rights": word(mods, "accessCondition"),
    }


def mods_name(name) -> tuple:
    if name.get("type") == "corporate":
        return (word(name, "namePart"),)
    return tuple(word(name, f"namePart[@type='{part}']") for part in ("family", "given", "termsOfAddress"))


def read_marcxml(text: str) -> list[dict]:
    return [marc_facts(record) for record in parse_xml(text, "record")]


def read_with_pymarc(text: str) -> list[dict]:
    """Through binary MARC 21 and back, in which the lengths of fields must agree."""
    records = pymarc.parse_xml_to_array(io.BytesIO(text.encode()), strict=True)
    binary = b"".join(record.as_marc() for record in records)
    again = list(pymarc.MARCReader(binary, permissive=False)) if records else []
    assert len(again) == len(records)
    return [pymarc_facts(record) for record in again]


def pymarc_facts(record: pymarc.Record) -> dict:
    get = lambda tag, code: [  # noqa: E731
        fold(value) for field in record.get_fields(tag) for value in field.get_subfields(code)
    ]
    return marc_values(get, record["008"].data, pymarc_names(record))


def pymarc_names(record: pymarc.Record) -> list[tuple]:
    names = []
    for field in record.get_fields("100", "110", "700", "710"):
        if field.get("4") != "aut":
            continue
        name = fold(field["a"])
        if field.tag.endswith("10"):
            names.append((name,))
            continue
        family, _, given = name.partition(", ") if field.indicator1 == "1" else ("", "", name)
        names.append((family, given, field.get("c", "")))
    return names


def marc_facts(record) -> dict:
    def get(tag: str, code: str) -> list[str]:
        return words(record, f"datafield[@tag='{tag}']/subfield[@code='{code}']")

    fixed = word_raw(record, "controlfield[@tag='008']")
    assert len(word_raw(record, "leader")) == 24
    people = [
        marc_name(field)
        for field in record.findall("datafield")
        if field.get("tag") in {"100", "110", "700", "710"} and words(field, "subfield[@code='4']") == ["aut"]
    ]
    return marc_values(get, fixed, people)


def marc_values(get, fixed: str, people: list[tuple]) -> dict:
    assert len(fixed) == 40
    title, subtitle = get("245", "a")[0], get("245", "b")
    where = "".join(get("773", "q"))
    month = re.search("[A-Z][a-z]+", "".join(get("264", "c")))
    return {
        "title": f"{title.removesuffix(' :')}: {subtitle[0]}" if subtitle else title,
        "author": people,
        "container": "".join(get("773", "t")),
        "year": int(fixed[7:11]) if fixed[7:11].isdecimal() else None,
        "month": MONTH_NAMES[month.group()] if month else None,
        "doi": "".join(get("024", "a")),
        "url": "".join(get("856", "u")),
        "keyword": get("653", "a"),
        "note": "".join(get("500", "a")),
        "language": fixed[35:38],
        "abstract": get("520", "a")[0] if get("520", "a") else "",
        "rights": "".join(get("540", "a") + get("540", "u")),
    } | ({"first": where.partition("<")[2]} if get("773", "t") else {})


def word_raw(element, path: str) -> str:
    return element.find(path).text


def marc_name(field) -> tuple:
    name = word(field, "subfield[@code='a']")
    if field.get("tag").endswith("10"):
        return (name,)
    family, _, given = name.partition(", ") if field.get("ind1") == "1" else ("", "", name)
    return (family, given, word(field, "subfield[@code='c']"))


def read_dublin_core(text: str) -> list[dict]:
    return [dublin_core_facts(record) for record in parse_xml(text, "dc")]


LANG = "xml:lang"


def dublin_core_facts(record) -> dict:
    date = word(record, "date").split("-")
    return {
        "title": word(record, f"title[not(@{LANG})]"),
        "author": [ris_name(name) for name in words(record, "creator")],
        "year": int(date[0]) if date[0] else None,
        "month": int(date[1]) if len(date) > 1 else None,
        "keyword": words(record, "subject"),
        "rights": word(record, "rights"),
        "language": word(record, "language"),
    }


def read_jats(text: str) -> list[dict]:
    return [jats_facts(article) for article in parse_xml(text, "article")]


def jats_facts(article) -> dict:
    meta = article.find("front/article-meta")
    subtitle = word(meta, "title-group/subtitle")
    first, last = word(meta, "fpage"), word(meta, "lpage")
    uri = meta.find("self-uri")
    return {
        "title": word(meta, "title-group/article-title") + (f": {subtitle}" if subtitle else ""),
        "author": [jats_name(each) for each in meta.findall("contrib-group/contrib[@contrib-type='author']")],
        "container": word(article, "front/journal-meta/journal-title-group/journal-title"),
        "volume": word(meta, "volume"),
        "issue": word(meta, "issue"),
        "first": first,
        "last": last if last != first else "",
        "year": int(word(meta, "pub-date/year")) if word(meta, "pub-date/year") else None,
        "month": int(word(meta, "pub-date/month")) if word(meta, "pub-date/month") else None,
        "doi": word(meta, "article-id[@pub-id-type='doi']"),
        "url": uri.get("{http://www.w3.org/1999/xlink}href") if uri is not None else "",
        "keyword": words(meta, "kwd-group/kwd"),
        "language": article.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        "abstract": word(meta, "abstract/p"),
        "rights": word(meta, "permissions/license/license-p"),
    }


def jats_name(contrib) -> tuple:
    if contrib.find("collab") is not None:
        return (word(contrib, "collab"),)
    given = word(contrib, "name/given-names") or word(contrib, "string-name")
    return (word(contrib, "name/surname"), given, word(contrib, "name/suffix"))


# ------------------------------------------------------------------ templates of Wikipedia
def read_wikitext(text: str) -> list[dict]:
    code = mwparserfromhell.parse(text)
    templates = [each for each in code.filter_templates(recursive=False) if str(each.name).strip() != "rp"]
    assert "".join(str(node) for node in code.filter_text(recursive=False)).strip() == ""
    return [wikitext_facts(each) for each in templates]


def wikitext_facts(template) -> dict:
    fields = {str(each.name): each.value for each in template.params}
    for name, value in fields.items():  # nothing in a text means anything to the wiki
        kinds = {type(node).__name__ for node in value.nodes}
        assert name in {"doi", "url"} or kinds <= {"Text", "HTMLEntity"}, (name, value)
    get = lambda name: html.unescape(str(fields.get(name, ""))).strip()  # noqa: E731
    first, _, last = (get("pages") or get("page")).partition("–")
    year = re.search(r"\d{4}", get("date"))
    month = re.search("[A-Z][a-z]+", get("date"))
    return {
        "title": fold(get("chapter") or get("title")),
        "author": wikitext_names(get, set(fields)),
        "container": next(
            (get(each) for each in ("journal", "magazine", "newspaper", "work") if get(each)),
            get("title") if "chapter" in fields else "",
        ),
        "volume": get("volume"),
        "issue": get("issue"),
        "first": first,
        "last": last,
        "year": int(year.group()) if year else None,
        "month": MONTH_NAMES[month.group()] if month else None,
        "doi": get("doi"),
        "url": get("url"),
        "language": get("language"),
    }


def wikitext_names(get, fields: set[str]) -> list[tuple]:
    numbers = sorted(
        int(found[1]) for each in fields if (found := re.fullmatch(r"(?:author|last)(\d+)", each))
    )
    return [
        (fold(get(f"author{n}")),)
        if f"author{n}" in fields
        else (fold(get(f"last{n}")), fold(get(f"first{n}")), "")
        for n in numbers
    ]


# ------------------------------------------------------------------ CFF
def read_cff(text: str) -> list[dict]:
    return [cff_facts(work) for work in yaml.safe_load(text).get("references", [])]


def cff_facts(work: dict) -> dict:
    others = {
        each["value"].partition(":")[0]: each["value"].partition(":")[2]
        for each in work.get("identifiers", [])
    }
    return {
        "title": fold(work["title"]),
        "author": [cff_name(name) for name in work["authors"] if name != {"alias": "anonymous"}],
        "container": work.get("journal") or work.get("collection-title", ""),
        "volume": work.get("volume", ""),
        "issue": work.get("issue", ""),
        "first": work.get("start", ""),
        "last": work.get("end", ""),
        "year": work.get("year"),
        "month": work.get("month"),
        "doi": work.get("doi") or others.get("doi", ""),
        "url": work.get("url") or others.get("url", ""),
        "keyword": work.get("keywords", []),
        "note": work.get("notes", ""),
        "language": "".join(work.get("languages", [])),
        "abstract": fold(work.get("abstract", "")),
        "rights": fold(work.get("copyright") or work.get("license-url", "")),
    }


def cff_name(name: dict) -> tuple:
    if "name" in name:
        return (fold(name["name"]),)
    return (
        fold(name.get("family-names", "")),
        fold(name.get("given-names", "")),
        name.get("name-suffix", ""),
    )


READERS = {
    "bibtex": [read_with_pybtex, read_with_bibtexparser],
    "ris": [read_with_rispy],
    "csl-json": [read_as_json],
    "biblatex": [read_biblatex_with_pybtex, read_biblatex_with_bibtexparser],
    "csv": [read_with_csv],
    "endnote": [read_endnote],
    "refworks": [read_refworks],
    "mods": [read_mods],
    "marcxml": [read_marcxml, read_with_pymarc],
    "oai_dc": [read_dublin_core],
    "jats": [read_jats],
    "wikipedia": [read_wikitext],
    "cff": [read_cff],
}
KEY_OF = {read: key for key, readers in READERS.items() for read in readers}
TEX = {"bibtex", "biblatex"}
# Formats in which a person without given name is one unit, as a body is; and one in his own order: 毛泽东.
ONE_UNIT = {"bibtex", "biblatex", "csv", "endnote", "oai_dc"}
WITH_REVIEW = {"bibtex", "biblatex", "refworks"}  # no field for a work reviewed


def expected_from(each: CitationRecord, read) -> dict:
    """The facts as the format says them."""
    facts, key = facts_of(each), KEY_OF[read]
    if key in ONE_UNIT:
        facts["author"] = [as_unit(name) for name in in_own_order(each)]
    if key in WITH_REVIEW:
        facts["note"] = each.note_with_review
    if key in TEX:
        facts["url"] = facts["url"].replace("\\", "%5C")
    if key == "biblatex":
        facts["language"] = babel_name(each.language)
    if key == "wikipedia":
        facts |= {"title": fold(each.best_title), "author": [with_suffix(name) for name in facts["author"]]}
        facts["url"] = facts["url"].translate(str.maketrans({"'": "%27", '"': "%22"}))
    if key == "cff":
        facts["title"] = fold(each.best_title)
    if key == "mods" and each.is_named_by_cataloguer:
        facts["title"] = each.best_title
    if key == "marcxml":
        facts |= {"title": fold(each.best_title), "language": marc_code(each.language)}
        facts["author"] = [
            (getattr(name, "in_own_order", ""), "", "")
            if getattr(name, "in_own_order", "")
            else name_facts(name)
            for name in each.author
        ]
    return facts


def with_suffix(name: tuple) -> tuple:
    """As Wikipedia has it: behind the given name; a single part of a name is the family's."""
    if len(name) < 3:
        return name
    given = fold(" ".join(filter(None, name[1:])))
    return (name[0], given, "") if name[0] else (given, "", "")


def as_unit(name: tuple) -> tuple:
    return name if len(name) < 3 or name[1] else (" ".join(filter(None, name)),)


def compare(found: list[dict], records: list[CitationRecord], read) -> None:
    """Every fact that the reader finds is the one that went in, work by work."""
    assert len(found) == len(records)
    for facts, each in zip(found, records, strict=True):
        expected = expected_from(each, read)
        assert len(facts) >= 6
        assert facts == {name: expected[name] for name in facts}
