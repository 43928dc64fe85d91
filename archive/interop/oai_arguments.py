"""OAI-PMH 2.0: the arguments of a request, checked as the protocol says. Knows no rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

GRANULARITIES = {
    re.compile(r"\d{4}-\d\d-\d\d"): ("%Y-%m-%d", timedelta(days=1)),
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"): ("%Y-%m-%dT%H:%M:%SZ", timedelta(seconds=1)),
}
LAST = datetime(9999, 1, 1, tzinfo=UTC)


class ProtocolError(Exception):
    """An error of the protocol: its code and what a harvester's keeper should know."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Verb:
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    is_resumable: bool = False


_LISTING = Verb(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), is_resumable=True)
VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=frozenset({"identifier"})),
    "ListSets": Verb(is_resumable=True),
    "GetRecord": Verb(required=frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LISTING,
    "ListRecords": _LISTING,
}


def read_arguments(given: QueryDict) -> dict[str, str]:
    """The arguments with their verb. Raises ProtocolError for what does not belong together."""
    verb = given.get("verb", "")
    if len(given.getlist("verb")) != 1 or verb not in VERBS:
        raise ProtocolError("badVerb", _("The verb must be one of %s.") % ", ".join(VERBS))
    asked = VERBS[verb]
    arguments = {name: given[name] for name in given}
    if repeated := [name for name in given if len(given.getlist(name)) > 1]:
        raise ProtocolError("badArgument", _("Given more than once: %s.") % _named(repeated))
    if asked.is_resumable and "resumptionToken" in arguments:
        if arguments.keys() != {"verb", "resumptionToken"}:
            raise ProtocolError("badArgument", _("A resumptionToken stands alone."))
        return arguments
    if unknown := arguments.keys() - asked.required - asked.optional - {"verb"}:
        text = _("%(verb)s takes no %(arguments)s.")
        raise ProtocolError("badArgument", text % {"verb": verb, "arguments": _named(unknown)})
    if missing := asked.required - arguments.keys():
        text = _("%(verb)s needs %(arguments)s.")
        raise ProtocolError("badArgument", text % {"verb": verb, "arguments": _named(missing)})
    return arguments


def _named(names) -> str:
    """Names of arguments as they were sent, cut and without what XML cannot carry."""
    return ", ".join(re.sub(r"[^ -~]", "?", name)[:40] for name in sorted(names))


# ------------------------------------------------------------------ what is listed
@dataclass(frozen=True, slots=True)
class Listing:
    """Which records, and where to go on: after the record changed at `after` with the key `after_pk`."""

    prefix: str = ""
    set_spec: str = ""
    since: datetime | None = None  # included
    before: datetime | None = None  # not included
    after: datetime | None = None
    after_pk: int = 0
    done: int = 0  # records given before
    total: int | None = None

    def following(self, after: datetime | None, after_pk: int, done: int, total: int) -> Listing:
        return replace(self, after=after, after_pk=after_pk, done=done, total=total)


def read_listing(arguments: dict[str, str]) -> Listing:
    """Of a listing that begins. The bounds share one granularity and both belong to the range."""
    since, since_step = _bound(arguments, "from")
    until, until_step = _bound(arguments, "until")
    if since and until:
        if since_step != until_step:
            raise ProtocolError("badArgument", _("from and until must have the same granularity."))
        if since > until:
            raise ProtocolError("badArgument", _("from is later than until."))
    before = min(until, LAST) + until_step if until and until_step else None
    return Listing(arguments.get("metadataPrefix", ""), arguments.get("set", ""), since, before)


def _bound(arguments: dict[str, str], name: str) -> tuple[datetime | None, timedelta | None]:
    text = arguments.get(name)
    if text is None:
        return None, None
    for shape, (layout, step) in GRANULARITIES.items():
        if shape.fullmatch(text):
            try:
                return datetime.strptime(text, layout).replace(tzinfo=UTC), step
            except ValueError as error:
                raise ProtocolError("badArgument", _("%s is no date.") % name) from error
    raise ProtocolError("badArgument", _("%s must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.") % name)


# ------------------------------------------------------------------ resumption tokens
def write_token(verb: str, listing: Listing) -> str:
    """All that is needed to go on: nothing is kept here, and the token never expires."""
    moments = (listing.since, listing.before, listing.after)
    since, before, after = (moment.isoformat() if moment else "" for moment in moments)
    state = [
        verb, listing.prefix, listing.set_spec, since, before, after,
        listing.after_pk, listing.done, listing.total,
    ]  # fmt: skip
    return signing.dumps(state, salt="oai-pmh")


def read_token(verb: str, token: str) -> Listing:
    try:
        of_verb, prefix, set_spec, *moments, after_pk, done, total = signing.loads(token, salt="oai-pmh")
    except signing.BadSignature as error:
        raise ProtocolError("badResumptionToken", _("This resumptionToken was not given here.")) from error
    if of_verb != verb:
        raise ProtocolError("badResumptionToken", _("This resumptionToken is one of %s.") % of_verb)
    since, before, after = (datetime.fromisoformat(each) if each else None for each in moments)
    return Listing(prefix, set_spec, since, before, after, after_pk, done, total)
