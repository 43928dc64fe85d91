"""Which encoding a text without a mark is in, by the words that it makes of the bytes."""

import pytest

from ingest.sources import read_source
from ingest.sources.encodings import decode_by_words

SPANISH = (
    "La inundación del año 1898: el capitán Muñoz llegó a la región. ¿Quién podía saber qué pasaría después?\n"
    "La población había salido, y los niños dormían en las iglesias. El archivo está en el norte de África.\n"
)
ENGLISH = "The clerks’ books weren’t lost – they’d been moved. “Nobody knew,” said the porter—who was old.\n"
PORTUGUESE = (
    "O capitão não sabia que a povoação já tinha saído; as mães não tinham pão nem água, só a região.\n"
)
GREEK = "Οι γραμματείς του λιμανιού κρατούσαν βιβλία για κάθε πλοίο που έφτανε στην πόλη.\n"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SPANISH, "cp1252", "Windows-1252"),
        (SPANISH, "mac_roman", "Mac Roman"),
        (SPANISH, "cp850", "DOS 850"),
        (ENGLISH, "cp1252", "Windows-1252"),
        (ENGLISH, "mac_roman", "Mac Roman"),
        (PORTUGUESE, "cp850", "DOS 850"),
        (GREEK, "cp1253", "Windows-1253"),
    ],
)
def test_the_encoding_is_the_one_that_makes_words(text, codec, name):
    decoded = decode_by_words(text.encode(codec))
    assert (decoded.text, decoded.encoding.name, decoded.is_told) == (text, name, True)


def test_two_encodings_that_make_the_same_words_are_no_doubt():
    text = SPANISH.replace("Á", "A")
    decoded = decode_by_words(text.encode("cp437"))
    assert decoded.text == text
    assert decoded.is_told


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (SPANISH.encode("cp1252"), []),
        (SPANISH.encode("mac_roman"), ["encoding_guessed"]),
        (
            b"The list: xq\x91z and q\xeb\xf5zt, then zr\xd8k of the old port and of its ships.\n",
            ["encoding_doubtful"],
        ),
        (SPANISH.encode(), []),
    ],
)
def test_a_person_is_told_what_was_guessed_and_what_is_doubtful(tmp_path, content, codes):
    path = tmp_path / "upload"
    path.write_bytes(content)
    assert [note.code for note in read_source(path, "a.txt").notes] == codes
