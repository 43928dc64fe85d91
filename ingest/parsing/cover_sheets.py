"""Cover sheets: pages that a repository, an aggregator or a publisher's server put before an article.

They are no pages of it. A table of cues says by what such sheets are known: their labels, their terms of
use, what they say of the service. One cue alone decides nothing, since articles have notes of that kind on
their own pages: the cues of a page are counted together, against the running text that stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.parsing.records import Line, SourceFile, SourcePage
from ingest.parsing.vocabulary.normalise import fold, normalise

ENOUGH = 1.0  # the weights of the cues of a page
MIN_CUES = 2
TITLE_AGAIN = 0.4  # the next page prints what stands here without a cue: the title, the authors
OPENING = 40  # lines of a page, where its title stands
MIN_TITLE_LETTERS = 12
MAX_WORDS = 900  # of a sheet with its terms of use; a printed page has as many and hardly a cue
PROSE_WORDS = 120  # of running text without a cue, as an abstract has: each so many more count as PROSE
PROSE = -0.4
PROSE_LINES, PROSE_LENGTH = 3, 25  # lines and words, at least, of a statement in running text
STAMPED = 3  # pages on which a line stands that tells of no sheet
NEW_STATEMENT = 0.8  # of the size of the type: more white between two lines parts statements
OTHER_SIZE = 1.5  # points between sizes of type that part statements


@dataclass(frozen=True, slots=True)
class CoverCue:
    """One row of the table. `pattern` is sought in the statements of a page, without accents and capitals."""

    name: str
    pattern: re.Pattern[str]
    weight: float
    example: str


def _cue(name: str, pattern: str, weight: float, example: str) -> CoverCue:
    return CoverCue(name, re.compile(pattern), weight, example)


_author = r"autor(?:es)?|authors?|auteurs?|autor(?:in)?(?:en)?|creators?"
CUES: tuple[CoverCue, ...] = (
    # ------------------------------------------------------------------ labels
    _cue("author label", rf"^(?:{_author})\s?(?:\(\w+\))?\s?:", 0.25, "Author(s): Teresa Marchena"),
    _cue("source label", r"^(?:source|zeitschrift|revue|fuente|journal|published in)\s?:\s?\S", 0.25, "Source: Estuary Studies, Vol. 12"),
    _cue("publisher label", r"^(?:published by|publisher|publie par|editeur(?:\(s\))?|publicado por|provided by|herausgeber)\s?:?\s?\S", 0.25, "Published by: Aldray River Society"),
    _cue("lasting link", r"\b(?:stable|permanent|persistent|canonical) (?:url|link|uri|web link|address)\b|persistenter link|lien (?:stable|permanent|perenne)|enlace permanente|url estable|\bhandle\s?:|permalink|hdl\.handle\.net/", 0.5, "Stable URL: https://holdings.example/stable/44"),
    _cue("day of access", r"^(?:accessed|consulted|consultado|consulte|downloaded|date d'acces|abgerufen)(?: on)?\s?:\s?\S|^\d+ .{4,12} \d{4}, at: ?\d", 0.3, "Accessed: 03-02-2021 14:07 UTC"),
    _cue("own citation", r"^(?:to cite this (?:article|version|document|paper)|how to cite|cite this (?:article|document)|citer (?:ce document|cet article)|pour citer (?:cet article|ce document|cette version)|como citar(?: el articulo| este (?:articulo|documento))?|para citar este|cita sugerida|citacion recomendada|suggested citation|recommended citation|citation for published (?:version|item)|original citation|citation|publication citation|please cite|zitierhinweis)\b", 0.35, "To cite this version:"),
    _cue("link to the article", r"^to link to this (?:article|document)\b|^link to (?:this |the )?(?:article|publi\w+|record|repository)\b|^lien vers|^article disponible en ligne a l'adresse|^disponible en\s?:\s?http|^available at\s?:\s?http|url for this (?:paper|item|version)", 0.35, "To link to this article: https://doi.org/…"),
    _cue("version", r"^(?:document |article |item )?version\s?:?\s(?:publisher's|accepted|published|submitted|author|peer)|\b(?:accepted (?:manuscript|version)|author(?:'s|s') (?:accepted|final)|post-?print|publisher's pdf|version of record|version (?:aceptada|publicada|acceptee))\b", 0.3, "Version: Accepted Version"),
    _cue("kind of document", r"^(?:objekttyp|tipo de documento|type de document|document type|item type|article in|tipo de recurso|type)\s?:?\s+(?:article|articulo|journal|artikel|revista|thesis|tesis|text)\b", 0.25, "Objekttyp: Article"),
    _cue("made on", r"^(?:document genere le|fichier pdf genere le|pdf erstellt am|documento generado el|generated on|pdf generated)\b", 0.5, "Document généré le 12/03/2016"),
    # ------------------------------------------------------------------ what is downloaded, and under which terms
    _cue("downloaded", r"\b(?:content|article|document|file|paper|pdf) (?:was )?(?:downloaded|descargado|telecharge)\b|^(?:downloaded (?:from|by)|descargado de|document telecharge depuis)\b", 0.35, "This content downloaded from 192.0.2.17"),
    _cue("use subject to", r"\b(?:use|reuse|usage) (?:is )?subject to\b|sous reserve de|sujeto a (?:los|las) (?:terminos|condiciones)", 0.25, "All use subject to https://holdings.example/terms"),
    _cue("terms accepted", r"\b(?:indicates? your acceptance|implies acceptance|you (?:agree|accept)|constitutes? acceptance|vaut acceptation|vous acceptez|implica la aceptacion)\b", 0.4, "Your use of this archive indicates your acceptance of its terms"),
    _cue("terms and conditions", r"\bterms (?:and|&) conditions\b|\bterms of (?:use|access)\b|\bconditions (?:generales )?d'utilisation\b|\b(?:terminos|condiciones) de uso\b|nutzungsbedingungen|\bgeneral rights\b|\bpublisher rights statement\b", 0.3, "Full terms and conditions of use:"),
    _cue("take down", r"\btake-?\s?down\b|in breach of (?:uk )?(?:law|copyright)|breaches copyright", 0.5, "Take down policy: if you believe that this document breaches copyright"),
    _cue("private study", r"\b(?:research|private study|personal)[^.]{0,30}(?:private study|non-?commercial|teaching)\b|systematic reproduction|usage prive|fines (?:de investigacion|docentes)", 0.2, "may be used for research, teaching, and private study purposes"),
    _cue("scroll down", r"\b(?:please )?scroll down for (?:the )?article\b", 0.8, "PLEASE SCROLL DOWN FOR ARTICLE"),
    _cue("page of guidance", r"\b(?:publication details, including instructions for authors|submit your article to this journal|view (?:related|crossmark|citing)|article views\s?:|citing articles\s?:|journal homepage\s?:)|^(?:numero completo|mas informacion del articulo|voir les articles|aller au sommaire|decouvrir la revue|see the full issue)\b", 0.4, "Publication details, including instructions for authors and subscription information:"),
    # ------------------------------------------------------------------ what the service says of itself
    _cue("service", r"\bis a (?:not-for-profit |non-profit |digital |free )?(?:service|platform|organi[sz]ation|archive|library) (?:that|which|of|for)\b[^.]{0,120}(?:schol|research|academ|content)|est un(?:e)? (?:portail|plateforme|consortium|infrastructure)\b|es (?:un|una) (?:portal|plataforma|red|hemeroteca|sistema)\b[^.]{0,80}(?:cient|academ|acceso)", 0.45, "is a service that helps scholars find and build upon a wide range of content"),
    _cue("open archive", r"\bopen[- ]access (?:archive|repository)\b[^.]{0,160}(?:deposit|dissemination|research)|archive ouverte pluridisciplinaire|\barchive for the deposit\b", 0.6, "is a multi-disciplinary open access archive for the deposit and dissemination"),
    _cue("repository", r"\b(?:institutional |digital |research |university )(?:repository|archive)\b|\brepositorio (?:institucional|digital|academico)\b|\bbiblioteca digital\b|\bresearch (?:online|explorer|portal|commons|output)\b|\b(?:e-?prints?|dspace|d-scholarship|scholar(?:ship|ly) ?commons|digital ?commons)\b|\barchive (?:institutionnelle|ouverte)\b|\bmemoria academica\b", 0.35, "Repositorio institucional de la Universidad"),
    _cue("repository copy", r"\bthis is (?:a|an|the) (?:repository copy|(?:author'?s? )?(?:accepted|published|final|submitted|post-?print|pre-?print|author-created|electronic)\b[^.]{0,40}(?:manuscript|version|copy|article))|\bhas been (?:accepted|made available|deposited)\b[^.]{0,60}(?:by|in|at) (?:the )?(?:\w+ ){0,5}(?:repository|commons|library|archive|eprints)", 0.7, "This is a repository copy of Lock Keepers and their Debts."),
    _cue("for consultation", r"\bdisponible para su consulta y descarga\b|\bpara (?:mas|mayor) informacion (?:consulte|visite)\b|\bfor (?:more|additional) information\b|\bpour plus d'informations\b", 0.4, "Este documento está disponible para su consulta y descarga en"),
    _cue("deposited", r"^(?:submitted|deposited|posted|depositado|soumis|version du|fecha de deposito) (?:on|le|el)?\s?:?\s?\d|\buploaded by\b", 0.3, "Submitted on 4 Mar 2014"),
    _cue("identifier of a repository", r"\b(?:hal|halshs|tel|inserm|pasteur|ird|cel|insu|ineris|lirmm)-\d{6,9}(?:v\d+)?\b", 0.5, "HAL Id: hal-00912345"),
    _cue("profiles", r"\bsee profile\b|\bauthor profiles for this publication\b|\b\d+ publications \d+ citations\b|\ball content following this page\b|\brequested enhancement of the downloaded file\b|\bcitations? reads\b", 0.5, "SEE PROFILE"),
    _cue("linked references", r"\blinked references are available\b|\bthis article is one of nearly\b|\bdigitized (?:and made|works|by)\b|\bdigitalisierte?n?\b[^.]{0,40}(?:zeitschrift|bibliothek)|\bpreserve and extend access\b|\baccess provided (?:by|at)\b", 0.4, "Linked references are available on this archive for this article:"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """Lines of a cover sheet that say one thing: a title, "Source: …" with the lines over which it runs."""

    lines: tuple[Line, ...]
    text: str

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """`page` is an index into the pages of the file; `cues`: the names of those that told it."""

    page: int
    statements: tuple[Statement, ...]
    cues: tuple[str, ...]


def find_cover_sheets(source: SourceFile) -> list[CoverSheet]:
    """The sheets of the file. Before each article of several one may stand; at least one page is none.

    None is looked for in a file that names its articles itself.
    """
    if source.articles:
        return []
    repeated = _repeated(source.pages)
    found = [
        sheet
        for n, (page, following) in enumerate(zip(source.pages, [*source.pages[1:], None], strict=True))
        if (sheet := _read_sheet(n, page, following, repeated))
    ]
    places = {sheet.page for sheet in found}
    return [] if len(places) == len(source.pages) else found


def _read_sheet(
    index: int, page: SourcePage, following: SourcePage | None, repeated: frozenset[str]
) -> CoverSheet | None:
    if not 0 < len(page.raw_text.split()) <= MAX_WORDS:
        return None
    statements = read_statements(page)
    told = [
        (statement, cue)
        for statement in statements
        if (folded := fold(statement.text)) not in repeated
        for cue in CUES
        if cue.pattern.search(folded)
    ]
    cues = {cue.name: cue.weight for _, cue in told}
    if len(cues) < MIN_CUES:
        return None
    with_cue = {id(statement) for statement, _ in told}
    prose = sum(len(s.text.split()) for s in statements if id(s) not in with_cue and _is_prose(s))
    weight = sum(cues.values()) + PROSE * (prose // PROSE_WORDS)
    opening = opening_letters(following)
    if any(_is_printed_again(s, opening) for s in statements if id(s) not in with_cue):
        weight += TITLE_AGAIN
    if weight < ENOUGH:
        return None
    return CoverSheet(index, tuple(statements), tuple(cues))


def opening_letters(page: SourcePage | None) -> str:
    """The letters and digits of the first lines of a page, in one run."""
    return letters_of(" ".join(line.text for line in page.lines[:OPENING])) if page else ""


def letters_of(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(normalise(text)))


def _is_printed_again(statement: Statement, opening: str) -> bool:
    letters = letters_of(statement.text)
    return len(letters) >= MIN_TITLE_LETTERS and letters in opening


def _repeated(pages: Sequence[SourcePage]) -> frozenset[str]:
    """Lines that stand on other pages too: a stamp "Downloaded from …" under each tells of no sheet."""
    counts: dict[str, int] = {}
    for page in pages:
        for text in {fold(normalise(line.text)) for line in page.lines}:
            counts[text] = counts.get(text, 0) + 1
    return frozenset(text for text, count in counts.items() if count > len(pages) / 2 and count >= STAMPED)


def _is_prose(statement: Statement) -> bool:
    return len(statement.lines) >= PROSE_LINES and len(statement.text.split()) >= PROSE_LENGTH


def read_statements(page: SourcePage) -> list[Statement]:
    """The lines of the page, those together that no white, no other size and no new label parts."""
    groups: list[list[Line]] = []
    usual = median([line.size for line in page.lines if line.size] or [0.0])
    for line in page.lines:
        text = normalise(line.text)
        if not text:
            groups.append([])
            continue
        if not groups or not groups[-1] or _begins_anew(line, groups[-1][-1], usual):
            groups.append([])
        groups[-1].append(line)
    return [
        Statement(tuple(group), " ".join(normalise(line.text) for line in group)) for group in groups if group
    ]


_LABEL = re.compile(r"^[^\W\d_][\w'’()/ -]{2,40}\s?:(?:\s|$)|^\W*https?://")


def _begins_anew(line: Line, above: Line, usual: float) -> bool:
    folded = fold(normalise(line.text))
    if _LABEL.match(line.text) or any(cue.pattern.match(folded) for cue in CUES):
        return True
    if abs(line.size - above.size) > OTHER_SIZE or line.is_bold != above.is_bold:
        return True
    if line.box is None or above.box is None:
        return False
    height = max(line.box[3], above.box[3], usual)
    white = line.box[1] - (above.box[1] + above.box[3])
    return white > NEW_STATEMENT * height or white < -height
