"""Random little archives for property tests: texts of few words, so that phrases meet."""

import random

from search.analysis import PAGE_BREAK, PART_BREAK
from search.engine_protocol import Entry

WORDS = [
    "social",
    "integration",
    "integrations",
    "integrated",
    "nation",
    "nations",
    "national",
    "neo-liberal",
    "neoliberal",
    "neo",
    "liberal",
    "liberalism",
    "policy",
    "policies",
    "trade",
    "trading",
    "harbour",
    "harbours",
    "aid",
    "aids",
    "AIDS",
    "people’s",
    "peoples",
    "l’intégration",
    "integración",
    "integraciones",
    "pueblo",
    "pueblos",
    "U.S.",
    "US",
    "1,000",
    "1000",
    "2007",
    "café",
    "cafe",
    "naïve",
    "O’Brien",
    "Brien",
    "O",
    "policy-making",
    "the",
    "of",
    "and",
]
GAPS = (" ", " ", " ", " ", "\n", ", ", ". ", "\n\n")
LANGUAGES = ("en", "en", "es", "fr", "de", "", "xx", "pt-BR")


def random_text(random_: random.Random, length: int) -> str:
    return "".join(random_.choice(WORDS) + random_.choice(GAPS) for _ in range(length)).strip()


def random_entries(seed: int, count: int) -> list[Entry]:
    """Entries with a text of a title and up to three pages; `columns["pages"]` has the pages."""
    random_ = random.Random(seed)
    entries = []
    for number in range(count):
        title = random_text(random_, random_.randint(1, 3))
        pages = [random_text(random_, random_.randint(0, 14)) for _ in range(random_.randint(1, 3))]
        language = random_.choice(LANGUAGES)
        entries.append(
            Entry(
                f"archive.document.{number}",
                language,
                {"text": PART_BREAK.join((title, PAGE_BREAK.join(pages))), "title": title},
                {
                    "django_ct": "archive.document",
                    "django_id": str(number),
                    "language": language or None,
                    "year": random_.choice((None, 1999, 2005, 2006, 2007)),
                    "pages": pages,
                },
            )
        )
    return entries
