"""Records as JSON and back: how a parse travels from the sandboxed child to its parent.

Not pickle: the child has read a stranger's file and may be in the stranger's hands, so the parent
takes nothing from it but data of the declared types. A record is the list of its fields in order; the one
of which there are very many, a placed word, is a named tuple, which is written as it is.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

MAX_NUMBER = 2**31  # the numbers of a database column
T = TypeVar("T")
Decoder = Callable[[Any], Any]


def to_json(record: Any) -> str:
    """One line of ASCII."""
    return json.dumps(record, default=_fields_of, separators=(",", ":"), allow_nan=False)


def decode(kind: type[T], data: Any) -> T:
    """The record of type `kind` from what `json.loads` gave; ValueError where its shape is another."""
    record: T = _decoder(kind)(data)
    return record


def _fields_of(record: Any) -> list[Any]:
    return [getattr(record, name) for name in _field_names(type(record))]


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _decoder(kind: Any) -> Decoder:
    if dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"):
        return _record_decoder(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin is dict:
        return _dict_decoder(arguments[1])
    if origin in (Union, UnionType):
        return _union_decoder(arguments)
    if origin is Literal:
        return _literal_decoder(arguments)
    return _PLAIN[kind]


def _record_decoder(kind: Any) -> Decoder:
    decoders = [_decoder(hint) for hint in get_type_hints(kind).values()]

    def decode_record(data: Any) -> Any:
        if type(data) is not list or len(data) != len(decoders):
            raise ValueError(f"no {kind.__name__}: {data!r:.80}")
        return kind(*[decoder(value) for decoder, value in zip(decoders, data, strict=True)])

    return decode_record


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    def check(data: Any) -> list[Any]:
        if type(data) is not list:
            raise ValueError(f"no list: {data!r:.80}")
        return data

    if arguments[-1] is Ellipsis:
        item = _decoder(arguments[0])
        return lambda data: tuple([item(value) for value in check(data)])
    items = [_decoder(argument) for argument in arguments]
    if set(items) == {_decode_float}:
        return lambda data: _decode_floats(check(data), len(items))
    return lambda data: tuple([item(value) for item, value in zip(items, check(data), strict=True)])


def _dict_decoder(value_kind: Any) -> Decoder:
    decoder = _decoder(value_kind)

    def decode_dict(data: Any) -> dict[str, Any]:
        if type(data) is not dict:
            raise ValueError(f"no object: {data!r:.80}")
        return {_decode_text(key): decoder(value) for key, value in data.items()}

    return decode_dict


def _union_decoder(arguments: tuple[Any, ...]) -> Decoder:
    """Of a type and None, the only unions there are."""
    (other,) = (argument for argument in arguments if argument is not NoneType)
    decoder = _decoder(other)
    return lambda data: None if data is None else decoder(data)


def _literal_decoder(values: tuple[Any, ...]) -> Decoder:
    def decode_literal(data: Any) -> Any:
        if data not in values:
            raise ValueError(f"{data!r:.80} is none of {values}")
        return data

    return decode_literal


def _decode_text(data: Any) -> str:
    """Text that every database takes: NUL and lone surrogates become "?", so that offsets stay."""
    if type(data) is not str:
        raise ValueError(f"no text: {data!r:.80}")
    if data.isascii() and "\0" not in data:
        return data
    return data.replace("\0", "?").encode("utf-8", "replace").decode("utf-8")


def _decode_whole(data: Any) -> int:
    if type(data) is not int or abs(data) >= MAX_NUMBER:
        raise ValueError(f"no whole number: {data!r:.80}")
    return data


def _decode_float(data: Any) -> float:
    if type(data) not in (int, float) or not abs(data) < MAX_NUMBER:  # nor NaN
        raise ValueError(f"no number: {data!r:.80}")
    return float(data)


def _decode_floats(data: list[Any], number: int) -> tuple[float, ...]:
    """A box: most of what a file holds."""
    if len(data) != number:
        raise ValueError(f"not {number} numbers: {data!r:.80}")
    for each in data:
        if type(each) is not float or not -MAX_NUMBER < each < MAX_NUMBER:
            return tuple([_decode_float(each) for each in data])
    return tuple(data)


def _decode_truth(data: Any) -> bool:
    if type(data) is not bool:
        raise ValueError(f"neither true nor false: {data!r:.80}")
    return data


_PLAIN: dict[Any, Decoder] = {
    str: _decode_text,
    int: _decode_whole,
    float: _decode_float,
    bool: _decode_truth,
}
