"""Files that do harm or make no sense, made of sound ones: the same for the same seed."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator

from PIL import Image, ImageDraw

from tests.typeset import typeset

TEXT = "The ferry was late and nobody minded.\n\nThe harbour board met again in the old customs house."
ALTO = (
    '<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page ID="P1" '
    'PHYSICAL_IMG_NR="1" WIDTH="600" HEIGHT="800"><PrintSpace><TextBlock><TextLine>{words}</TextLine></TextBlock>'
    "</PrintSpace></Page></Layout></alto>"
)
WORD = '<String CONTENT="{}" HPOS="{}" VPOS="90" WIDTH="60" HEIGHT="12"/>'
NUMBERS = (b"0", b"-1", b"65535", b"2147483647", b"-2147483648", b"99999999999999999999", b"1e308", b"NaN")

Mutation = Callable[[random.Random, bytes], bytes]


def sound_files() -> dict[str, bytes]:
    """One of each kind that is read."""
    pdf, _ = typeset((TEXT, TEXT))
    words = "".join(WORD.format(word, 20 + 70 * at) for at, word in enumerate(TEXT.split()[:7]))
    alto = ALTO.format(words=words).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0001.xml", alto)
        archive.writestr("0002.txt", TEXT)
    return {
        "page.pdf": pdf,
        "page.xml": alto,
        "page.txt": TEXT.encode(),
        "pages.zip": packed.getvalue(),
        "page.png": _image("PNG"),
        "page.tif": _image("TIFF"),
        "page.jpg": _image("JPEG"),
    }


def _image(kind: str) -> bytes:
    image = Image.new("L", (240, 90), 255)
    ImageDraw.Draw(image).text((10, 30), "HARBOUR NOTES", fill=0)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def hostile_files(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """(name, bytes), each kind of file and of harm in turn."""
    chance, sound = random.Random(seed), sound_files()
    names = sorted(sound)
    for number in range(count):
        name, mutate = names[number % len(names)], MUTATIONS[number // len(names) % len(MUTATIONS)]
        content = mutate(chance, sound[name])
        stem, _, ending = name.rpartition(".")
        yield f"{chance.choice(STEMS)}{stem}{number}.{ending}", content


STEMS = ("", "../", "<b>", "a" * 180, "=1+1", "\u202e", "%00", "' OR 1=1 --", "é\u0301")


def _flipped(chance: random.Random, content: bytes) -> bytes:
    made = bytearray(content)
    for _ in range(max(1, len(made) // 200)):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def _without_a_piece(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 200) :]


def _doubled(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start : start + 300] * chance.randrange(2, 60) + content[start:]


def _spliced(chance: random.Random, content: bytes) -> bytes:
    other = chance.choice(sorted(sound_files().values()))
    at = chance.randrange(len(content))
    return content[:at] + other[chance.randrange(len(other)) :]


def _with_odd_numbers(chance: random.Random, content: bytes) -> bytes:
    """In place of some of the numbers that are written as digits; where there are none, of four bytes."""
    runs = [at for at in range(1, len(content)) if content[at : at + 1].isdigit()]
    if not runs:
        at = chance.randrange(max(1, len(content) - 4))
        return content[:at] + b"\xff\xff\xff\x7f" + content[at + 4 :]
    made = bytearray(content)
    for at in sorted(chance.sample(runs, min(4, len(runs))), reverse=True):
        made[at : at + 1] = chance.choice(NUMBERS)
    return bytes(made)


def _in_front(chance: random.Random, content: bytes) -> bytes:
    """What another program takes for its own: two kinds in one file."""
    return (
        chance.choice((b"%PDF-1.7\n", b"PK\x03\x04", b"II*\x00", b"<?xml version='1.0'?>", b"\x00" * 64))
        + content
    )


def _noise(chance: random.Random, content: bytes) -> bytes:
    return content[:8] + chance.randbytes(chance.randrange(1, 4000))


def _entities(chance: random.Random, content: bytes) -> bytes:
    """An XML document that would grow, or read a file of this machine."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    harm = chance.choice((f'<!ENTITY e0 "x">{levels}', '<!ENTITY e11 SYSTEM "file:///etc/passwd">'))
    return f"<!DOCTYPE alto [{harm}]>".encode() + ALTO.format(words=WORD.format("&e11;", 20)).encode()


MUTATIONS: tuple[Mutation, ...] = (
    _flipped,
    _cut,
    _without_a_piece,
    _doubled,
    _spliced,
    _with_odd_numbers,
    _in_front,
    _noise,
    _entities,
)
