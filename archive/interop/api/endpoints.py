"""What an address of the API is: one row, from which the view, the description and the help page are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.interop.answers import View, for_machines, json_answer, problem, site_url

Json = dict[str, Any]
Text = str | Promise
MAX_ROWS = 100  # rows of one answer
NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")


class UnreadableParameterError(ValueError):
    """A parameter that cannot be read; says what it must be."""


# ------------------------------------------------------------------ kinds of values
class ParameterKind(Protocol):
    def read(self, texts: Sequence[str]) -> Any: ...
    def schema(self) -> Json: ...


@dataclass(frozen=True, slots=True)
class Words:
    longest: int = 200

    def read(self, texts: Sequence[str]) -> str:
        text = NOT_TEXT.sub("", _single(texts))
        if len(text) > self.longest:
            raise UnreadableParameterError(
                _("It may have %(number)s characters at most.") % {"number": self.longest}
            )
        return text.strip()

    def schema(self) -> Json:
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Whole:
    least: int
    most: int

    def read(self, texts: Sequence[str]) -> int:
        text = _single(texts)
        number = int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else None
        if number is None or not self.least <= number <= self.most:
            raise UnreadableParameterError(
                _("It must be a whole number from %(least)s to %(most)s.")
                % {"least": self.least, "most": self.most}
            )
        return number

    def schema(self) -> Json:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class OneOf:
    values: tuple[str, ...]

    def read(self, texts: Sequence[str]) -> str:
        text = _single(texts)
        if text not in self.values:
            raise UnreadableParameterError(_("It must be one of these: %s.") % ", ".join(self.values))
        return text

    def schema(self) -> Json:
        return {"type": "string", "enum": list(self.values)}


@dataclass(frozen=True, slots=True)
class Moment:
    def read(self, texts: Sequence[str]) -> datetime:
        """A date, or a date and time with its zone (RFC 3339)."""
        text = _single(texts)
        try:
            if not re.fullmatch(
                r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d))?", text, re.ASCII
            ):
                raise ValueError(text)
            moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.upper()))
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise UnreadableParameterError(
                _("It must be like 2024-05-31 or 2024-05-31T18:00:00Z.")
            ) from error

    def schema(self) -> Json:
        either = [{"type": "string", "format": each} for each in ("date", "date-time")]
        return {"anyOf": either}


@dataclass(frozen=True, slots=True)
class Several:
    """The same parameter several times: ?author=a&author=b."""

    kind: Words
    most: int = 50

    def read(self, texts: Sequence[str]) -> tuple[str, ...]:
        if len(texts) > self.most:
            raise UnreadableParameterError(
                _("It may be given %(number)s times at most.") % {"number": self.most}
            )
        read = (self.kind.read([text]) for text in texts)
        return tuple(dict.fromkeys(text for text in read if text))

    def schema(self) -> Json:
        return {"type": "array", "items": self.kind.schema(), "maxItems": self.most}


def _single(texts: Sequence[str]) -> str:
    if len(texts) != 1:
        raise UnreadableParameterError(_("It may be given once only."))
    return texts[0]


# ------------------------------------------------------------------ parameters and endpoints
@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    description: Text
    kind: ParameterKind = field(default_factory=Words)
    default: Any = None


@dataclass(frozen=True, slots=True)
class InPath:
    """A part of the path; what does not fit `pattern` is simply not found."""

    name: str
    description: Text
    pattern: str = "^[A-Za-z0-9_-]+$"


LIMIT = Parameter("limit", gettext_lazy("Rows in one answer."), Whole(1, MAX_ROWS), default=20)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`answer` takes the request and the values of all parameters by name; it gives data or a response."""

    path: str  # below /api/, parts in braces: "documents/{identifier}"
    name: str  # unique, stays for ever: clients are generated from it
    summary: Text
    answer: Callable[..., Json | HttpResponse]
    schema: str  # name of what comes, in the description
    parts: tuple[InPath, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    errors: tuple[int, ...] = ()  # besides 400 and 405
    example: str = ""  # an address below /api/ that can be tried

    @property
    def route(self) -> str:
        """The path as Django writes it."""
        return "api/" + re.sub(r"\{(\w+)\}", r"<str:\1>", self.path)

    def view(self) -> View:
        def answered(request: HttpRequest, **parts: str) -> HttpResponseBase:
            try:
                values = read_parameters(request.GET, self.parameters)
            except ParametersError as error:
                return problem(400, str(error), errors=error.errors)
            answer = self.answer(request, **parts, **values)
            return answer if isinstance(answer, HttpResponseBase) else json_answer(answer)

        return for_machines(answered)


class ParametersError(ValueError):
    """Parameters that cannot be read or are not known; `errors` has one row for each."""

    def __init__(self, errors: list[Json]) -> None:
        super().__init__(_("Some parameters cannot be read."))
        self.errors = errors


def read_parameters(given: QueryDict, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """All values by name, the default where a parameter is not given. Raises ParametersError.

    A parameter that is not known is refused: a filter with a slip in its name would filter nothing.
    """
    values: dict[str, Any] = {}
    errors = []
    names = [parameter.name for parameter in parameters]
    for name in given:
        if name not in names:
            known = _("There is no such parameter. These are: %s.") % (", ".join(names) or "–")
            errors.append({"parameter": NOT_TEXT.sub("", name)[:60], "detail": known})
    for parameter in parameters:
        texts = given.getlist(parameter.name)
        try:
            values[parameter.name] = parameter.kind.read(texts) if texts else parameter.default
        except UnreadableParameterError as error:
            errors.append({"parameter": parameter.name, "detail": str(error)})
    if errors:
        raise ParametersError(errors)
    return values


# ------------------------------------------------------------------ lists
def listed(
    request: HttpRequest, rows: Sequence[Any], total: int, limit: int, key: str, show: Callable[[Any], Json]
) -> HttpResponse:
    """The first `limit` rows of one more, and the address of those after them."""
    shown = list(rows[:limit])
    following = None
    if len(rows) > limit:
        following = next_address(request, {"after": getattr(shown[-1], key)})
    data = {"total": total, "items": [show(row) for row in shown], "next": following}
    return with_next(json_answer(data), following)


def next_address(request: HttpRequest, changes: Mapping[str, object]) -> str:
    parameters = request.GET.copy()
    for name, value in changes.items():
        parameters[name] = str(value)
    return f"{site_url(request)}{request.path}?{parameters.urlencode()}"


def with_next(response: HttpResponse, address: str | None) -> HttpResponse:
    if address:
        response["Link"] = f'<{address}>; rel="next"'
    return response
