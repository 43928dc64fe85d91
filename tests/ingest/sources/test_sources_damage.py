"""Good files with a few bytes changed: each is read or refused, and nothing else happens."""

import io
import random

import pytest
from django.utils import translation

from ingest.sources import SourceRejected, read_source
from tests.ingest.sources.test_sources_images import drawn
from tests.ingest.sources.test_sources_recognised import HOCR, PAGE
from tests.ingest.sources.test_sources_zip import ALTO_PAGE, mets_zip, pack
from tests.untranslated import marked_spanish, untranslated


def image(kind) -> bytes:
    buffer = io.BytesIO()
    drawn(size=(200, 100)).save(buffer, kind)
    return buffer.getvalue()


def zipped(tmp_path) -> bytes:
    return pack(tmp_path / "a.zip", mets_zip()).read_bytes()


GOOD = {
    "alto": lambda _: ALTO_PAGE.encode(),
    "hocr": lambda _: HOCR.encode(),
    "page": lambda _: PAGE.encode(),
    "zip": zipped,
    "tiff": lambda _: image("TIFF"),
    "png": lambda _: image("PNG"),
    "jpeg": lambda _: image("JPEG"),
    "webp": lambda _: image("WEBP"),
    "text": lambda _: ("Some text here\n\nForum 3\n\n\n\n and more\f" * 20).encode(),
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A few bytes overwritten, cut out, doubled or put in."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(len(out) or 1)
        kind = chance.random()
        if kind < 0.5:
            out[at : at + 1] = bytes([chance.randrange(256)])
        elif kind < 0.7:
            del out[at : at + chance.randrange(1, 30)]
        elif kind < 0.9:
            out[at:at] = out[max(0, at - 20) : at]
        else:
            out[at:at] = bytes(chance.randrange(256) for _ in range(5))
    return bytes(out)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_damaged_file_is_read_or_refused(tmp_path, name):
    good, chance, path = GOOD[name](tmp_path), random.Random(name), tmp_path / "upload"
    answers, reasons = set(), set()
    for _ in range(40):
        path.write_bytes(damaged(good, chance) or b"x")
        try:
            answers.add(bool(read_source(path, "upload").pages))
        except SourceRejected as rejection:
            answers.add(len(str(rejection)) > 10)
            reasons.add(rejection.message)
    assert answers == {True}
    with marked_spanish(), translation.override("es"):
        assert untranslated(map(str, reasons)) == []  # nothing that a library says in English alone
