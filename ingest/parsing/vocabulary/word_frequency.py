"""How common a word is, by the lists of wordfreq.

They are loaded with the first question: it takes a quarter of a second, which a process that parses nothing saves.
"""


def zipf_frequency(word: str, language: str, wordlist: str = "best") -> float:
    """The logarithm of how often it stands in a billion words, 0 where it does not."""
    import wordfreq

    return float(wordfreq.zipf_frequency(word, language, wordlist))


def languages_known() -> frozenset[str]:
    """Those with a list."""
    import wordfreq

    return frozenset(wordfreq.available_languages())
