"""Articles as other publishers set them, with what a reader would say of each: for how sure parsing may be.

`typeset(number)` draws one article of two pages from its number alone: house, language, names and words
fall as that number has them. All names and sentences are put together from the lists below; whoever is
called like one of the authors is not meant. Nothing here was set to suit the parser: when a house is
read wrongly, the parser is changed or says that it is unsure, never the house.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

LEFT = 62  # points, as are all lengths
BOTTOM = 60
GUTTER = 20


@dataclass(frozen=True)
class Person:
    given: str
    family: str
    place: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass
class Article:
    """What is printed: the truth. An abstract of None is not printed."""

    language: str
    title: str
    people: list[Person]
    abstract: str | None
    keywords: list[str]
    body: list[str]
    headings: list[str]
    references: list[str]
    journal: str
    year: int
    first: int
    house: str = ""
    random: random.Random = field(default_factory=random.Random, repr=False)


# ------------------------------------------------------------------ words
NAMES = {
    "en": (
        "Margaret Ellen|Thomas|Helen|H. J.|Wm.|Peter K.|R. B.|Alice May|Rowland",
        "Ashdown|Thornbury|O'Hallor|MacIvey|Whitcombe|Penrose-Hale|Featherby|Stokeley|Lund|Oakes",
    ),
    "es": (
        "Inés|Ramiro|Lucía|Joaquín|M.ª Teresa|José Luis|Ana M.|Beatriz|Hernán",
        "Pradera Solís|Quiroga Lanza|de la Vega Montes|Ibarrola Etxea|Cañedo|Ruiz de Olmos|Fariñas",
    ),
    "fr": (
        "Jean-Luc|Hélène|Benoît|Anne-Sophie|P.-Y.|Mathilde|Éloi",
        "Lamoureux|de Brissac-Noël|d'Hauterive|Le Goffic|Vasselin|Ardouin|Crémieux",
    ),
    "de": (
        "Jürgen|Katharina|Hans-Peter|Ute|Friedrich|K.-H.|Annegret",
        "Brückenau|von der Heide|Möllering|Steinhaus|zu Lahnstein|Weißenfels|Grünau",
    ),
    "pt": (
        "João|Luísa|António M.|Conceição|Rui|Célia",
        "Figueirôa|dos Santos Brandão|Albuquerque e Mello|da Conceição|Guimarães Neto|Teles|Sampaio Rocha",
    ),
    "no": ("Øyvind|Åse|Bjørn|Solveig|Nils-Åge", "Tjønnøy|Kårstad|Bergsvik|Haugeøy|Sæbø"),
    "in": ("Venkata|S. R.|Anjali|K. P. S.|Meenakshi", "Raghunathan|Chattopadhyaya|Iyer|Deshmukhe|Nair"),
    "ea": ("Wei|Xiaoling|Jun|Min-jung|Haruto|Yuki", "Zhaowen|Liangyu|Parkhyun|Takemori|Chenguang"),
}
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "who": "the harbour office|the council of the valley|every water committee|the union of ferrymen"
        "|a small cooperative|the ministry of roads|the district court|an assembly of tenants",
        "does": "kept|described|refused|defended|measured|changed|paid for|wrote down|compared",
        "what": "the price of salt|its own ledgers|the tariffs of the new company|three kinds of contract"
        "|the rules of the commons|the cost of bread|a treaty on rivers|the rates of infection",
        "when": "after the second flood|for more than a century|in the spring of that year|without a vote"
        "|as the archives show|during the strike|in most villages|before any survey was made",
        "title": "Salt and the Price of Memory|The Ferrymen of the Lower Valley|Who Pays for Water"
        "|Measuring Trust in Small Assemblies|Notes on a Forgotten Tariff|Learning to Govern Rivers"
        "|A Model of Ledgers under Uncertainty|Rapid Estimation of Flow in Shallow Canals",
        "tail": "Evidence from Four Harbours|A Reply|1880 to 1914|The Case of the Northern Coast",
        "heads": "Introduction|Materials and Methods|Results|Discussion",
        "labels": "Abstract|Keywords|References|Department of History, University of",
    },
    "es": {
        "who": "la oficina del puerto|el consejo del valle|cada comité de agua|la unión de barqueros"
        "|una pequeña cooperativa|el ministerio de caminos|la asamblea de inquilinos",
        "does": "guardó|describió|rechazó|defendió|midió|cambió|pagó|comparó",
        "what": "el precio de la sal|sus propios libros|las tarifas de la nueva empresa|tres tipos de contrato"
        "|las reglas del común|el costo del pan|un tratado sobre los ríos",
        "when": "después de la segunda inundación|durante más de un siglo|en la primavera de aquel año"
        "|sin votación alguna|como muestran los archivos|en la mayoría de los pueblos",
        "title": "La sal y el precio de la memoria|Los barqueros del valle bajo|Quién paga el agua"
        "|Notas sobre una tarifa olvidada|Aprender a gobernar los ríos|La reforma de los caminos rurales",
        "tail": "El caso de la costa norte|Una respuesta|Cuatro puertos comparados",
        "heads": "Introducción|Materiales y métodos|Resultados|Discusión",
        "labels": "Resumen|Palabras clave|Referencias|Departamento de Historia, Universidad de",
    },
    "fr": {
        "who": "le bureau du port|le conseil de la vallée|chaque comité de l'eau|l'union des passeurs"
        "|une petite coopérative|le ministère des routes|l'assemblée des locataires",
        "does": "conserva|décrivit|refusa|défendit|mesura|changea|compara",
        "what": "le prix du sel|ses propres registres|les tarifs de la nouvelle compagnie"
        "|les règles du commun|le coût du pain|un traité sur les rivières",
        "when": "après la seconde crue|pendant plus d'un siècle|au printemps de cette année"
        "|sans aucun vote|comme le montrent les archives|dans la plupart des villages",
        "title": "Le sel et le prix de la mémoire|Les passeurs de la basse vallée|Qui paie l'eau"
        "|Notes sur un tarif oublié|Apprendre à gouverner les rivières",
        "tail": "Le cas de la côte nord|Une réponse|Quatre ports comparés",
        "heads": "Introduction|Matériel et méthodes|Résultats|Discussion",
        "labels": "Résumé|Mots-clés|Références|Département d'histoire, Université de",
    },
    "de": {
        "who": "das Hafenamt|der Rat des Tales|jeder Wasserausschuss|der Bund der Fährleute"
        "|eine kleine Genossenschaft|das Ministerium für Straßen|die Versammlung der Mieter",
        "does": "bewahrte|beschrieb|verweigerte|verteidigte|änderte|verglich",
        "what": "den Preis des Salzes|die eigenen Bücher|die Tarife der neuen Gesellschaft"
        "|die Regeln der Allmende|die Kosten des Brotes|einen Vertrag über Flüsse",
        "when": "nach der zweiten Flut|mehr als ein Jahrhundert lang|im Frühling jenes Jahres"
        "|ohne jede Abstimmung|wie die Archive zeigen|in den meisten Dörfern",
        "title": "Das Salz und der Preis der Erinnerung|Die Fährleute des unteren Tales|Wer bezahlt das Wasser"
        "|Bemerkungen zu einem vergessenen Tarif",
        "tail": "Der Fall der Nordküste|Eine Erwiderung|Vier Häfen im Vergleich",
        "heads": "Einleitung|Material und Methoden|Ergebnisse|Diskussion",
        "labels": "Zusammenfassung|Schlüsselwörter|Literatur|Institut für Geschichte, Universität",
    },
    "pt": {
        "who": "o escritório do porto|o conselho do vale|cada comitê da água|a união dos barqueiros"
        "|uma pequena cooperativa|o ministério das estradas|a assembleia dos inquilinos",
        "does": "guardou|descreveu|recusou|defendeu|mediu|mudou|comparou",
        "what": "o preço do sal|os próprios livros|as tarifas da nova empresa|três tipos de contrato"
        "|as regras do comum|o custo do pão|um tratado sobre os rios",
        "when": "depois da segunda cheia|durante mais de um século|na primavera daquele ano"
        "|sem nenhuma votação|como mostram os arquivos|na maioria das aldeias",
        "title": "O sal e o preço da memória|Os barqueiros do vale baixo|Quem paga a água"
        "|Notas sobre uma tarifa esquecida",
        "tail": "O caso da costa norte|Uma resposta|Quatro portos comparados",
        "heads": "Introdução|Materiais e métodos|Resultados|Discussão",
        "labels": "Resumo|Palavras-chave|Referências|Departamento de História, Universidade de",
    },
}
PLACES = "Port Aldray|Valmaro|Estremil|Nordhaven|Castelbruno|Lindenau|Santa Brígida|Kerouan|Upper Wexley"
JOURNALS = {
    "en": "Estuary Studies Quarterly|Journal of Canal Hydraulics|Annals of Rural Credit",
    "es": "Cuadernos del Estuario|Revista de Estudios Ribereños",
    "fr": "Cahiers de l'estuaire|Revue des études fluviales",
    "de": "Blätter für Uferkunde|Zeitschrift für Flussgeschichte",
    "pt": "Cadernos do Estuário|Revista de Estudos Ribeirinhos",
}
NEIGHBOURS = {"en": ("en", "en", "no", "in", "ea"), "es": ("es", "es", "pt")}  # whose names sign a language


def draw_person(chance: random.Random, language: str) -> Person:
    culture = chance.choice(NEIGHBOURS.get(language, (language,)))
    given, family = (chance.choice(names.split("|")) for names in NAMES[culture])
    place = chance.choice(PLACES.split("|"))
    plain = "".join(
        letter for letter in family.split()[-1].casefold() if letter.isascii() and letter.isalpha()
    )
    return Person(given, family, place, f"{plain}@{place.split()[-1].casefold()}.example")


def _sentence(chance: random.Random, language: str) -> str:
    words = WORDS[language]
    parts = [chance.choice(words[part].split("|")) for part in ("who", "does", "what", "when")]
    text = " ".join(parts)
    return text[0].upper() + text[1:] + "."


def draw_article(number: int, languages: tuple[str, ...]) -> Article:
    chance = random.Random(number)
    language = chance.choice(languages)
    words = WORDS[language]
    title = chance.choice(words["title"].split("|"))
    if chance.random() < 0.5:
        title += ": " + chance.choice(words["tail"].split("|"))
    people: dict[str, Person] = {}
    wanted = chance.choice((1, 1, 2, 2, 3, 4, 6))
    while len(people) < wanted:
        person = draw_person(chance, language)
        people.setdefault(person.family, person)
    sentences = [_sentence(chance, language) for _ in range(90)]
    first = chance.randrange(3, 400)
    return Article(
        language=language,
        title=title,
        people=list(people.values()),
        abstract=" ".join(_sentence(chance, language) for _ in range(6)) if chance.random() < 0.75 else None,
        keywords=[chance.choice(words["what"].split("|")) for _ in range(3)],
        body=[" ".join(sentences[n : n + 6]) for n in range(0, 90, 6)],
        headings=words["heads"].split("|"),
        references=[
            f"{cited.family}, {cited.given[0]}. ({1960 + n * 3}). {chance.choice(words['title'].split('|'))}. "
            f"{chance.choice(JOURNALS[language].split('|'))}, {n + 2}, {n * 7 + 11}–{n * 7 + 29}."
            for n in range(6)
            for cited in [draw_person(chance, language)]
        ],
        journal=chance.choice(JOURNALS[language].split("|")),
        year=chance.randrange(1961, 2021),
        first=first,
        random=chance,
    )


# ------------------------------------------------------------------ type
SERIF = ("Times-Roman", "Times-Bold", "Times-Italic")
SANS = ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique")


def style(font: str, size: float, **more: object) -> ParagraphStyle:
    return ParagraphStyle("", fontName=font, fontSize=size, leading=size * 1.22, **more)


def text(words: str, font: str, size: float, **more: object) -> Paragraph:
    return Paragraph(words, style(font, size, **more))


CENTRED = {"alignment": 1}
RIGHT = {"alignment": 2}


@dataclass(frozen=True)
class House:
    """How one publisher sets: `front` gives the flowables above the body, in the order printed."""

    name: str
    front: Callable[[Article], list[Flowable]]
    columns: int = 1
    faces: tuple[str, str, str] = SERIF
    size: float = 10
    page: tuple[float, float] = A4
    numbers_references: bool = False
    languages: tuple[str, ...] = ("en", "en", "en", "es", "es", "fr", "de", "pt")
    close: Callable[[Article], list[Flowable]] = lambda article: []
    head: Callable[[Article, int], str] = lambda article, page: ""
    foot: Callable[[Article, int], str] = lambda article, page: str(article.first + page - 1)


def labels(article: Article) -> list[str]:
    return WORDS[article.language]["labels"].split("|")


def affiliation(article: Article, person: Person) -> str:
    return f"{labels(article)[3]} {person.place}"


def marks(article: Article, signs: str = "") -> tuple[dict[str, str], list[tuple[str, str]]]:
    """(mark for each place, [(mark, affiliation)] in the order of first use)."""
    places = list(dict.fromkeys(person.place for person in article.people))
    given = {place: signs[n] if signs else str(n + 1) for n, place in enumerate(places)}
    one = {person.place: affiliation(article, person) for person in article.people}
    return given, [(given[place], one[place]) for place in places]


AND = {"en": "and", "es": "y", "fr": "et", "de": "und", "pt": "e"}


def listed(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def superscripted(article: Article, signs: str = "", last: str = ",") -> str:
    given, _ = marks(article, signs)
    names = [f"{person.name}<super>{given[person.place]}</super>" for person in article.people]
    return ", ".join(names) if last == "," else listed(names, last)


# ------------------------------------------------------------------ the houses
def banner_house(article: Article) -> list[Flowable]:
    """A publisher's name and a journal's banner above, kicker, superscripts, dates, a mail address."""
    _, places = marks(article)
    found: list[Flowable] = [
        text("Estuary Open Publishers", "Helvetica", 8),
        text(f"{article.journal}", "Helvetica-Bold", 17, textColor="#224466"),
        text(
            f"Volume {article.first % 40 + 1}, {article.year}, Article ID {article.first}90", "Helvetica", 8
        ),
        Spacer(1, 14),
        text("Research Article", "Helvetica-Oblique", 11),
        text(article.title, "Helvetica-Bold", 15, spaceAfter=8),
        text(superscripted(article, last=AND[article.language]), "Helvetica-Bold", 10.5, spaceAfter=5),
        *(text(f"<super>{mark}</super> <i>{where}</i>", "Helvetica", 8.5) for mark, where in places),
        text(
            f"Correspondence should be addressed to {article.people[0].name}; {article.people[0].email}",
            "Helvetica",
            8.5,
            spaceBefore=4,
        ),
        text(
            f"Received 3 May {article.year}; Accepted 11 July {article.year}", "Helvetica", 8.5, spaceAfter=8
        ),
    ]
    if article.abstract:
        found.append(text(article.abstract, "Helvetica", 9, leftIndent=18, rightIndent=18, spaceAfter=10))
    return found


def grid_house(article: Article) -> list[Flowable]:
    """Proceedings: authors side by side, each above an institution and an address."""
    cells = [
        [
            text(f"<b>{person.name}</b>", "Times-Roman", 11, **CENTRED),
            text(affiliation(article, person), "Times-Roman", 9.5, **CENTRED),
            text(person.email, "Courier", 8.5, **CENTRED),
        ]
        for person in article.people
    ]
    rows = [cells[n : n + 3] for n in range(0, len(cells), 3)]
    grids = [Table([row], colWidths=[470 / len(row)] * len(row)) for row in rows]
    return [text(article.title, "Times-Bold", 15, spaceAfter=12, **CENTRED), *grids, Spacer(1, 12)]


def name_and_mail_house(article: Article) -> list[Flowable]:
    """Names at the left, addresses at the right, one author a line."""
    rows = [
        [text(person.name, "Times-Bold", 11), text(person.email, "Times-Roman", 10, **RIGHT)]
        for person in article.people
    ]
    return [
        text(article.title, "Times-Bold", 17, spaceAfter=10),
        Table(rows, colWidths=[230, 240]),
        Spacer(1, 10),
    ]


def humanities_house(article: Article) -> list[Flowable]:
    """Title in capitals as large as the text, the name below it in capitals, no affiliation before the end."""
    names = listed([person.name.upper() for person in article.people], AND[article.language].upper())
    return [
        Spacer(1, 40),
        text(article.title.upper(), "Times-Roman", 11, spaceAfter=16, **CENTRED),
        text(names, "Times-Roman", 9, spaceAfter=26, **CENTRED),
    ]


def humanities_close(article: Article) -> list[Flowable]:
    return [
        text(
            f"<i>{person.name}, {affiliation(article, person)}</i>", "Times-Roman", 9, spaceBefore=4, **RIGHT
        )
        for person in article.people
    ]


def by_house(article: Article) -> list[Flowable]:
    """A review for many readers: "By X and Y" in italics."""
    by = {"en": "By", "es": "Por", "fr": "Par", "de": "Von", "pt": "Por"}[article.language]
    names = listed([person.name for person in article.people], AND[article.language])
    return [
        text(article.title, "Helvetica-Bold", 22, spaceAfter=6),
        text(f"{by} {names}", "Times-Italic", 12, spaceAfter=16),
    ]


def stacked_house(article: Article) -> list[Flowable]:
    """SciELO and its like: each name on a line of its own at the right, notes by stars at the foot."""
    stars = ["*" * (n + 1) for n in range(len(article.people))]
    return [
        text(f"<b>{article.title}</b>", "Times-Roman", 14, spaceAfter=16, **CENTRED),
        *(
            text(f"{person.name}{star}", "Times-Roman", 10.5, **RIGHT)
            for person, star in zip(article.people, stars, strict=True)
        ),
        Spacer(1, 12),
    ]


def stacked_close(article: Article) -> list[Flowable]:
    return [
        text(
            f"{'*' * (n + 1)} {affiliation(article, person)}. E-mail: {person.email}",
            "Times-Roman",
            8,
            spaceBefore=6,
        )
        for n, person in enumerate(article.people)
    ]


def inverted_house(article: Article) -> list[Flowable]:
    """Family names first, a semicolon between; a reader's journal of the sciences."""
    return [
        text(article.title, "Helvetica-Bold", 13, spaceAfter=8),
        text("; ".join(f"{p.family}, {p.given}" for p in article.people), "Helvetica", 10, spaceAfter=3),
        text(
            "; ".join(dict.fromkeys(affiliation(article, p) for p in article.people)),
            "Helvetica-Oblique",
            8.5,
        ),
        Spacer(1, 12),
    ]


def dagger_house(article: Article) -> list[Flowable]:
    """Letters for the institutions, a star for whoever answers letters, ORCID icons drawn as (iD)."""
    given, places = marks(article, "abcdefgh")
    names = [
        f"{p.name}<super>{given[p.place]}{',*' if n == 0 else ''}</super>"
        for n, p in enumerate(article.people)
    ]
    return [
        text(f"<i>{article.journal}</i> {article.first % 40 + 1} ({article.year}) {article.first}–{article.first + 1}",
             "Times-Roman", 9, **CENTRED),
        Spacer(1, 10),
        text(article.title, "Times-Roman", 17, spaceAfter=10, **CENTRED),
        text(", ".join(names), "Times-Roman", 13, spaceAfter=6, **CENTRED),
        *(text(f"<super>{mark}</super> <i>{where}</i>", "Times-Roman", 8.5, **CENTRED) for mark, where in places),
        Spacer(1, 10),
    ]  # fmt: skip


def dagger_close(article: Article) -> list[Flowable]:
    return [text(f"* Corresponding author. E-mail address: {article.people[0].email}", "Times-Roman", 8)]


def clerical_house(article: Article) -> list[Flowable]:
    """A society's transactions of a century ago: titles before and after the name, none below the title."""
    article.title = article.title.split(":")[0]
    titled = [
        f"{'the Rev. ' if n % 2 == 0 else ''}{p.name}, {('M.A.', 'F.S.A.')[n % 2]}"
        for n, p in enumerate(article.people)
    ]
    return [
        Spacer(1, 24),
        text(f"{article.title}.", "Times-Bold", 14, spaceAfter=10, **CENTRED),
        text(f"By {listed(titled, 'and')}.", "Times-Roman", 10, spaceAfter=14, **CENTRED),
    ]  # fmt: skip


def preprint_house(article: Article) -> list[Flowable]:
    """Names in a wrapped line, one block of institutions below, the date."""
    _, places = marks(article)
    return [
        text(article.title, "Times-Roman", 17, spaceAfter=12, **CENTRED),
        text(superscripted(article), "Times-Roman", 12, spaceAfter=6, leftIndent=60, rightIndent=60, **CENTRED),
        text("<br/>".join(f"<super>{mark}</super>{where}" for mark, where in places), "Times-Italic", 10, **CENTRED),
        text("{" + ", ".join(p.email.split("@")[0] for p in article.people) + "}@lists.example", "Courier", 9, **CENTRED),
        text(f"March 4, {article.year}", "Times-Roman", 11, spaceBefore=6, spaceAfter=12, **CENTRED),
    ]  # fmt: skip


def summary(article: Article, house: House) -> list[Flowable]:
    """The abstract as this house prints it; two in a hundred ways are the banner's own."""
    label, keywords, *_ = labels(article)
    if article.abstract is None or house.front is banner_house:
        return []
    shape = article.random.choice(("heading", "run in", "italic"))
    words = f"<b>{keywords}:</b> {', '.join(article.keywords)}"
    face, bold, slanted = house.faces
    small = house.size - 1
    if shape == "heading":
        found = [
            text(label, bold, house.size, spaceAfter=3),
            text(article.abstract, face, small, spaceAfter=5),
        ]
    elif shape == "run in":
        found = [text(f"<b>{label}</b>—{article.abstract}", face, small, spaceAfter=5)]
    else:
        return [text(article.abstract, slanted, small, leftIndent=14, rightIndent=14, spaceAfter=10)]
    return [*found, text(words, face, small, spaceAfter=10)]


def titled_head(article: Article, page: int) -> str:
    if page == 1:
        return ""
    return article.people[0].family if page % 2 == 0 else article.title.split(":")[0]


def journal_head(article: Article, page: int) -> str:
    return f"{article.journal} {article.first % 40 + 1} ({article.year})"


HOUSES = (
    House("banner", banner_house, columns=2, faces=SANS, size=9, foot=lambda a, p: str(p)),
    House("grid", grid_house, columns=2, size=10, page=LETTER, numbers_references=True, foot=lambda a, p: ""),
    House("name and mail", name_and_mail_house, size=10.5, page=LETTER, numbers_references=True),
    House("humanities", humanities_house, close=humanities_close, size=11, head=titled_head),
    House("by", by_house, columns=2, faces=SERIF, size=9.5, head=journal_head),
    House("stacked", stacked_house, close=stacked_close, size=10.5, head=journal_head),
    House("inverted", inverted_house, faces=SANS, size=9.5, columns=2, numbers_references=True),
    House("dagger", dagger_house, close=dagger_close, size=10, columns=2),
    House("clerical", clerical_house, languages=("en",), size=10.5, head=titled_head),
    House("preprint", preprint_house, size=10.5, page=LETTER, foot=lambda a, p: str(p)),
)


# ------------------------------------------------------------------ the page
def typeset(number: int, house: House | None = None) -> tuple[bytes, Article]:
    """(bytes of a PDF, the article printed in it). The same number gives the same bytes."""
    house = house or HOUSES[number % len(HOUSES)]
    article = draw_article(number, house.languages)
    article.house = house.name
    front = [*house.front(article), *summary(article, house)]
    buffer = io.BytesIO()
    width, height = house.page
    measure = width - 2 * LEFT
    needed = sum(_height(flowable, measure) for flowable in front) + 18
    document = BaseDocTemplate(buffer, pagesize=house.page, invariant=True, pageCompression=0)
    document.addPageTemplates(
        [
            PageTemplate("first", _frames(house, height, measure, needed), onPage=_decorate(article, house)),
            PageTemplate("next", _frames(house, height, measure, 0), onPage=_decorate(article, house)),
        ]
    )
    parts: list[Flowable] = [NextPageTemplate("next"), *front]
    if house.columns > 1:
        parts.append(FrameBreak())
    document.build([*parts, *_body(article, house)])
    return buffer.getvalue(), article


def _height(flowable: Flowable, measure: float) -> float:
    _, height = flowable.wrap(measure, 1000)
    return height + flowable.getSpaceBefore() + flowable.getSpaceAfter()


def _frames(house: House, height: float, measure: float, front: float) -> list[Frame]:
    """The front's frame over all columns, where there are several, and a frame for each column."""
    bare = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    top = height - 64
    found = []
    if house.columns == 1:
        front = 0
    elif front:
        found.append(Frame(LEFT, top - front, measure, front, **bare))
    each = (measure - GUTTER * (house.columns - 1)) / house.columns
    return found + [
        Frame(LEFT + n * (each + GUTTER), BOTTOM, each, top - front - BOTTOM, **bare)
        for n in range(house.columns)
    ]


def _decorate(article: Article, house: House) -> Callable[[object, object], None]:
    def draw(canvas, document) -> None:
        canvas.setFont(house.faces[2], 9)
        width, height = house.page
        canvas.drawCentredString(width / 2, height - 44, house.head(article, document.page))
        canvas.setFont(house.faces[0], 9)
        canvas.drawCentredString(width / 2, 36, house.foot(article, document.page))

    return draw


def _body(article: Article, house: House) -> list[Flowable]:
    face, bold, _ = house.faces
    found: list[Flowable] = []
    each = len(article.body) // len(article.headings)
    has_headings = house.front not in (humanities_house, clerical_house, by_house)
    for n, paragraph in enumerate(article.body):
        if has_headings and n % each == 0 and n // each < len(article.headings):
            found.append(text(article.headings[n // each], bold, house.size + 1, spaceBefore=8, spaceAfter=3))
        found.append(text(paragraph, face, house.size, firstLineIndent=12, alignment=4))
    found.append(Spacer(1, 8))
    found += house.close(article)
    if has_headings:
        found.append(text(labels(article)[2], bold, house.size + 1, spaceBefore=8, spaceAfter=3))
        for n, reference in enumerate(article.references, 1):
            number = f"[{n}] " if house.numbers_references else ""
            found.append(text(number + reference, face, house.size - 1.5, leftIndent=14, firstLineIndent=-14))
    return found
