"""The words by which printed pages say what they are, in five languages. One table; folded forms.

All forms are lower case without accents, as `normalise.fold` gives them.
"""

from __future__ import annotations

import re

CUES: dict[str, tuple[str, ...]] = {
    "abstract": (
        "abstract", "summary and abstract", "resumen", "resumo", "resume", "zusammenfassung",
        "kurzfassung", "a b s t r a c t",
    ),
    "summary": ("summary", "sumario", "sommaire", "sintesis", "sintese", "synthese"),
    "keywords": (
        "keywords", "key words", "index terms", "palabras clave", "palabras-clave", "descriptores",
        "palavras-chave", "palavras chave", "descritores", "mots-cles", "mots cles", "mots clefs",
        "schlagworter", "schlusselworter", "stichworter",
    ),
    "references": (
        "references", "references cited", "list of references", "reference list", "bibliography",
        "works cited", "literature cited", "literature", "cited works", "references and notes",
        "notes and references", "referencias", "referencias bibliograficas", "bibliografia",
        "obras citadas", "bibliographie", "references bibliographiques", "ouvrages cites",
        "literatur", "literaturverzeichnis", "quellen",
    ),
    "notes": ("notes", "endnotes", "footnotes", "notas", "notas finales", "anmerkungen", "fussnoten"),
    "acknowledgements": (
        "acknowledgements", "acknowledgments", "acknowledgement", "acknowledgment", "agradecimientos",
        "agradecimentos", "remerciements", "danksagung", "funding", "financiamiento", "financiamento",
        "financement", "conflict of interest", "conflicts of interest", "declaration of conflicting interests",
        "author contributions", "data availability", "competing interests",
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
    "section": (
        "introduction", "background", "methods", "method", "materials and methods", "methodology", "results",
        "discussion", "results and discussion", "conclusion", "conclusions", "concluding remarks", "motivation",
        "related work", "statement of need", "overview", "introduccion", "antecedentes", "metodos", "resultados",
        "discusion", "conclusiones", "conclusion", "consideraciones finales", "introducao", "resultados",
        "metodologia", "discussao", "conclusao", "conclusoes", "consideracoes finais", "notas finais",
        "contexte", "methodes", "resultats", "perspectives", "einleitung", "ergebnisse", "schluss", "fazit",
        "diskussion", "methoden",
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
        "organisation", "organization", "organizacion", "organizacao", "group", "grupo", "bureau", "network",
    ),
    "by": ("by", "por", "par", "von", "de"),
    "and": ("and", "y", "e", "et", "und", "&"),
    "continued": ("(continued)", "(cont.)", "(continuacion)", "(continuacao)", "(suite)", "(fortsetzung)"),
}  # fmt: skip

#: Words that join the parts of a surname and stand in lower case.
PARTICLES = frozenset(
    ["de", "da", "do", "das", "dos", "del", "della", "delle", "di", "du", "des", "la", "las", "le", "les", "los", "van", "von", "der", "den", "ter", "ten", "te", "zu", "zur", "zum", "af", "av", "bin", "ibn", "ben", "al", "el", "y", "e", "i", "d'", "l'", "san", "st.", "'t", "op"]
)  # fmt: skip

#: Given names of Spain, Portugal and Latin America: who bears one often has two surnames.
IBERIAN_GIVEN_NAMES = frozenset(
    ["adriana", "agustin", "alba", "alberto", "alejandra", "alejandro", "alfonso", "alfredo", "alicia", "alonso", "alvaro", "amalia", "amelia", "ana", "andres", "andrea", "angel", "angela", "antonia", "antonio", "arturo", "augusto", "beatriz", "benito", "bernardo", "blanca", "bruno", "camila", "carla", "carlos", "carmen", "carolina", "catalina", "cecilia", "cesar", "clara", "claudia", "cristina", "daniel", "daniela", "david", "diana", "diego", "dolores", "domingo", "eduardo", "elena", "elisa", "elsa", "elvira", "emilia", "emilio", "enrique", "ernesto", "esteban", "eugenia", "eugenio", "eva", "federico", "felipe", "fernanda", "fernando", "francisca", "francisco", "gabriel", "gabriela", "gerardo", "gloria", "gonzalo", "graciela", "gregorio", "guadalupe", "guillermo", "gustavo", "hector", "hernan", "horacio", "hugo", "ignacio", "ines", "irene", "isabel", "ivan", "jaime", "javier", "jesus", "joana", "joao", "joaquim", "joaquin", "jordi", "jorge", "jose", "josefina", "juan", "juana", "julia", "julian", "julio", "laura", "leonardo", "leonor", "leticia", "lorena", "lorenzo", "lourdes", "lucas", "lucia", "luis", "luisa", "luiz", "luz", "manuel", "manuela", "marcela", "marcelo", "marcos", "margarita", "maria", "mariana", "mariano", "mario", "marta", "martin", "mateo", "mauricio", "mercedes", "miguel", "monica", "natalia", "nicolas", "noelia", "nuria", "olga", "oscar", "pablo", "paola", "patricia", "paula", "paulo", "pedro", "pilar", "rafael", "ramiro", "ramon", "raquel", "raul", "rebeca", "ricardo", "roberto", "rocio", "rodrigo", "rosa", "rosario", "ruben", "salvador", "sandra", "santiago", "sara", "sebastian", "sergio", "silvia", "sofia", "soledad", "susana", "teresa", "tomas", "tome", "valentina", "valeria", "vanesa", "veronica", "vicente", "victor", "victoria", "virginia", "xavier", "ximena", "yolanda"]
)  # fmt: skip

#: Given names that are everyday words to a word list. With one of these a line may name a person
#: although all its words are common: "Michael Lee", "Paul King".
GIVEN_NAMES = IBERIAN_GIVEN_NAMES | frozenset(
    "adam alan albert alex alexander alexandra alice alison allen amanda amy andrea andreas andrew angela ann "
    "anna anne anthony arthur barbara benjamin bernard bernd beth betty bill bob brian bruce carl carol "
    "caroline catherine charles charlotte chris christian christine christoph christopher claire claude craig "
    "dan dave deborah denis dennis derek diane dirk donald donna dorothy douglas edward elizabeth ellen emily "
    "emma eric erik ernst eva evan frances francois frank franz fred frederick friedrich fritz gary geoffrey "
    "george georges gerald gerhard gilles giovanni giulia giuseppe gordon graham greg gregory guillaume guy "
    "hannah hans harold harry heather heinrich helen helga henri henry herbert hermann howard ian ingrid isaac "
    "jack jacob jacques jake james jan jane janet jason jean jeff jeffrey jennifer jens jeremy jessica jill jim "
    "joan joanna joe johann johannes john johnny jonathan joseph joshua joyce judith judy jurgen karen karl kate "
    "katherine kathleen keith kelly ken kenneth kevin kim klaus kurt larry lars lauren laurence laurent leo "
    "linda lisa louis louise luca lucy luke lynn margaret marie marion mark martha mary matt matthew matthias "
    "max megan melissa michael michel michelle mike nancy nathan neil nicholas nicole nigel olivia oliver otto "
    "pamela patrick paul peter petra phil philip philippe pierre rachel ralph raymond rebecca renate richard "
    "rick rob robert robin roger roland rolf ron ronald rose ross roy ruth ryan sally sam samantha samuel sarah "
    "scott sean sharon simon sophie stefan stephanie stephen steve steven stuart sue susan suzanne sylvie "
    "tanya ted thierry thomas tim timothy tina todd tom tony tracy ulrich uwe valerie vincent walter wayne wendy "
    "werner wilhelm will william wolfgang yves zoe".split()
)  # fmt: skip

_numbering = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[ivxlc]+|[a-h])[.)]?\s+(?=\w)")
_labels = {form: kind for kind in reversed(CUES) for form in CUES[kind]}


def folded_label(text: str) -> str:
    """A heading reduced to what the table holds: numbering, colons and dots gone. `text` is folded."""
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


def has_institution(folded: str) -> bool:
    """Does a word of the (folded) line name a kind of institution?"""
    return not _institutions.isdisjoint(re.findall(r"[a-z]+", folded))


_institutions = frozenset(CUES["institution"])
