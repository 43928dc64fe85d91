"""Files made from originals: page images, tiles, PDFs of articles.

They get their names when they are whole, but are not awaited by the disk: after a power failure one may be empty, cut or
full of zeros. It is made again then, as if it were not there.
"""

import os
from pathlib import Path

TAIL = 1024  # bytes in which a file says that it ends
RIFF_HEAD = 8  # bytes, of which the last four say how many follow


def is_made(path: Path) -> bool:
    """Whether the file is there and, as far as its kind tells, to its end."""
    try:
        with path.open("rb") as file:
            head = file.read(RIFF_HEAD)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            tail = file.read()
    except FileNotFoundError:
        return False
    if head.startswith(b"RIFF"):  # WebP
        return size == RIFF_HEAD + int.from_bytes(head[4:], "little")
    if head.startswith(b"%PDF"):
        return b"%%EOF" in tail
    if head.startswith(b"PK"):
        return b"PK\5\6" in tail
    if head.startswith(b"{"):
        return tail.endswith(b"}")
    return bool(head.strip(b"\0"))
