"""What is told of a file or of a change: a code with its parameters, put into words when it is shown.

Rows keep the code, so that rewording loses none of them, and they can be counted by it. Pure: the sentences
stand in `ingest.sentences`.
"""

from __future__ import annotations

from typing import Any


class Message:
    """`code` names a sentence of `ingest.sentences`; `params` fill it, and may be messages themselves.

    >>> Message("not_published", title="Tides", reason=Message("has_no_page")).as_json()["code"]
    'not_published'
    """

    __slots__ = ("code", "params")

    def __init__(self, code: str, /, **params: Any) -> None:
        self.code = code
        self.params = {
            name: value if isinstance(value, Message | int | float) else str(value)
            for name, value in params.items()
        }

    def __str__(self) -> str:
        """In the language of who reads now."""
        from ingest.sentences import in_words

        return in_words(self)

    def __repr__(self) -> str:
        return f"Message({self.code!r}, {self.params!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.as_json() == other.as_json()

    def __hash__(self) -> int:
        return hash(self.code)

    def as_json(self) -> dict[str, Any]:
        """As it is kept and sent: {"code": …, "params": {…}}, messages within it likewise."""
        return {"code": self.code, "params": self.plain_params()}

    def plain_params(self) -> dict[str, Any]:
        return {
            name: value.as_json() if isinstance(value, Message) else value
            for name, value in self.params.items()
        }

    @classmethod
    def from_json(cls, code: str, params: dict[str, Any] | None = None) -> Message:
        """What `as_json` gave."""
        params = params or {}
        return cls(
            code,
            **{
                name: cls.from_json(value["code"], value.get("params")) if _is_message(value) else value
                for name, value in params.items()
            },
        )


def _is_message(value: object) -> bool:
    return isinstance(value, dict) and "code" in value


class RefusedError(Exception):
    """What was asked for was not done; says why and what to do.

    `field` is where on a form the reason belongs, "" for the whole.
    """

    def __init__(self, code: str, /, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.message = Message(code, **params)
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
