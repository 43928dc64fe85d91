"""Pages as large as their scans are, in tiles, for those who look closely.

A page is drawn and cut once, when the first tile of it is asked for that the large page image has not, and kept under
the original's sha256 and the key of what is covered on it: `derived/tiles/ab/cd/abcd…/0007.zip`, where an article on it
may not be seen `0007-0123456789ab.zip`. Derived: all may be deleted at any time, and the oldest are where they take
more room than they are given. Beside them stands how large a page is, `0007.json`.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image

from archive.access import ImageAccess
from archive.models import Page, Scan
from archive.sandbox.forking import Target
from archive.scans import page_images
from archive.scans.made_files import is_made
from archive.scans.page_images import (
    FULL,
    PageImageError,
    PageImagePutOffError,
    WithheldImageError,
    image_path,
)
from archive.scans.page_rendering import fitted

SIDE = 1024  # pixels of a tile
DPI = 300  # of a page that no scanner made
PATIENCE = 3.0  # seconds that somebody waits for another's page to be drawn, before told to ask again
MAX_READ = 16_000_000  # pixels of tiles that are put together for one answer
MAX_TILE_BYTES = 8_000_000
ROOM_LEFT = 0.9  # of the room, when some was made

# One page at a time is drawn so large, whoever asks and however often.
_drawing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Box:
    """A part of an image, in its pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def edges(self) -> tuple[int, int, int, int]:
        return self.x, self.y, self.x + self.width, self.y + self.height


def full_size(page: Page, seen: ImageAccess) -> tuple[int, int]:
    """(width, height) of the page as large as it can be had. Raises PageImageError."""
    _refuse_withheld(page, seen)
    path = _size_path(page)
    if not is_made(path):
        with _one_at_a_time(page, path):
            if not is_made(path):
                _measure_or_draw(page, seen, with_tiles=False)
    told = json.loads(path.read_bytes())
    return int(told["width"]), int(told["height"])


def factors(size: tuple[int, int]) -> list[int]:
    """How many times smaller each level is than the page, the last one a single tile."""
    levels = max(0, math.ceil(math.log2(max(size) / SIDE)))
    return [2**level for level in range(levels + 1)]


def tile(page: Page, seen: ImageAccess, box: Box, wanted: tuple[int, int]) -> bytes | None:
    """The WebP of this part at this size, where that is a tile as they are kept; drawn now where there is none yet.

    None where it is no tile, or no tiles are kept and the large page image has all that is asked for.
    """
    size, path = full_size(page, seen), _tiles_path(page, seen)
    name = _name_of_tile(box, wanted, size)
    if not name or not (is_made(path) or _is_beyond_large(box, wanted, size)):
        return None
    draw(page, seen)
    with _opened(path) as tiles:
        return _read(tiles, name)


def picture_of(page: Page, seen: ImageAccess, box: Box, wanted: tuple[int, int]) -> Image.Image:
    """This part of the page at a size that is no larger. Raises PageImageError."""
    size = full_size(page, seen)
    if not _is_beyond_large(box, wanted, size):
        with Image.open(image_path(page, FULL, seen)) as large:
            share = large.width / size[0]
            return _resized(large, [edge * share for edge in box.edges], wanted)
    draw(page, seen)
    with _opened(_tiles_path(page, seen)) as tiles:
        return _put_together(tiles, box, wanted, size)


def _is_beyond_large(box: Box, wanted: tuple[int, int], size: tuple[int, int]) -> bool:
    """Whether it has more pixels than the same part of the large page image."""
    return _scale(box, wanted) > fitted(*size, FULL)[0] / size[0]


def _scale(box: Box, wanted: tuple[int, int]) -> float:
    return max(wanted[0] / box.width, wanted[1] / box.height)


def draw(page: Page, seen: ImageAccess) -> None:
    """Draw and cut the page where it is not yet. Raises PageImageError."""
    _refuse_withheld(page, seen)
    path = _tiles_path(page, seen)
    if is_made(path):
        return
    with _one_at_a_time(page, path):
        if not is_made(path):
            _measure_or_draw(page, seen, with_tiles=True)
            make_room()


def forget(scan: Scan) -> None:
    """Those of this machine, which all have their own; others make room for newer ones."""
    for path in _folder(scan.sha256).glob("*.*"):
        path.unlink(missing_ok=True)


def folder_of(scan: Scan) -> Path:
    """Where its tiles lie."""
    return _folder(scan.sha256)


def make_room() -> None:
    """Delete the tiles that were drawn longest ago, where all together take more room than they are given."""
    root, most = _root(), settings.TILES_MB * 1_000_000
    kept = sorted((status.st_mtime, status.st_size, path) for path, status in _kept(root))
    taken = sum(size for _time, size, _path in kept)
    if taken <= most:
        return
    for _time, size, path in kept:
        if taken <= ROOM_LEFT * most:
            break
        path.unlink(missing_ok=True)
        taken -= size


def _kept(root: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in root.rglob("*.zip"):
        try:
            yield path, path.stat()
        except FileNotFoundError:  # another process has just made room
            continue


def _refuse_withheld(page: Page, seen: ImageAccess) -> None:
    if seen.is_withheld:
        raise WithheldImageError(f"{page}: its image is held back")


@contextmanager
def _one_at_a_time(page: Page, path: Path) -> Iterator[None]:
    if not _drawing.acquire(timeout=PATIENCE):
        raise PageImagePutOffError(f"{page}: others are drawn")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        _drawing.release()


def _measure_or_draw(page: Page, seen: ImageAccess, *, with_tiles: bool) -> None:
    """A page that cannot be drawn so large is told to be as large as its large image, and is not tried again."""
    if not page_images.can_be_drawn(page.scan.media_type):
        raise PageImageError(f"{page}: there is no original to draw")
    source = page_images.source_of(page.scan)
    path, size_path = _tiles_path(page, seen), _size_path(page)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".drawing-") as place:
        told, tiles = Path(place) / "size", Path(place) / "tiles"
        order = {
            "source": source,
            "media_type": page.scan.media_type,
            "memory_mb": settings.PARSE_MEMORY_MB,
            "seconds": page_images.SECONDS,
            "least": FULL,
            "dpi": DPI,
            "side": SIDE,
            "page": {
                "number": page.scan_page,
                "member": page.scan_member,
                "covered": seen.mask.areas() if seen.mask else [],
            },
            "size": Target(told),
            "tiles": Target(tiles) if with_tiles else "",
        }
        try:
            page_images.run_limited("archive.scans.tile_rendering", order)
        except PageImagePutOffError:
            raise
        except PageImageError:
            with Image.open(image_path(page, FULL, seen)) as large:
                width, height = large.size
            told.write_text(json.dumps({"width": width, "height": height}))
            os.replace(told, size_path)
            if with_tiles:
                raise
            return
        os.replace(told, size_path)
        if with_tiles:
            os.replace(tiles, path)


# ------------------------------------------------------------------ tiles
def _name_of_tile(box: Box, wanted: tuple[int, int], size: tuple[int, int]) -> str:
    """ "2/0-1.webp" where the part is just one tile; "" where it is none."""
    for factor in factors(size):
        step = factor * SIDE
        if box.x % step or box.y % step:
            continue
        wide, high = min(step, size[0] - box.x), min(step, size[1] - box.y)
        shrunk = math.ceil(wide / factor), math.ceil(high / factor)
        if (box.width, box.height) == (wide, high) and wanted == shrunk:
            return f"{factor}/{box.x // step}-{box.y // step}.webp"
    return ""


def _put_together(
    tiles: zipfile.ZipFile, box: Box, wanted: tuple[int, int], size: tuple[int, int]
) -> Image.Image:
    """From the smallest level that has enough pixels, or where these were too many, from the next smaller one."""
    levels = factors(size)
    factor = max((each for each in levels if each * _scale(box, wanted) <= 1), default=1)
    while box.width * box.height / factor**2 > MAX_READ and factor < levels[-1]:
        factor *= 2
    edges = [edge / factor for edge in box.edges]
    left, top = (math.floor(edge / SIDE) for edge in edges[:2])
    right, bottom = (math.ceil(edge / SIDE) for edge in edges[2:])
    level = math.ceil(size[0] / factor), math.ceil(size[1] / factor)
    area = min(right * SIDE, level[0]) - left * SIDE, min(bottom * SIDE, level[1]) - top * SIDE
    whole = None
    for row in range(top, bottom):
        for column in range(left, right):
            with Image.open(BytesIO(_read(tiles, f"{factor}/{column}-{row}.webp"))) as tile:
                whole = whole or Image.new(tile.mode, area)
                whole.paste(tile, ((column - left) * SIDE, (row - top) * SIDE))
    if whole is None:
        raise PageImageError("no tile has any of it")
    shifted = (edges[0] - left * SIDE, edges[1] - top * SIDE, edges[2] - left * SIDE, edges[3] - top * SIDE)
    return _resized(whole, shifted, wanted)


def _resized(image: Image.Image, edges: Sequence[float], wanted: tuple[int, int]) -> Image.Image:
    left, top, right, bottom = edges
    box = (left, top, min(right, image.width), min(bottom, image.height))
    return image.resize(wanted, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """What a child wrote, which worked on a stranger's file: PageImageError where it is not as we asked."""
    try:
        with zipfile.ZipFile(path) as tiles:
            yield tiles
    except FileNotFoundError as error:  # another process made room
        raise PageImagePutOffError(f"{path.name} is gone again") from error
    except (zipfile.BadZipFile, KeyError) as error:
        raise PageImageError(f"{path.name}: {error}") from error


def _read(tiles: zipfile.ZipFile, name: str) -> bytes:
    entry = tiles.getinfo(name)
    if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > MAX_TILE_BYTES:
        raise PageImageError(f"{name} is no tile of ours")
    return tiles.read(entry)


# ------------------------------------------------------------------ places
def _root() -> Path:
    return Path(settings.DERIVED_DIR) / "tiles"


def _folder(sha256: str) -> Path:
    return _root() / sha256[:2] / sha256[2:4] / sha256


def _size_path(page: Page) -> Path:
    return _folder(page.scan.sha256) / f"{page.scan_page:04}.json"


def _tiles_path(page: Page, seen: ImageAccess) -> Path:
    key = f"-{seen.key}" if seen.key else ""
    return _folder(page.scan.sha256) / f"{page.scan_page:04}{key}.zip"
