"""Which languages are written from right to left."""

# By ISO 639 code; the script subtag of a language tag overrides it (BCP 47): "az-Arab", "ks-Deva".
LANGUAGES = frozenset(
    [
        "ar",
        "arc",
        "ary",
        "arz",
        "ckb",
        "dv",
        "fa",
        "he",
        "iw",
        "ks",
        "nqo",
        "prs",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)
SCRIPTS = frozenset(
    ["adlm", "arab", "aran", "armi", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"]
)
SCRIPT_LETTERS = 4


def is_right_to_left(tag: str) -> bool:
    """Of a language tag: "he", "ar-EG", "az-Arab"; False where it is empty.

    >>> is_right_to_left("ar-EG"), is_right_to_left("ks-Deva"), is_right_to_left("")
    (True, False, False)
    """
    language, *subtags = tag.lower().replace("_", "-").split("-")
    script = next((part for part in subtags if len(part) == SCRIPT_LETTERS and part.isalpha()), "")
    return script in SCRIPTS if script else language in LANGUAGES
