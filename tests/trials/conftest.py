"""The people and children of the desk's tests."""

from tests.ingest.conftest import desk, librarian, reading

__all__ = ["desk", "librarian", "reading"]
