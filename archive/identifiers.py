"""Permanent identifiers of documents: seven random characters and a check character. ORCIDs of people.

Alphabet and check character are those of NOID (Nice Opaque Identifiers, California Digital
Library): 29 betanumeric characters without vowels, so that no identifier spells a word, and a
check that finds every single wrong character and every swap of two neighbours, because 29 is prime.
"""

import re
import secrets

ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
LENGTH = 8


def check_character(body: str) -> str:
    """The character that completes `body`: sum of position times value, modulo 29."""
    return ALPHABET[sum(n * ALPHABET.index(c) for n, c in enumerate(body, 1)) % len(ALPHABET)]


def mint_identifier() -> str:
    """A new identifier, e.g. "7k2m9x4q": 29**7 (17 billion) bodies."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def mint_token() -> str:
    """What nobody can guess, for a private address: 192 random bits."""
    return secrets.token_urlsafe(24)


def is_identifier(text: str) -> bool:
    """Whether `text` has the shape and the right check character; case does not matter."""
    text = text.lower()
    return len(text) == LENGTH and all(c in ALPHABET for c in text) and check_character(text[:-1]) == text[-1]


def identifier_of(address: str) -> str:
    """ "7k2m9x4q" of "7K2M9X4Q-the-title", what an article's address begins with."""
    return address.partition("-")[0].lower()


def possible_identifiers(mistyped: str) -> set[str]:
    """Identifiers that one wrong character or one swap of neighbours may have turned into `mistyped`.

    At most one character fits each place (29 is prime), so these are never more than 15.
    """
    if len(mistyped) != LENGTH:
        return set()
    spoilt = {mistyped[:n] + c + mistyped[n + 1 :] for n in range(LENGTH) for c in ALPHABET}
    swapped = {mistyped[:n] + mistyped[n + 1] + mistyped[n] + mistyped[n + 2 :] for n in range(LENGTH - 1)}
    return {each for each in spoilt | swapped if is_identifier(each)}


def is_orcid(text: str) -> bool:
    """Whether the last character checks the others (ISO 7064 mod 11-2).

    >>> is_orcid("0000-0002-1825-0097"), is_orcid("0000-0002-1825-0098")
    (True, False)
    """
    if not re.fullmatch(r"(?:\d{4}-){3}\d{3}[\dX]", text, re.ASCII):
        return False
    total = 0
    for digit in text.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    return text[-1] == "0123456789X"[(12 - total % 11) % 11]
