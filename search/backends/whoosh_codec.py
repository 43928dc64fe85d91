"""The name under which indexes made before version 0.2 know their fields: Whoosh pickles the class with each index."""

from search.backends.arrays.whoosh.codec import WordsField

__all__ = ["WordsField"]
