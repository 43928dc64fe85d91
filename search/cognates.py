"""Words of learned origin in five languages: privatization, privatización, privatização, privatisation, Privatisierung.

Such words have one stem and endings that answer to each other. A row of ENDINGS is one such ending; LETTERS are
what languages write otherwise inside. What is made so counts only where it is a word of the other language,
see `search.variants`. Everything is folded.
"""

from __future__ import annotations

from collections.abc import Iterator

LANGUAGES = ("en", "es", "pt", "fr", "de")
MIN_STEM, MIN_WORD = 2, 6  # letters before the ending, and with it
_TABLE = """
    ization     izacion    izacao    isation    isierung
    isation     izacion    izacao    isation    isierung
    ation       acion      acao      ation      ation
    ation       acion      acao      ation      ierung
    metrics     metria     metria    metrie     metrie
    tion        cion       cao       tion       tion
    ction       ccion      cao       ction      ktion
    sion        sion       sao       sion       sion
    ity         idad       idade     ite        itat
    ty          dad        dade      te         tat
    ism         ismo       ismo      isme       ismus
    ist         ista       ista      iste       ist
    ics         ica        ica       ique       ik
    ic          ico        ico       ique       isch
    ical        ico        ico       ique       isch
    ic          ica        ica       ique       isch
    ical        ica        ica       ique       isch
    logy        logia      logia     logie      logie
    graphy      grafia     grafia    graphie    grafie
    phy         fia        fia       phie       phie
    licy        litica     litica    litique    litik
    sis         sis        se        se         se
    cracy       cracia     cracia    cratie     kratie
    ancy        ancia      ancia     ance       anz
    ance        ancia      ancia     ance       anz
    ency        encia      encia     ence       enz
    ence        encia      encia     ence       enz
    ment        mento      mento     ment       ment
    tional      cional     cional    tionnel    tional
    sional      sional     sional    sionnel    sional
    ial         ial        ial       iel        iell
    ual         ual        ual       uel        uell
    al          al         al        ale        al
    ive         iva        iva       ive        iv
    ary         ario       ario      aire       ar
    ary         aria       aria      aire       ar
    ive         ivo        ivo       if         iv
    ous         oso        oso       eux        os
    ous         osa        osa       euse       os
    or          or         or        eur        or
    ture        tura       tura      ture       tur
    ny          nia        nia       nie        nie
    ry          ria        ria       rie        rie
    my          mia        mia       mie        mie
    ant         ante       ante      ant        ant
    ent         ente       ente      ent        ent
    ract        racto      rato      rat        rakt
    ect         ecto       eto       et         ekt
    able        able       avel      able       abel
    ible        ible       ivel      ible       ibel
    able        able       avel      able       ierbar
    ible        ible       ivel      ible       ierbar
    ize         izar       izar      iser       isieren
    ise         izar       izar      iser       isieren
    ory         orio       orio      oire       orisch
    orial       orio       orio      oire       orisch
    od          odo        odo       ode        ode
    gy          gia        gia       gie        gie
    ar          ar         ar        aire       ar
"""
ENDINGS = tuple(dict(zip(LANGUAGES, row.split(), strict=True)) for row in _TABLE.split("\n") if row.strip())
LETTERS = {
    "en": (),
    "fr": ("ov ouv", "ct t"),
    "es": ("th t", "ph f", "y i", "qu cu", "k c", "mm m", "ss s", "ll l", "ff f", "tt t", "pp p", "nn n", "imm inm"),
    "pt": ("th t", "ph f", "y i", "k c", "mm m", "ll l", "ff f", "tt t", "pp p", "nn n", "ct t"),
    "de": ("ct kt", "c k", "ce ze", "ci zi", "c z"),
}  # fmt: skip


# Endings of the plural, and of the singular; in German also those of adjectives.
PLURALS = {
    "en": ("ies y", "s "),
    "es": ("ces z", "es ", "s "),
    "pt": ("oes ao", "ais al", "ns m", "s "),
    "fr": ("aux al", "aux au", "eux eu", "s "),
    "de": ("en ", "e ", "s ", "er ", "es ", "em "),
}  # fmt: skip


def cognates(form: str, language: str) -> Iterator[tuple[str, str]]:
    """What a word of one language would be in the others: (form, language). A plural may answer to a singular."""
    yield from _cognates(form, language)
    for plural, _blank, singular in (each.partition(" ") for each in PLURALS[language]):
        if form.endswith(plural):
            yield from _cognates(form.removesuffix(plural) + singular, language)


def _cognates(form: str, language: str) -> Iterator[tuple[str, str]]:
    for row in ENDINGS:
        ending = row[language]
        if form.endswith(ending) and len(form) - len(ending) >= MIN_STEM and len(form) >= MIN_WORD:
            stem = form.removesuffix(ending)
            for other in LANGUAGES:
                if other != language:
                    yield from ((each + row[other], other) for each in _rewritten(stem, language, other))


def _rewritten(stem: str, language: str, other: str) -> Iterator[str]:
    """The stem as the other language may write it: as it is, with each difference, with all of them."""
    rows = [tuple(row.split()) for row in LETTERS[other]]
    back = [tuple(reversed(row.split())) for row in LETTERS[language]]
    yield stem
    whole = stem
    for written, instead in rows:
        whole = whole.replace(written, instead)
    yield whole
    for written, instead in back:
        if written in whole:
            yield whole.replace(written, instead)
            start = whole.find(written)
            yield whole[:start] + instead + whole[start + len(written) :]
    yield from _before_s(stem, whole, language, other)


def _before_s(stem: str, whole: str, language: str, other: str) -> Iterator[str]:
    """Spanish and Portuguese begin no word with s and a consonant: structure, estructura."""
    opens = ("es", "pt")
    if other in opens and whole[:1] == "s" and whole[1:2] not in tuple("aeiouy"):
        yield f"e{whole}"
    if language in opens and other not in opens and stem.startswith("es"):
        yield stem[1:]
        yield whole[1:]
