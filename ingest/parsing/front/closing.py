"""Author matter after the text: correspondence lines, signatures, biographical notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.parsing.front.affiliations import give_emails, matching_author
from ingest.parsing.layout.blocks import Block
from ingest.parsing.records import ParsedAuthor
from ingest.parsing.structure.block_features import (
    BIO_VERBS,
    EMAIL,
    bio_name,
    is_name_over_place,
    signature_name,
    signed_names,
)
from ingest.parsing.structure.bylines import UNRAISED, Signature
from ingest.parsing.vocabulary.cues import has_institution, lead_length, tells_role
from ingest.parsing.vocabulary.names import looks_like_name, split_name
from ingest.parsing.vocabulary.normalise import fold

_email_bracket = re.compile(
    r"[\[(<]?\s*(?:e-?mail|correo(?: electr[oó]nico)?|courriel|correio(?: eletr[oô]nico)?)\s*:?\s*[\w.+-]+@[^\s\])>]+\s*[\])>]?|[<\[(]\s*[\w.+-]+@[^\s\])>]+\s*[\])>]|[\w.+-]+@[\w.-]+\w",
    re.I,
)
_sign = re.compile(r"^(?:[*∗⁎†‡§¶]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)\s*")
_lead = re.compile(
    r"^\W*(?:please\s+)?(?:address(?:ed)?\s+)?(?:correspondence|correspondencia|correspondência|correspondance|corresponding author|dirigir la correspondencia|adresse)[^:]{0,40}:\s*",
    re.I,
)
OPENING = 90  # characters of a note that say who speaks
MAX_PLACE = 250  # characters of a note that tells nothing but where its author works
_sentence = re.compile(
    rf"(?:(?<=[^\s.][^\s.][.!?])|(?<=[^\s.][.!?][.!?]))\s+(?=(?:[^\s,]+\s){{1,4}}[^\s,]+,?\s+{BIO_VERBS}\s)"
)
_place = re.compile(
    r"(?:\bat|\bof|\bfrom|\ben|\bde la|\bdel|\bda|\bdo|\bà|\bau|\ban der|\bam|\bem|\bna|\bno)\s+(?P<place>(?:the\s+)?[A-ZÀ-Þ].*)$",
    re.S,
)


def read_correspondence(text: str, language: str) -> ParsedAuthor | None:
    """The person of "Please address correspondence to: NAME, AFFILIATION. [email: …]".

    None if the line names no one. A bracket without "@" is text: "MERCOSUR [Southern Common Market]".
    """
    email = EMAIL.search(text)
    rest = _lead.sub("", text, count=1)
    if rest == text:
        length = lead_length(fold(text), "correspondence")
        rest = text[length:]
    rest = _email_bracket.sub("", rest).strip(" .;,")
    name, _, affiliation = rest.partition(",")
    name = name.strip()
    if not looks_like_name(name):
        return None
    parts = split_name(name, language)
    return ParsedAuthor(
        given=parts.given,
        family=parts.family,
        name_as_printed=name,
        affiliation=" ".join(affiliation.split()).strip(" .;,"),
        email=email[0] if email else "",
    )


def read_signatures(blocks: Sequence[Block], language: str) -> list[ParsedAuthor]:
    """ "NAME, AFFILIATION <e-mail>", one after the other."""
    found: list[list[str]] = []
    authors = []
    for block in blocks:
        names = signed_names(block)
        if len(names) > 1 or (names and len(block.rows) == 1):
            authors += [_named(name, "", language) for name in names]
            continue
        for number, row in enumerate(block.rows):
            opens = number == 0 and (is_name_over_place(block) or bool(names))
            if opens or signature_name(row.text) or not found:
                found.append([row.text.rstrip(" .,") + "," if opens else row.text])
            else:
                found[-1].append(row.text)
    for lines in found:
        text = " ".join(lines)
        name, _, rest = text.partition(",")
        parts = split_name(name.strip(), language)
        email = EMAIL.search(rest)
        place = _email_bracket.sub("", rest)
        authors.append(
            ParsedAuthor(
                given=parts.given, family=parts.family, name_as_printed=name.strip(),
                affiliation=" ".join(place.split()).strip(" .;,<>"), email=email[0] if email else "",
            )
        )  # fmt: skip
    return authors


def _named(name: str, place: str, language: str) -> ParsedAuthor:
    parts = split_name(name, language)
    return ParsedAuthor(given=parts.given, family=parts.family, name_as_printed=name, affiliation=place)


def read_biographies(text: str, language: str) -> list[ParsedAuthor]:
    """The persons of "NAME is at PLACE. NAME teaches at PLACE. Email: …"."""
    authors: list[ParsedAuthor] = []
    for sentence in _sentence.split(text):
        name = bio_name(sentence)
        if not name:
            continue
        parts = split_name(name, language)
        rest = _email_bracket.sub("", sentence[len(name) :]).strip()
        place = _place.search(rest)
        affiliation = (
            re.sub(r"\s*(?:E-?mail|Correo|Courriel)\s*:?\s*$", "", place["place"].strip(" ."), flags=re.I)
            if place
            else ""
        )
        authors.append(
            ParsedAuthor(
                given=parts.given,
                family=parts.family,
                name_as_printed=name,
                affiliation=affiliation.strip(" ."),
            )
        )
    return give_emails(authors, EMAIL.findall(text))


def read_star_note(text: str, authors: Sequence[ParsedAuthor], starred: Sequence[int]) -> list[ParsedAuthor]:
    """A footnote "* Professor, University of …. Email: …" goes to the one author whose name bears its sign."""
    out = list(authors)
    if len(starred) != 1 or starred[0] >= len(out) or not _sign.match(text):
        return out
    email = EMAIL.search(text)
    place = re.sub(r"\s*(?:e-?mail|correo(?: electr[oó]nico)?|courriel|correio(?: eletr[oô]nico)?)\s*:?\s*$", "",
                   _email_bracket.sub("", _sign.sub("", text)).strip(" ."), flags=re.I)  # fmt: skip
    mine = out[starred[0]]
    is_place = has_institution(fold(place)) and len(place) < MAX_PLACE
    out[starred[0]] = replace(
        mine,
        affiliation=mine.affiliation or (place.strip(" .;,") if is_place else ""),
        email=mine.email or (email[0] if email else ""),
    )
    return out


def bearers(note: str, signatures: Sequence[Signature]) -> list[int]:
    """Who bears the sign that opens a note: "** Researcher, …" tells of the name with two stars.

    A figure counts where the note begins with an office or a place of work; else it is a note of the text.
    """
    match = _sign.match(note)
    sign = match[0].strip() if match else ""
    if sign[:1] in tuple("¹²³⁴⁵⁶⁷⁸⁹⁰"):
        opening = fold(note[len(sign) :])[:OPENING]
        if not (has_institution(opening) or tells_role(opening) or EMAIL.search(note)):
            return []
        return [i for i, signature in enumerate(signatures) if sign.translate(UNRAISED) in signature.marks]
    exact = [i for i, signature in enumerate(signatures) if sign and signature.stars == sign]
    return exact or [i for i, signature in enumerate(signatures) if signature.is_corresponding]


def merge_authors(authors: Sequence[ParsedAuthor], others: Sequence[ParsedAuthor]) -> list[ParsedAuthor]:
    """Details of `others` go to the same persons in `authors`; strangers are left out."""
    out = list(authors)
    for other in others:
        place = matching_author(other.name_as_printed, out)
        if place is None:
            continue
        mine = out[place]
        out[place] = replace(
            mine,
            affiliation=mine.affiliation or other.affiliation,
            email=mine.email or other.email,
            orcid=mine.orcid or other.orcid,
        )
    return out
