"""The names under which an index made by version 0.1 knows its fields and its segments: Whoosh pickles the classes."""

from search.backends.arrays.whoosh.codec import ArrayCodec, WordsField

__all__ = ["ArrayCodec", "WordsField"]
