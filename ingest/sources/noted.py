"""Sentences that are kept with a file, in English, and shown in the reader's language (`ingest.desk.log_messages`)."""

NOTED: list[str] = []


def noted(sentence: str) -> str:
    """The same sentence, known to the catalogues from now on. Its placeholders are those of `str.format`."""
    NOTED.append(sentence)
    return sentence
