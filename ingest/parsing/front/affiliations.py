"""From the lines below the names: affiliations by mark, addresses by person, e-mail addresses, ORCIDs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.parsing.records import ParsedAuthor
from ingest.parsing.structure.block_features import EMAIL
from ingest.parsing.structure.bylines import UNRAISED, UNREAD, ByLine, Signature, read_byline
from ingest.parsing.vocabulary.contributions import read_contribution
from ingest.parsing.vocabulary.cues import cue_of, has_institution, lead_length
from ingest.parsing.vocabulary.identifiers import find_orcids
from ingest.parsing.vocabulary.names import MARKS, Name, is_given_name, split_name
from ingest.parsing.vocabulary.normalise import fold

_opens_mark = re.compile(rf"^\s*(?P<mark>[{MARKS}]+|\d{{1,2}}(?=\.?\s*[A-ZÀ-Þ]))\.?\s*(?P<rest>.*)$", re.S)
_staff = re.compile(
    r"^(?:edited|reviewed|editado|revisado|edite|herausgegeben|received|accepted|published|submitted)\b"
)
_opens_unread = re.compile(r"^\s*['’‘!\"”“°?|¢®]{1,2}\s?(?P<rest>[A-ZÀ-Þ].*)$", re.S)
_inner_mark = re.compile(
    r"\s*(?:[–—;,]\s*|\s)(?=(?:[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉᶠᵍʰ]+|\d{1,2}(?=[A-ZÀ-Þ]))\s*[A-ZÀ-Þ]|(?<=[,;]\s)\d{1,2}\.?\s+[A-ZÀ-Þ])"
)
MIN_BESIDE_EMAIL = 30  # characters of an affiliation; a label of an address is shorter
MIN_NAME = 3  # letters of a part of a name that an e-mail address spells: "de" is in many
MIN_LOCAL = 4  # letters of an address before its "@" that part of a name spells


@dataclass(slots=True)
class Addresses:
    """What the lines below the names say."""

    by_mark: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)  # printed name -> affiliation
    common: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    email_by_name: dict[str, str] = field(default_factory=dict)
    orcids: list[str] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)  # names of an address block


def read_addresses(lines: Sequence[str], person: str = "") -> Addresses:
    """Lines after the by-line, or a whole address block "NAME / AFFILIATION / e-mail / NAME …".

    `person`: the one author of the by-line above, to whom the first lines belong.
    """
    found = Addresses()
    mark = ""
    is_staff = False
    for number, line in enumerate(lines):
        is_staff = _is_staff_line(line, is_staff)
        if is_staff:
            continue
        found.orcids += find_orcids(line)
        emails = EMAIL.findall(line)
        names = read_byline(line) if not emails else None
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if names and _is_person(names, line, below, is_open=bool(person) and person not in found.by_name):
            found.signatures += names.signatures
            person, mark = names.signatures[-1].name, ""
            continue
        for email in emails:
            found.emails.append(email)
            if person:
                found.email_by_name.setdefault(person, email)
        if emails and len(EMAIL.sub("", line).strip(" .,;<>[]()*")) < MIN_BESIDE_EMAIL:
            continue
        folded = fold(line.lstrip(MARKS + " "))
        if lead_length(folded, "correspondence") or cue_of(folded.partition(":")[0], "contents"):
            continue
        for part in _inner_mark.split(line):
            mark = _add_part(found, part, mark, person)
    return found


def _is_person(names: ByLine, line: str, below: str, *, is_open: bool) -> bool:
    """A line of names, and not a place that looks like one ("Salas de Lectura del Sur").

    `is_open`: the person above has no address yet, so that this line may be it.
    """
    if _opens_mark.match(line) or has_institution(fold(line)):
        return False
    if names.is_sure or not is_open:
        return True
    first = names.signatures[0].name.split()[0]
    return is_given_name(first) or has_institution(fold(below)) or bool(EMAIL.search(below))


def _is_staff_line(line: str, was: bool) -> bool:
    """ "Edited by", "Reviewed by", "Received" and the names and dates below them are not the authors'."""
    if cue_of(fold(line).split(":")[0], "dates") or _staff.match(fold(line)) or read_contribution(line)[0]:
        return True
    return was and bool(read_byline(line)) and not _opens_mark.match(line)


def _add_part(found: Addresses, part: str, mark: str, person: str) -> str:
    unread = _opens_unread.match(part)
    if unread:  # the second such line makes both unsure: whose place is which cannot be told
        mark = UNREAD if UNREAD not in found.by_mark else f"{UNREAD}{len(found.by_mark)}"
        found.by_mark[mark] = _tidy(unread["rest"])
        return mark
    match = _opens_mark.match(part)
    text = EMAIL.sub("", part).strip(" ,;<>")
    if match and match["rest"]:
        mark = match["mark"].translate(UNRAISED)
        if re.match(r"^[*∗⁎†‡§¶‖#]", mark):
            return mark
        found.by_mark[mark] = _tidy(match["rest"])
    elif mark and not re.match(r"^[*∗⁎†‡§¶‖#]", mark):
        found.by_mark[mark] = _tidy(f"{found.by_mark.get(mark, '')} {text}")
    elif person:
        found.by_name[person] = _tidy(f"{found.by_name.get(person, '')} {text}")
    elif text and not mark:
        found.common.append(_tidy(text))
    return mark


def _tidy(text: str) -> str:
    return re.sub(r"- (?=[a-zà-ÿ])", "", " ".join(text.split())).strip(" ,;")


def make_authors(signatures: Sequence[Signature], addresses: Addresses, language: str) -> list[ParsedAuthor]:
    """Names with what belongs to each."""
    authors = []
    for signature in signatures:
        name = split_name(signature.name, language)
        unsure = any(m.startswith(UNREAD) and m != UNREAD for m in addresses.by_mark)
        places = [
            addresses.by_mark[m]
            for m in signature.marks
            if m in addresses.by_mark and not (m == UNREAD and unsure)
        ]
        if not places and signature.name in addresses.by_name:
            places = [addresses.by_name[signature.name]]
        if not places and addresses.common and not addresses.by_mark and not addresses.by_name:
            places = [" ".join(addresses.common)]
        authors.append(
            ParsedAuthor(
                given=name.given, family=name.family, name_as_printed=signature.name,
                affiliation="; ".join(places), email=addresses.email_by_name.get(signature.name, ""),
            )
        )  # fmt: skip
    authors = give_emails(authors, addresses.emails, [s.is_corresponding for s in signatures])
    return give_orcids(authors, addresses.orcids)


def give_emails(
    authors: list[ParsedAuthor], emails: Sequence[str], stars: Sequence[bool] = ()
) -> list[ParsedAuthor]:
    """Each e-mail address to the author whose name it spells, else to the corresponding, else the first."""
    out = list(authors)
    given = {author.email for author in out if author.email}
    for email in emails:
        if email in given or not out:
            continue
        place = _owner(email, out)
        if place is None:
            starred = [i for i, star in enumerate(stars) if star and i < len(out) and not out[i].email]
            free = [i for i, author in enumerate(out) if not author.email]
            place = (starred or free or [None])[0]  # type: ignore[list-item]
        if place is not None and not out[place].email:
            out[place] = replace(out[place], email=email)
            given.add(email)
    return out


def _owner(email: str, authors: Sequence[ParsedAuthor]) -> int | None:
    local = re.sub(r"[^a-z]", "", fold(email.split("@")[0]))
    scores = []
    for i, author in enumerate(authors):
        names = re.findall(r"[a-z]+", fold(f"{author.family} {author.given}"))
        parts = [name for name in names if len(name) >= MIN_NAME]
        spelled = [p for p in parts if p in local or (len(local) >= MIN_LOCAL and local in p)]
        scores.append((max(map(len, spelled), default=0), -i))
    best = max(scores, default=(0, 0))
    return -best[1] if best[0] else None


def give_orcids(authors: list[ParsedAuthor], orcids: Sequence[str]) -> list[ParsedAuthor]:
    """Only when there are as many as authors, or one author: else whose is whose is not printed."""
    if len(orcids) == len(authors):
        return [replace(author, orcid=orcid) for author, orcid in zip(authors, orcids, strict=True)]
    return authors


def matching_author(name: Name | str, authors: Sequence[ParsedAuthor]) -> int | None:
    """The author who bears this name, however it is capitalised."""
    printed = fold(name if isinstance(name, str) else name.printed)
    for i, author in enumerate(authors):
        if fold(author.name_as_printed) == printed or fold(f"{author.given} {author.family}") == printed:
            return i
    return None
