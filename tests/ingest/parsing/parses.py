"""Hand-made results of parsing."""

from ingest.parsing.records import (
    DocumentPage,
    Evidence,
    ParsedAuthor,
    ParsedDocument,
    ParsedFile,
    ParsedPage,
    ParsedSection,
    PlacedWord,
)

WORDS = ("treaty", "people", "region", "forum", "summit", "movement", "assembly", "alliance")


def sentence(seed, length=12):
    return " ".join(WORDS[(seed * 3 + n * (seed + 1)) % len(WORDS)] for n in range(length)).capitalize() + "."


def page(number, text=None, label=None, **fields):
    text = sentence(number) if text is None else text
    label = str(264 + number) if label is None else label
    fields = {
        "label_source": "printed" if label else None,
        "running_head": "Regional Affairs",
        "raw_text": text,
        "runs_on": False,
        "lines": ((PlacedWord(0, 6, (72.0, 90.123, 30.5, 11.0), 0.98765),),),
        "width": 595.0,
        "height": 842.0,
        "text_source": "pdf",
    } | fields
    return DocumentPage(number=number, label=label, text=text, **fields)


def author(name="Inés Pradera", **fields):
    given, _, family = name.rpartition(" ")
    return ParsedAuthor(given=given, family=family, name_as_printed=name, **fields)


def document(first=1, last=None, title="The Integration of Peoples", **fields):
    pages = fields.pop("pages", None) or tuple(page(number) for number in range(first, (last or first) + 1))
    fields = {
        "authors": (author(),),
        "language": "en",
        "first_page": pages[0].label,
        "last_page": pages[-1].label,
        "sections": (ParsedSection("body", "", 1, 0, 0, (pages[0].text,)),),
        "evidence": {"title": Evidence(0.97, "font", 1, (72.0, 80.0, 300.0, 20.0))},
    } | fields
    return ParsedDocument(pages=pages, title=title, **fields)


def parsed_file(*documents, version="1.0"):
    documents = documents or (document(),)
    numbers = sorted({page.number for each in documents for page in each.pages})
    return ParsedFile(
        pages=tuple(
            ParsedPage(number, str(264 + number), "printed", "Regional Affairs", sentence(number))
            for number in numbers
        ),
        documents=documents,
        parser_version=version,
    )
