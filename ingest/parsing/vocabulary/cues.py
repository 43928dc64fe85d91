"""The words by which printed pages say what they are, in five languages, some in Hebrew and Arabic. Folded forms.

All forms are lower case without accents, as `normalise.fold` gives them.
"""

from __future__ import annotations

import re

from ingest.parsing.vocabulary.normalise import fold

CUES: dict[str, tuple[str, ...]] = {
    "abstract": (
        "abstract", "summary and abstract", "resumen", "resumo", "resume", "zusammenfassung",
        "kurzfassung", "תקציר", "ملخص", "الملخص",
    ),
    "summary": ("summary", "sumario", "sommaire", "sintesis", "sintese", "synthese"),
    "keywords": (
        "keywords", "key words", "index terms", "palabras clave", "palabras-clave", "descriptores",
        "palavras-chave", "palavras chave", "descritores", "mots-cles", "mots cles", "mots clefs",
        "schlagworter", "schlusselworter", "stichworter", "מילות מפתח", "كلمات مفتاحية", "الكلمات المفتاحية",
    ),
    "references": (
        "references", "references cited", "list of references", "reference list", "bibliography",
        "works cited", "literature cited", "literature", "cited works", "references and notes",
        "notes and references", "referencias", "referencias bibliograficas", "bibliografia",
        "obras citadas", "bibliographie", "references bibliographiques", "ouvrages cites",
        "literatur", "literaturverzeichnis", "quellen", "literatura citada", "bibliografia citada", "referencias citadas",
        "references and further reading", "sources", "fuentes", "fontes", "obras consultadas", "litteraturliste",
        "מקורות", "ביבליוגרפיה", "المراجع", "المصادر", "قائمة المراجع",
    ),
    "notes": ("notes", "endnotes", "footnotes", "notas", "notas finales", "anmerkungen", "fussnoten"),
    "acknowledgements": (
        "acknowledgements", "acknowledgments", "acknowledgement", "acknowledgment", "agradecimientos",
        "agradecimentos", "remerciements", "danksagung", "funding", "financiamiento", "financiamento",
        "financement", "conflict of interest", "conflicts of interest", "declaration of conflicting interests",
        "author contributions", "data availability", "competing interests", "colaboradores", "contributors",
        "collaborators",
    ),
    "appendix": ("appendix", "appendices", "apendice", "anexo", "annexe", "anhang", "supplementary material"),
    "note_on_author": (
        "notes on contributors", "note on contributor", "notes on contributor", "about the author",
        "about the authors", "author biography", "author biographies", "biographical note",
        "biographical notes", "sobre el autor", "sobre los autores", "sobre la autora", "sobre o autor",
        "sobre os autores", "nota biografica", "notas biograficas", "a propos de l'auteur",
        "a propos des auteurs", "notice biographique", "uber die autoren", "zum autor",
    ),
    "correspondence": (
        "please address correspondence to", "address correspondence to", "address for correspondence",
        "correspondence to", "correspondence should be addressed to", "correspondence address",
        "correspondence", "corresponding author", "corresponding authors", "direccion para correspondencia",
        "dirigir correspondencia a", "dirigir la correspondencia a", "correspondencia", "autor de correspondencia",
        "autor para correspondencia", "correspondencia para", "endereco para correspondencia",
        "autor correspondente", "correspondencia a", "enviar correspondencia para", "dirija la correspondencia a",
        "adresse de correspondance", "adresse pour correspondance", "correspondance", "auteur correspondant",
        "auteur-e correspondant-e", "adresser la correspondance a", "korrespondenzadresse", "korrespondenz",
        "kontakt", "dirigir la correspondencia", "envie correspondencia a", "contact",
    ),
    "email": ("e-mail", "email", "e mail", "mail", "correo", "correo electronico", "correio eletronico", "courriel"),
    "dates": (
        "received", "accepted", "submitted", "published", "revised", "recibido", "aceptado", "recebido",
        "aceito", "recu", "accepte", "eingegangen", "angenommen", "editor", "reviewers", "edited by",
        "reviewed by", "license", "licence",
    ),
    "rubric": (
        "book review", "book reviews", "reviews", "review", "resena", "resenas", "resenas bibliograficas", "resenha",
        "resenhas", "compte rendu", "comptes rendus", "rezension", "rezensionen", "buchbesprechungen", "forum",
        "article", "articles", "research article", "original article", "original research", "original paper",
        "review article", "research note", "short communication", "brief report", "case report", "news",
        "news in brief", "letters", "letters to the editor", "correspondence", "commentary", "commentaries",
        "debate", "essay", "essays", "interview", "obituary", "obituaries", "special section", "technical note",
        "articulo", "articulos", "articulo original", "articulo de investigacion", "nota", "ensayo", "ensayos",
        "noticias", "breves", "cartas", "cartas al director", "cartas al editor", "debates", "entrevista",
        "dossier", "artigo", "artigos", "artigo original", "ensaio", "ensaios", "cartas ao editor", "varia",
        "etudes", "articles de recherche", "tribune", "chroniques", "chronique", "actualites", "courrier",
        "courrier des lecteurs", "notes de lecture", "aufsatze", "aufsatz", "abhandlungen", "beitrage", "beitrag",
        "miszellen", "nachrichten", "leserbriefe", "literaturbericht", "berichte", "diskussion", "invited article",
    ),
    "imprint": (
        "citation", "cite this article", "how to cite", "how to cite this article", "to cite this article",
        "please cite this article as", "academic editor", "editor", "handling editor", "received", "accepted",
        "published", "revised", "article history", "copyright", "data availability", "data availability statement",
        "funding", "competing interests", "open access", "license", "licence", "jel", "jel classification",
        "jel codes", "peer review", "reviewed by", "edited by", "como citar", "cómo citar", "como citar este articulo",
        "recibido", "aceptado", "fecha de recepcion", "recepcion", "financiacion", "recebido", "aceito", "como citar este artigo", "pour citer cet article",
        "recu", "accepte", "eingegangen", "zitation", "zitiervorschlag", "section editor", "author summary date",
        "associate editor", "editor asociado", "editora asociada", "editor associado", "editora associada", "submissao",
        "aceite",
    ),
    "article_info": ("article info", "articleinfo", "article information", "article history", "info"),
    "grade": (
        "member", "senior member", "student member", "graduate student member", "life member", "associate member",
        "fellow", "life fellow", "phd", "ph.d", "md", "m.d", "msc", "m.sc", "ma", "m.a", "ba", "b.a", "mph", "rn",
        "dr", "dphil", "jr", "sr", "esq", "sj", "s.j", "osb", "frs", "mba", "ieee", "acm", "llm",
        "mbbs", "frcp", "mrcp", "frcs", "bsc", "b.sc", "bd", "dd", "d.d", "lld", "edd", "r.n", "o.s.b", "o.p", "k.c",
    ),
    "publication": (
        "annals", "journal", "review", "quarterly", "bulletin", "proceedings", "transactions", "magazine", "revista",
        "boletin", "anales", "cuadernos", "revue", "bulletin", "annales", "cahiers", "zeitschrift", "jahrbuch",
        "beitrage", "archiv", "cadernos", "boletim", "anais", "letters", "gazette",
    ),
    "contents": (
        "contents", "table of contents", "in this issue", "indice", "contenido", "contenidos", "tabla de contenido",
        "conteudo", "neste numero", "en este numero", "sommaire", "sumario", "table des matieres", "inhalt",
        "inhaltsverzeichnis",
    ),
    "received": (
        "received", "submitted", "recibido", "recibida", "recepcion", "recebido", "recebida", "submetido", "submissao",
        "recu", "recue", "reception", "soumis", "eingegangen", "eingereicht", "eingang",
    ),
    "accepted": (
        "accepted", "acceptance", "aceptado", "aceptada", "aceptacion", "aceito", "aceita", "aceite",
        "aprovado", "accepte", "acceptee", "acceptation", "angenommen", "annahme",
    ),
    "published_on": (
        "published", "revised", "publicado", "revisado", "publie", "revise", "veroffentlicht", "uberarbeitet",
        "available online", "copyright", "accessed",
    ),
    "section": (
        "introduction", "background", "methods", "method", "materials and methods", "methodology", "results",
        "discussion", "results and discussion", "conclusion", "conclusions", "concluding remarks", "motivation",
        "related work", "statement of need", "overview", "introduccion", "antecedentes", "metodos", "resultados",
        "discusion", "conclusiones", "conclusion", "consideraciones finales", "introducao", "resultados",
        "metodologia", "discussao", "conclusao", "conclusoes", "consideracoes finais", "notas finais",
        "contexte", "methodes", "resultats", "perspectives", "einleitung", "ergebnisse", "schluss", "fazit",
        "diskussion", "methoden",
    ),
    "opening": (
        "introduction", "background", "introduccion", "antecedentes", "introducao", "contexte", "einleitung",
        "einfuhrung", "apresentacao", "presentacion", "general introduction", "מבוא", "הקדמה", "مقدمة", "المقدمة",
    ),
    "institution": (
        "university", "universidad", "universidade", "universite", "universitat", "universiteit", "college",
        "institute", "instituto", "institut", "department", "departamento", "departement", "dept", "faculty",
        "facultad", "faculdade", "faculte", "fakultat", "school", "escuela", "escola", "ecole", "hochschule",
        "laboratory", "laboratorio", "laboratoire", "center", "centre", "centro", "zentrum", "academy",
        "academia", "academie", "akademie", "hospital", "ministry", "ministerio", "ministere", "foundation",
        "fundacion", "fundacao", "fondation", "stiftung", "society", "sociedad", "association", "asociacion",
        "council", "consejo", "conselho", "alliance", "alianza", "nucleo", "museum", "museo", "library",
        "biblioteca", "bibliotheque", "program", "programme", "programa", "division", "unit", "research",
        "company", "inc", "ltd", "gmbh", "corporation", "consulting", "agency", "observatory", "cnrs", "inria",
        "observatorio", "observatoire", "ciudad", "cidade", "instituut", "archivo", "arquivo", "archive", "archives", "organisation", "organization", "organizacion", "organizacao", "group", "grupo", "bureau", "network",
    ),
    "body": (
        "group", "working group", "committee", "commission", "council", "collective", "network", "team",
        "association", "federation", "union", "editors", "editorial", "board", "secretariat", "consortium",
        "collaboration", "grupo", "comite", "comision", "comissao", "consejo", "conselho", "colectivo",
        "coletivo", "red", "rede", "equipo", "equipe", "asociacion", "associacao", "federacion", "redaccion",
        "groupe", "conseil", "collectif", "reseau", "redaction", "gruppe", "arbeitsgruppe", "ausschuss",
        "redaktion", "verein", "alliance", "alianza", "coalition", "coordinadora", "movement", "movimiento",
    ),
    "role": (
        "at", "degree", "degrees", "professor", "lecturer", "researcher", "research", "fellow", "director", "head", "chair", "senior",
        "associate", "assistant", "doctoral", "phd", "student", "candidate", "teacher", "historian", "economist",
        "sociologist", "anthropologist", "geographer", "lawyer", "journalist", "writer", "activist", "coordinator",
        "member", "librarian", "archivist", "scientist", "engineer", "secretary", "president", "editor", "profesor",
        "profesora", "investigador", "investigadora", "docente", "directora", "economista", "sociologo", "sociologa",
        "abogado", "abogada", "historiador", "historiadora", "periodista", "coordinadora", "coordinador",
        "professora", "pesquisador", "pesquisadora", "diretor", "diretora", "professeur", "professeure", "chercheur",
        "chercheuse", "maitre", "maitresse", "directeur", "directrice", "enseignant", "enseignante", "doctorant",
        "doctorante", "professorin", "dozent", "dozentin", "mitarbeiter", "mitarbeiterin", "leiter", "leiterin",
        "teaches", "works", "ensena", "trabaja", "leciona", "enseigne", "lehrt",
    ),
    "by": ("by", "por", "par", "von", "de"),
    "and": ("and", "y", "e", "et", "und", "&"),
    "continued": ("(continued)", "(cont.)", "(continuacion)", "(continuacao)", "(suite)", "(fortsetzung)"),
}  # fmt: skip

_numbering = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[ivxlc]+|[a-h])[.)]?\s+(?=\w)")
_spaced = re.compile(r"^(?:[^\W\d_]\s){4,}[^\W\d_]$")  # "a b s t r a c t"


def folded_label(text: str) -> str:
    """A heading reduced to what the table holds: numbering, colons and dots gone. `text` is folded."""
    if _spaced.match(text):
        return text.replace(" ", "")
    return _numbering.sub("", text).strip(" .:—–-*[]()")


_appendix = re.compile(
    r"^(?:[a-h][.)]?\s+)?(?:appendi(?:x|ces)|supplementary|apendice|anexo|annexe|anhang)\b"
)


def is_appendix(folded: str) -> bool:
    """Does the line open an appendix, whatever it is called: "Appendix A. Tables", "Anexo II"?"""
    return bool(_appendix.match(folded))


def cue_of(folded: str, *kinds: str) -> str:
    """The kind of which the whole folded line is a cue, "" if none of `kinds`."""
    label = folded_label(folded)
    for kind in kinds:
        if label in CUES[kind]:
            return kind
    return ""


def _lead_pattern(kind: str) -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in sorted(CUES[kind], key=len, reverse=True))
    return re.compile(rf"^\W{{0,3}}(?:{forms})\b\s*(?P<mark>[:.—–-]|$)?\s*")


_leads = {kind: _lead_pattern(kind) for kind in ("abstract", "keywords", "correspondence", "email")}


def lead_length(folded: str, kind: str) -> int:
    """Length of the cue that opens the line with its colon ("keywords: "), 0 if there is none.

    A bare word without a mark is no lead: "Abstract art in Brazil" starts a sentence.
    """
    match = _leads[kind].match(folded)
    if match is None or (match["mark"] is None):
        return 0
    return match.end()


def run_in_length(text: str, kind: str) -> int:
    """Length of a label in capitals that its text follows without a sign: "ABSTRACT The council …"; 0 without."""
    words = text.split()
    for count in range(1, min(MAX_LABEL_WORDS, len(words) - 1) + 1):
        label, after = " ".join(words[:count]), words[count]
        opens = after[:1].isupper() and (not after.isupper() or len(after) == 1)
        if label.isupper() and opens and fold(label) in CUES[kind]:
            return len(fold(label)) + 1
    return 0


def label_length(text: str, kind: str) -> int:
    """Length of the label that opens the text, in its folded form, with its sign or in capitals."""
    return lead_length(fold(text), kind) or run_in_length(text, kind)


def has_institution(folded: str) -> bool:
    """Does a word of the (folded) line name a kind of institution?"""
    return not _institutions.isdisjoint(re.findall(r"[a-z]+", folded))


def names_publication(folded: str) -> bool:
    """Does a word of the line belong to titles of journals and not to names of persons?"""
    return not _publications.isdisjoint(re.findall(r"[a-z]+", folded))


def is_notice(folded: str, reach: int | None = None) -> bool:
    """Is it what a publisher prints of rights: "© 2010 Ana Sá. This is an open access article …"?"""
    return bool(_notice.search(folded[: reach or NOTICE_REACH]))


def names_publisher(folded: str) -> bool:
    """Does the line name a publishing house or a print of it: "Hindawi Publishing Corporation"?"""
    return bool(_publisher.search(folded))


def is_grade(text: str) -> bool:
    """A degree or a rank after a name: "Senior Member", "Ph.D."."""
    return text.lower().strip(" .") in _grades


def opens_imprint(folded: str) -> bool:
    """Does the line open with what a journal says of the article: "Received: …", "Citation: …"?"""
    return bool(_imprint.match(folded))


def names_body(folded: str) -> bool:
    """Does the line name a body that may sign an article: a committee, a working group?"""
    return not _bodies.isdisjoint(re.findall(r"[a-z]+", folded))


def names_team(folded: str) -> bool:
    """Does the line name persons who sign together: "for the River Study Group", "the X Collaboration"?"""
    return bool(_team.search(folded))


def tells_role(folded: str) -> bool:
    """Do the first words of a sentence about a person name an office or a place of work?"""
    return not _roles.isdisjoint(re.findall(r"[a-z]+", folded)[:9])


_office = re.compile(
    r"\b(?:professor|lecturer|researcher|teacher|engineer|clerk|secretary|president|director|librarian|archivist"
    r"|surveyor|inspector|curator|staff (?:writer|reporter)|correspondent|reporter|contributor|fellow of|profesora?|catedratic[oa]"
    r"|ingenier[oa]|professora?|pesquisadora?|professeure?|ingenieur|dozentin|redacteur|redactora?)\b"
)


def tells_office(folded: str) -> bool:
    """What somebody is, as it stands behind a name: "professor of history at Lima", "Staff Writer"."""
    return bool(_office.search(folded))


MAX_LABEL_WORDS = 3
NOTICE_REACH = 200  # characters; an abstract may end in "© 2007 Valley Institute"
_notice = re.compile(
    r"^\W*(?:copyright|©|\(c\))|creative commons|all rights reserved|open[- ]access article|permission to (?:make|copy)"
    r"|permits unrestricted use|licensee|reproduced with permission"
)
_publisher = re.compile(
    r"\b(?:publish(?:ing|ers?)|press|verlag|editorial|editora|editions|issn|isbn|open access|vol(?:ume)?\.? ?\d+|all rights reserved"
    r"|working papers?|technical report|proceedings of|preprint)\b"
)
_team = re.compile(
    r"\b(?:collaborations?|consortium|study group|working group|investigators|grupo de (?:trabajo|estudio)|arbeitsgruppe"
    r"|groupe de travail|task force|trialists|team)$"
)
_grades = frozenset(CUES["grade"])
_publications = frozenset(CUES["publication"])
_imprint = re.compile(
    r"^\W{0,2}(?:"
    + "|".join(re.escape(form) for form in sorted(CUES["imprint"], key=len, reverse=True))
    + r")\s?:"
)
_roles = frozenset(CUES["role"])
_institutions = frozenset(CUES["institution"])
_bodies = frozenset(CUES["body"])
