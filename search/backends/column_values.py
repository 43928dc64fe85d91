"""What the values of a document may be, whichever engine keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KEY = "django_id"
SMALLEST, LARGEST = -(2**63), 2**63 - 1

Row = Mapping[str, Any]


def check_row(row: Row) -> None:
    """Raises ValueError, TypeError or KeyError for what no column can hold."""
    int(row[KEY])
    for name, value in row.items():
        for each in value if isinstance(value, list) else () if value is None else (value,):
            if type(each) is int:
                if not SMALLEST <= each <= LARGEST:
                    raise ValueError(f"{name} has a number of more than 64 bits")
            elif type(each) is str:
                each.encode()
            else:
                raise TypeError(f"{name} has a {type(each).__name__}, which is no value of a column")
