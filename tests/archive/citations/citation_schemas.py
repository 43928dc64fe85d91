"""What the standards allow of the parts that we write, said by ourselves: checked on every machine."""

TEXT = {"type": "string", "minLength": 1, "pattern": "^[^\\x00-\\x1f]*$"}
NAME = {
    "type": "object",
    "properties": dict.fromkeys(("family", "given", "suffix", "literal"), TEXT),
    "anyOf": [{"required": ["family"]}, {"required": ["given"]}, {"required": ["literal"]}],
    "additionalProperties": False,
}
NAMES = {"type": "array", "items": NAME, "minItems": 1}
PART = {
    "type": "array",
    "prefixItems": [
        {"type": "integer"},
        {"type": "integer", "minimum": 1, "maximum": 12},
        {"type": "integer", "minimum": 1, "maximum": 31},
    ],
    "items": False,
    "minItems": 1,
}
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {"type": "array", "items": PART, "minItems": 1, "maxItems": 2},
        "circa": {"type": "boolean"},
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
# Variables of CSL 1.0.2 (appendix IV of its specification) that a journal article may have.
VARIABLES = (  # noqa: SIM905  (a list of words reads better as words)
    "abstract citation-key container-title container-title-short DOI ISBN ISSN issue keyword language note "
    "page publisher publisher-place reviewed-title title title-short URL volume"
).split()
TYPES = ["article-journal", "article-magazine", "article-newspaper", "book", "chapter", "document"]
CSL_DATA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": TEXT,
            "type": {"enum": TYPES},
            **dict.fromkeys(VARIABLES, TEXT),
            **dict.fromkeys(("author", "editor", "reviewed-author", "translator"), NAMES),
            "custom": {"type": "object"},
            **dict.fromkeys(("issued", "accessed"), DATE),
        },
        "required": ["id", "type"],
        "additionalProperties": False,
    },
}

# Element: its children, in the order of the standard where that has one.
JATS_ORDER = {
    "article": "front",
    "front": "journal-meta article-meta",
    "journal-meta": "journal-id journal-title-group issn publisher",
    "journal-title-group": "journal-title abbrev-journal-title",
    "publisher": "publisher-name publisher-loc",
    "article-meta": "article-id title-group contrib-group pub-date volume issue isbn fpage lpage product "
    "permissions self-uri abstract trans-abstract kwd-group custom-meta-group",
    "title-group": "article-title subtitle trans-title-group",
    "trans-title-group": "trans-title",
    "product": "person-group source publisher-name year",
    "contrib": "contrib-id collab name string-name",
    "name": "surname given-names suffix",
    "pub-date": "day month year string-date",
    "permissions": "license",
    "license": "license-p",
    "custom-meta": "meta-name meta-value",
}
# Children that MODS 3.8 knows; it asks for no order.
MODS_CHILDREN = {
    "mods": "titleInfo name typeOfResource genre originInfo language abstract note subject relatedItem "
    "identifier location accessCondition part recordInfo",
    "relatedItem": "titleInfo name originInfo identifier part",
    "titleInfo": "title subTitle",
    "name": "namePart role nameIdentifier",
    "role": "roleTerm",
    "originInfo": "place publisher dateIssued issuance",
    "place": "placeTerm",
    "language": "languageTerm",
    "subject": "topic",
    "part": "detail extent date",
    "detail": "number",
    "extent": "start end",
    "location": "url",
    "recordInfo": "recordIdentifier",
}
