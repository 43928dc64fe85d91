"""Which Hemeroteca this is. The version stands in `pyproject.toml` alone."""

import tomllib
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


@cache
def own_version() -> str:
    """Of the Hemeroteca that runs: "0.2.0"."""
    return tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"]
