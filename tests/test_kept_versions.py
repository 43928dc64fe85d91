"""PARSER_VERSION and the FORMAT of an index are raised whenever what they stand for changes.

`kept_versions.json` has, for the number of each, digests of what it gave. Who changes the parse of the demo
issues or the index of the sample below raises the number, then `make goldens` keeps the new digests.
Nothing is kept for a number that stays: what was parsed or indexed under it would be taken for the same.
"""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.parsing.records import PARSER_VERSION
from search.analysis import PAGE_BREAK, PART_BREAK
from search.backends.arrays import index_files
from search.backends.index_directory import FORMAT
from search.engine_protocol import Entry
from search.query_fields import WORD_FIELDS

ROOT = Path(__file__).resolve().parent
KEPT = ROOT / "kept_versions.json"
GOLDENS = ROOT / "ingest" / "parsing" / "goldens"
SAMPLE = {
    "en": "The people’s neo-liberal policies, and 1,000 neo liberal ones: AIDS is no aid. O’Brien’s co-operation was re-\nmade.",
    "es": "La integración de las naciones; las integraciones regionales, teologías y decisiones de los pueblos.",
    "pt": "As nações e a nação, as decisões e a decisão: políticas sociais, teologias e integração.",
    "fr": "L’intégration des États-nations n’aura qu’une œuvre; les politiques sociales aujourd’hui.",
    "de": "Die Häfen und der Hafen, Brücken der Städte: Großmächte, Bündnisse, Fußnoten.",
    "da": "Verdens nationer: 統合 U.S.A. ﬁscal naïve café 2005–2007.",
}


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


def parses() -> dict[str, str]:
    """By the digest of a demo issue that of its parse: an issue that is typeset anew is another one."""
    fixtures = ROOT.parent / "fixtures"
    sources = {path.name: path for path in fixtures.rglob("*") if path.is_file()}
    return {
        digest(sources[golden.stem].read_bytes()): digest(
            json.dumps(json.loads(golden.read_text("utf-8")), sort_keys=True).encode()
        )
        for golden in sorted(GOLDENS.glob("*.json"))
    }


def index_of_sample(folder: Path) -> dict[str, str]:
    """By kind of file the digest of what is written: terms, their posting lists, and where both lie."""
    index_files.create(folder, index_files.make_schema(WORD_FIELDS))
    entries = [
        Entry(
            language, language, dict.fromkeys(WORD_FIELDS, text) | {"text": whole(text)}, {"django_id": "1"}
        )
        for language, text in SAMPLE.items()
    ]
    index_files.write(folder, entries)
    files = sorted(path for path in folder.iterdir() if path.suffix in {".trm", ".pst"})
    assert len(files) == len(WORD_FIELDS) + 1
    return {path.name.partition(".")[2]: digest(path.read_bytes()) for path in files}


def whole(text: str) -> str:
    return PART_BREAK.join((text[:20], PAGE_BREAK.join((text, text))))


@pytest.mark.parametrize("name", ["PARSER_VERSION", "FORMAT"])
def test_what_a_number_stands_for_changes_with_the_number_alone(name, tmp_path, request):
    number = {"PARSER_VERSION": PARSER_VERSION, "FORMAT": FORMAT}[name]
    found = parses() if name == "PARSER_VERSION" else index_of_sample(tmp_path)
    kept = json.loads(KEPT.read_text("utf-8"))
    if kept[name]["number"] == number:
        before = kept[name]["digests"]
        changed = {key for key in before.keys() & found.keys() if before[key] != found[key]}
        if name == "FORMAT":
            changed |= before.keys() ^ found.keys()  # a field more or less; an issue more is no other parse
        assert not changed, f"{name} is still {number}: raise it, and run `make goldens`"
    if request.config.getoption("--rewrite-goldens"):
        kept[name] = {"number": number, "digests": found}
        KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
    assert kept[name] == {"number": number, "digests": found}, "run `make goldens`"
