"""Works that have broken citation exports, by pitfall, for all tests of formats and styles.

Every name is invented. Two pitfalls are of many works, not of one: keys that are unique in a file
(test_citation_record.py) and people's e-mail addresses, which no record has room for (test_citing.py).
"""

from archive.citations.record import CitationRecord, Date, Organisation, ParallelText, Person, ReviewedWork

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


PITFALLS = {
    "nothing odd at all": {
        "plain article": ARTICLE,
    },
    "special characters of LaTeX are escaped, in text alone, never in a DOI or an address": {
        "every special character of LaTeX": record(
            title=r"Profit & loss: 100% of $5 #1 a_b ~c ^d \e <f> |g| `h' \"i"
        ),
        "special characters in identifiers": record(
            DOI="10.1002/(SICI)1097(19980815)17:15<1661::AID_SIM%968>3.0.CO;2-2",
            URL="https://archive.example/d/7k2m9x4q/?a=1&b=_~%20#x",
        ),
        "at sign": record(title="@article{trap, title = {x}}"),
        "quotation marks": record(title="“Quoted” and \"straight\", ‘single’ and 'plain'"),
        "special characters in every text": record(
            container_title="Ports & Peoples: 100% #1_a ~b ^c {d",
            publisher="Quay_Press & Sons }",
            abstract='50% of $10 & {more} \\ ~all~ "of" it_^',
            keyword=("R&D", "C#", "a_b"),
        ),
    },
    "acronyms keep their capitals": {
        "acronyms": record(title="FTAA, ALBA and the G-22: McDonald on eTrade"),
    },
    "a brace without its mate does not break the file": {
        "opening brace": record(title="A brace { that never closes"),
        "closing brace": record(title="A brace } that never opened"),
        "braces and backslash": record(title=r"Set {a} \ minus \} b \{"),
    },
    "a body with “and” in its name is one author": {
        "body with and": record(
            author=(Organisation("Centre for Trade and Labour"), Person("Pradera", "Inés"))
        ),
        "body with special characters": record(author=(Organisation("Quay & Sons {Ltd}"),)),
        "family name with and": record(author=(Person("Hand and Glove", "Ed"), Person("others"))),
    },
    "pages: S21–S25, xii–xv, a single one, none": {
        "single page": record(page_last="265"),
        "no last page": record(page_last=""),
        "no pages": record(page_first="", page_last=""),
        "supplement pages": record(page_first="S21", page_last="S25"),
        "roman pages": record(page_first="xii", page_last="xv"),
        "labels with a hyphen": record(page_first="A-1", page_last="A-4"),
    },
    "the page cited is not the extent": {
        "locator": record(locator="268"),
        "inferred locator": record(locator="[268]"),
    },
    "control characters, line ends and tags of the formats themselves": {
        "control characters": record(title="Trade\x0cand\x00 U\x1bnion\r\nTY  - BOOK\u2028ER  - \x85end"),
        "astral and combining": record(title="e\u0301tude 𝔘𝔫𝔦𝔱𝔶 🌊 \ud800"),
        "no-break spaces": record(title="Vingt ans après\u202f: «\u00a0mémoire\u00a0»", language="fr"),
        "markup": record(title="<i>Trade</i> & <script>alert(1)</script> ]]> &amp;"),
        "looks like a formula": record(title="=HYPERLINK(1)", author=(Organisation("@sum(a1)"),)),
        "paragraphs in an abstract": record(
            abstract="First.\n\nTY  - JOUR\r\nER  - \r\n\x0cSecond.\n}\n@misc{x,"
        ),
    },
    "what is missing: month, date, author, title, journal": {
        "no month": record(issued=Date(2007)),
        "no date": record(issued=None),
        "unsigned": record(author=()),
        "untitled": record(title="", title_short="", supplied_title="[Untitled, p. 265]"),
        "without journal": record(
            type="document", container_title="", container_title_short="", volume="", issue=""
        ),
        "nothing known": CitationRecord(id="0000000z"),
        "no volume": record(volume=""),
        "no issue": record(issue=""),
    },
    "a day, about a year, a range of years": {
        "a day": record(type="article-newspaper", issued=Date(2007, 7, 4), volume="", issue=""),
        "about a year": record(issued=Date(1900, is_circa=True)),
        "two years": record(issued=Date(2007, end_year=2008)),
        "about some years": record(issued=Date(1900, end_year=1903, is_circa=True)),
    },
    "two family names stay whole": {
        "two family names": record(
            author=(Person("García Márquez", "Luz"), Person("Ortega y Gasset", "Ana"))
        ),
        "accented family names": record(
            author=(Person("Álvarez Ñandú", "Éva"), Person("Éluard Ávila", "Óscar"))
        ),
    },
    "particles": {
        "particle apart": record(author=(Person("Leyen", "Ursel", particle="von der"),)),
        "particle in the family name": record(
            author=(
                Person("von der Leyen", "Ursel"),
                Person("de la Cruz y Vega", "Sol"),
                Person("hooks", "nell"),
            )
        ),
        "elided particle": record(author=(Person("Arvor", "Yves", particle="d’"),)),
        "particles of other languages": record(
            author=(Person("van den Berg", "Ad"), Person("d’Ávila e Silva", "Rui"), Person("al-Nur", "Sami"))
        ),
    },
    "suffixes": {
        "suffix": record(
            author=(Person("King", "Marta Luz", suffix="Jr."), Person("Reed", "Ann", suffix="III"))
        ),
        "suffix without given name": record(author=(Person("King", suffix="Jr."),)),
    },
    "names of one part, of many, in other scripts": {
        "family name alone": record(author=(Person("Plato"), Person("Pradera Luz"))),
        "many authors": record(author=tuple(Person(f"Author{chr(65 + n)}", f"N. {n}") for n in range(25))),
        "other scripts": record(
            title="Права народов 民族の統合 حقوق", author=(Person("Достоевский", "Фёдор"),)
        ),
    },
    "names in their own order": {
        "surname first": record(
            author=(
                Person("毛", "泽东"),
                Person("村上", "春樹"),
                Person("김", "철수"),
                Person("Berrón", "Gonzalo"),
            )
        ),
    },
    "what print says of a title: its type, its other languages": {
        "italics and subscripts": record(
            title="On <i>Vibrio cholerae</i> and H<sub>2</sub>O: The FTAA and m<sup>2</sup>",
            title_short="On <i>Vibrio cholerae</i> and H<sub>2</sub>O",
        ),
        "italics, a brace and a subscript": record(
            title="<i>Set {a} & the FTAA</i><sub>2</sub> or CO<sub>2</sub>-trade", title_short=""
        ),
        "italics alone": record(title="<i>La vorágine</i>", title_short="", language="es"),
        "tags without mates": record(title="On <i>Vibrio and 2 </sub> 3 <sup>", title_short=""),
        "quotes within quotes": record(title="“The ‘Water War’ Revisited”: Who Won?", title_short=""),
        "titles in three other languages": record(
            parallel=(
                ParallelText("es", "La integración de los pueblos", "Lo que un tratado deja fuera."),
                ParallelText("fr", "L’intégration des <i>peuples</i>", "Ce qu’un traité omet."),
                ParallelText("pt", "A integração dos povos"),
                ParallelText("", "", "Sin idioma."),
            )
        ),
    },
    "what people did for it: their roles and numbers": {
        "editor and translator": record(
            editor=(Person("Quiroga", "Bruno", suffix="Jr."), Organisation("Board of Works and Ways")),
            translator=(Person("Alba", "Zoe", orcid="0000-0002-1694-233X"), Person("毛", "泽东")),
        ),
        "numbers of authors": record(
            author=(
                Person("Berrón", "Gonzalo", orcid="0000-0002-1825-0097"),
                Organisation("Centre for Trade"),
                Person("King", "Marta Luz", suffix="Jr.", orcid="0000-0001-5109-3700"),
            )
        ),
    },
    "reviews": {
        "a review": record(
            title="Ports without Ships",
            title_short="",
            reviewed=(
                ReviewedWork(
                    "Harbours & {Tides}",
                    (Person("Sá", "Ana"), Organisation("Quay & Co")),
                    "Quay Press",
                    "1998",
                ),
            ),
        ),
        "a review of two works, of one little is known": record(
            title="Two Books",
            title_short="",
            reviewed=(ReviewedWork("Ports"), ReviewedWork("", (Person("Paz", "Luis"),))),
        ),
    },
    "other kinds of works, rights and days of access": {
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
        "a newspaper with volume": record(type="article-newspaper", issued=Date(2007, 7, 4), page_first="A4"),
        "a licence": record(rights="https://creativecommons.org/licenses/by/4.0/"),
        "seen on a day": record(DOI="", accessed=Date(2026, 11, 24)),
    },
}
NASTY = {name: each for group in PITFALLS.values() for name, each in group.items()}
