"""Works that have broken citation exports, for all tests of formats and styles. Every name is invented."""

from archive.citations.record import CitationRecord, Date, Organisation, Person

ARTICLE = CitationRecord(
    id="7k2m9x4q",
    title="The Integration of Peoples: Treaties and Tides",
    title_short="The Integration of Peoples",
    author=(Person("Berrón", "Gonzalo"),),
    issued=Date(2007, 7),
    container_title="Regional Affairs Quarterly",
    container_title_short="Reg. Aff. Q.",
    volume="7",
    issue="3",
    page_first="265",
    page_last="269",
    publisher="Quay Press",
    DOI="10.5555/raq_1468_0181",
    ISSN="1468-0181",
    URL="https://archive.example/d/7k2m9x4q/",
    language="en",
    abstract="What a treaty leaves out.",
    keyword=("integration", "treaties"),
)


def record(**fields) -> CitationRecord:
    """ARTICLE with other fields."""
    from dataclasses import replace

    return replace(ARTICLE, **fields)


NASTY = {
    "plain article": ARTICLE,
    "every special character of LaTeX": record(
        title=r"Profit & loss: 100% of $5 #1 a_b ~c ^d \e <f> |g| `h' \"i"
    ),
    "special characters in identifiers": record(
        DOI="10.1002/(SICI)1097(19980815)17:15<1661::AID_SIM%968>3.0.CO;2-2",
        URL="https://archive.example/d/7k2m9x4q/?a=1&b=_~%20#x",
    ),
    "acronyms": record(title="FTAA, ALBA and the G-22: McDonald on eTrade"),
    "opening brace": record(title="A brace { that never closes"),
    "closing brace": record(title="A brace } that never opened"),
    "braces and backslash": record(title=r"Set {a} \ minus \} b \{"),
    "at sign": record(title="@article{trap, title = {x}}"),
    "quotation marks": record(title="“Quoted” and \"straight\", ‘single’ and 'plain'"),
    "unsigned": record(author=()),
    "untitled": record(title="", title_short="", supplied_title="[Untitled, p. 265]"),
    "no date": record(issued=None),
    "no month": record(issued=Date(2007)),
    "a day": record(type="article-newspaper", issued=Date(2007, 7, 4), volume="", issue=""),
    "about a year": record(issued=Date(1900, is_circa=True)),
    "two years": record(issued=Date(2007, end_year=2008)),
    "single page": record(page_last="265"),
    "no last page": record(page_last=""),
    "no pages": record(page_first="", page_last=""),
    "supplement pages": record(page_first="S21", page_last="S25"),
    "roman pages": record(page_first="xii", page_last="xv"),
    "labels with a hyphen": record(page_first="A-1", page_last="A-4"),
    "locator": record(locator="268"),
    "inferred locator": record(locator="[268]"),
    "body with and": record(author=(Organisation("Centre for Trade and Labour"), Person("Pradera", "Inés"))),
    "body with special characters": record(author=(Organisation("Quay & Sons {Ltd}"),)),
    "two family names": record(author=(Person("García Márquez", "Luz"), Person("Ortega y Gasset", "Ana"))),
    "accented family names": record(author=(Person("Álvarez Ñandú", "Éva"), Person("Éluard Ávila", "Óscar"))),
    "particle apart": record(author=(Person("Leyen", "Ursel", particle="von der"),)),
    "particle in the family name": record(
        author=(Person("von der Leyen", "Ursel"), Person("de la Cruz y Vega", "Sol"), Person("hooks", "nell"))
    ),
    "elided particle": record(author=(Person("Arvor", "Yves", particle="d’"),)),
    "suffix": record(author=(Person("King", "Marta Luz", suffix="Jr."), Person("Reed", "Ann", suffix="III"))),
    "suffix without given name": record(author=(Person("King", suffix="Jr."),)),
    "family name alone": record(author=(Person("Plato"), Person("Pradera Luz"))),
    "family name with and": record(author=(Person("Hand and Glove", "Ed"), Person("others"))),
    "many authors": record(author=tuple(Person(f"Author{chr(65 + n)}", f"N. {n}") for n in range(25))),
    "control characters": record(title="Trade\x0cand\x00 U\x1bnion\r\nTY  - BOOK\u2028ER  - \x85end"),
    "other scripts": record(title="Права народов 民族の統合 حقوق", author=(Person("Достоевский", "Фёдор"),)),
    "astral and combining": record(title="e\u0301tude 𝔘𝔫𝔦𝔱𝔶 🌊 \ud800"),
    "no-break spaces": record(title="Vingt ans après\u202f: «\u00a0mémoire\u00a0»", language="fr"),
    "looks like a formula": record(title="=HYPERLINK(1)", author=(Organisation("@sum(a1)"),)),
    "markup": record(title="<i>Trade</i> & <script>alert(1)</script> ]]> &amp;"),
    "chapter": record(
        type="chapter",
        container_title="Ports & Peoples",
        editor=(Person("Quiroga", "Bruno"), Organisation("Board of Works and Ways")),
        volume="",
        issue="",
        ISSN="",
        ISBN="978-3-16-148410-0",
        publisher_place="Lisbon",
    ),
    "a magazine": record(type="article-magazine", rights="© Quay Press & Co. All rights reserved."),
    "a licence": record(rights="https://creativecommons.org/licenses/by/4.0/"),
    "a newspaper with volume": record(type="article-newspaper", issued=Date(2007, 7, 4), page_first="A4"),
    "seen on a day": record(DOI="", accessed=Date(2026, 11, 24)),
    "without journal": record(
        type="document", container_title="", container_title_short="", volume="", issue=""
    ),
    "nothing known": CitationRecord(id="0000000z"),
}
