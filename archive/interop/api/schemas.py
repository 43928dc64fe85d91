"""JSON Schemas (2020-12, as OpenAPI 3.1 wants them) of the shapes in `shapes.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archive.citations.formats import FORMATS
from archive.interop.api.endpoints import Json

TEXT: Json = {"type": "string"}
URL: Json = {"type": "string", "format": "uri"}
NUMBER: Json = {"type": "integer"}
COUNT: Json = {"type": "integer", "minimum": 0}
YES_NO: Json = {"type": "boolean"}
MOMENT: Json = {"type": "string", "format": "date-time"}


def unknown_or(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def many(schema: Json) -> Json:
    return {"type": "array", "items": schema}


def record(**fields: Json) -> Json:
    """All fields are always there."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def extended(name: str, **fields: Json) -> Json:
    return {"allOf": [ref(name), record(**fields)]}


def list_of(name: str) -> Json:
    return record(total=COUNT, items=many(ref(name)), next=unknown_or(URL))


SCHEMAS: dict[str, Json] = {
    "Name": record(
        name=TEXT,
        family=unknown_or(TEXT),
        given=unknown_or(TEXT),
        suffix=unknown_or(TEXT) | {"description": _("After the name: Jr., III.")},
        literal=unknown_or(TEXT) | {"description": _("The name of a body, which is one unit.")},
        orcid=unknown_or(TEXT),
        slug=TEXT,
        api_url=URL,
    ),
    "JournalName": record(
        title=TEXT, slug=TEXT, issn=unknown_or(TEXT), publisher=unknown_or(TEXT), api_url=URL
    ),
    "IssueName": record(
        slug=TEXT,
        designation=TEXT | {"description": _("As one cites it: 7(3), 2007.")},
        volume=unknown_or(TEXT),
        number=unknown_or(TEXT),
        year=unknown_or(NUMBER),
        month=unknown_or({"type": "integer", "minimum": 1, "maximum": 12}),
        day=unknown_or({"type": "integer", "minimum": 1, "maximum": 31}),
        api_url=URL,
    ),
    "Contributor": extended("Name", role={"enum": ["editor", "translator"]}),
    "Document": record(
        identifier=TEXT
        | {"description": _("Eight characters, the last one checks the others. Never changes.")},
        url=URL | {"description": _("The permanent address.")},
        page_url=URL,
        api_url=URL,
        title=unknown_or(TEXT),
        subtitle=unknown_or(TEXT),
        authors=many(ref("Name")),
        contributors=many(ref("Contributor")),
        title_markup=unknown_or(TEXT) | {"description": _("The title with <i>, <sub> and <sup>.")},
        parallel_texts=many(
            record(language=unknown_or(TEXT), title=unknown_or(TEXT), abstract=unknown_or(TEXT))
        ),
        reviewed_works=many(
            record(
                title=unknown_or(TEXT), authors=many(TEXT), publisher=unknown_or(TEXT), year=unknown_or(TEXT)
            )
        ),
        journal=unknown_or(ref("JournalName")),
        issue=unknown_or(ref("IssueName")),
        first_page=unknown_or(TEXT) | {"description": _("The label as printed: 265, or iv.")},
        last_page=unknown_or(TEXT),
        language=unknown_or(TEXT) | {"description": "BCP 47."},
        abstract=unknown_or(TEXT),
        doi=unknown_or(TEXT),
        subjects=many(TEXT),
        rights=unknown_or(TEXT),
        begins_before=YES_NO | {"description": _("The beginning is not held.")},
        ends_after=YES_NO | {"description": _("The end is not held.")},
        published_at=unknown_or(MOMENT),
        changed_at=MOMENT,
        manifest_url=unknown_or(URL) | {"description": _("Null where no page is held.")},
        text_url=unknown_or(URL) | {"description": _("Null where the text is not open to everyone.")},
        access={"enum": ["open", "premises", "staff"]}
        | {
            "description": _("Who may read the text: everyone, readers on the premises, the library’s staff.")
        },
        open_from=unknown_or({"type": "string", "format": "date"})
        | {"description": _("The day on which the text opens to everyone.")},
        citation_urls=record(**{each.key: URL for each in FORMATS}),
    ),
    "Section": record(
        heading=unknown_or(TEXT),
        kind=TEXT,
        level={"type": "integer", "minimum": 1},
        sequence=NUMBER | {"description": _("The page on which it starts, counted from 1.")},
        offset=COUNT | {"description": _("The character of that page's text at which it starts.")},
    ),
    "PageName": record(
        sequence={"type": "integer", "minimum": 1},
        label=unknown_or(TEXT) | {"description": _("As printed, or inferred from the neighbours.")},
        label_source=unknown_or({"enum": ["printed", "pdf", "inferred"]}),
        url=URL,
        api_url=URL,
        image_service=unknown_or(URL) | {"description": _("IIIF Image API 3, level 1.")},
    ),
    "Page": extended(
        "PageName",
        text=TEXT
        | {"description": _("Reading text: a blank line between paragraphs, hyphens at line ends joined.")},
        text_source={"enum": ["pdf", "plain", "ocr", "none", "blank", "illegible"]},
        text_confidence=unknown_or({"type": "number", "minimum": 0, "maximum": 1}),
        runs_on=YES_NO | {"description": _("The last paragraph runs on to the next page.")},
    ),
    "WholeDocument": extended(
        "Document",
        pages=many(ref("PageName")),
        sections=many(ref("Section")),
        references=many(record(text=TEXT, doi=unknown_or(TEXT))),
    ),
    "Author": extended("Name", variants=many(TEXT), articles=COUNT, page_url=URL),
    "Journal": extended(
        "JournalName",
        abbreviation=unknown_or(TEXT),
        kind={"enum": ["journal", "magazine", "newspaper"]},
        articles=COUNT,
        issues=COUNT,
        first_year=unknown_or(NUMBER),
        last_year=unknown_or(NUMBER),
        page_url=URL,
    ),
    "Issue": extended("IssueName", journal=ref("JournalName"), articles=COUNT, page_url=URL),
    "Reference": record(
        style=TEXT,
        label=TEXT,
        text=TEXT,
        html=TEXT,
        in_text=TEXT | {"description": _("In brackets, by a number, or the note.")},
        in_text_html=TEXT,
        is_note=YES_NO | {"description": _("The style cites in notes.")},
    ),
    "Style": record(
        name=TEXT,
        title=TEXT,
        parent=unknown_or(TEXT) | {"description": _("The style that this one stands for.")},
        language=unknown_or(TEXT),
        format=unknown_or(TEXT),
        fields=many(TEXT),
    ),
    "Styles": list_of("Style"),
    "Subject": record(name=TEXT, slug=TEXT, articles=COUNT, page_url=URL),
    "Documents": list_of("Document"),
    "Pages": list_of("Page"),
    "Authors": list_of("Author"),
    "Journals": list_of("Journal"),
    "Issues": list_of("Issue"),
    "Subjects": list_of("Subject"),
    "Snippet": record(
        text=TEXT,
        html=TEXT | {"description": _("Escaped; the hits stand in <mark>.")},
        url=URL | {"description": _("Opens the page at these very words.")},
    ),
    "PageHits": record(
        label=unknown_or(TEXT),
        sequence=NUMBER,
        hits=COUNT,
        url=URL,
        snippets=many(ref("Snippet")),
    ),
    "Found": record(
        document=ref("Document"),
        url=URL,
        hits=COUNT,
        found_in=many(TEXT)
        | {"description": _("Parts of the record in which the words stand: title, author …")},
        pages=many(ref("PageHits")),
    ),
    "FacetValue": record(value=TEXT, label=TEXT, count=COUNT),
    "SearchResults": record(
        query=TEXT,
        read_as=TEXT | {"description": _("The query as it was understood.")},
        problem=unknown_or(record(detail=TEXT, position=unknown_or(COUNT))),
        is_partial=YES_NO | {"description": _("The time ran out: all counts are “at least”.")},
        words={
            "type": "string",
            "enum": ["all", "most"],
            "description": _("most: too few articles have all words of a long question."),
        },
        not_counted=many(TEXT) | {"description": _("Words that only rank, since they stand everywhere.")},
        also=many(
            record(
                kind={"type": "string", "enum": ["acronyms", "variants", "near"]},
                written=TEXT,
                forms=many(TEXT),
            )
        )
        | {"description": _("What was searched beside the words; `kind` is the switch that turns it off.")},
        total=COUNT,
        page=NUMBER,
        items=many(ref("Found")),
        next=unknown_or(URL),
        facets={"type": "object", "additionalProperties": many(ref("FacetValue"))},
        years=many(record(year=NUMBER, count=COUNT)),
    ),
    "Problem": {
        **record(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT),
        "description": _(
            "RFC 9457. A withdrawn article adds `identifier` and `reason`, bad parameters `errors`."
        ),
    },
}
