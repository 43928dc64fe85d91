"""What `backup` and `restore` show while they run, and of many lines of trouble."""

from collections.abc import Iterable, Sequence

from django.core.management.base import OutputWrapper
from tqdm import tqdm

MAX_LINES = 100


def progress(files: Sequence[str]) -> Iterable[str]:
    """The same files, with a bar on a terminal."""
    return tqdm(files, unit="file", disable=None)


def tell(stream: OutputWrapper, lines: Sequence[str]) -> None:
    """The first of the lines, and how many more there are."""
    for line in lines[:MAX_LINES]:
        stream.write(line)
    if len(lines) > MAX_LINES:
        stream.write(f"… and {len(lines) - MAX_LINES} more")
