"""What takes seconds to derive and is the same for every test: made once, though each test has folders of its own."""

import fcntl
import os
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

from search.array_file import Arrays, pack_arrays, read_arrays

VERSION = 1


def for_all_processes(make: Callable[..., Arrays], folder: Path) -> Callable[..., Arrays]:
    """`make`, whose answers are kept in files for all processes that share the folder."""

    @wraps(make)
    def made(*arguments: str) -> Arrays:
        path = folder / "-".join(("made", make.__name__, *arguments))
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                path.write_bytes(b"".join(pack_arrays(VERSION, make(*arguments))))
        return read_arrays(memoryview(path.read_bytes()), VERSION)

    return made


def make_once(patch, tmp_path_factory) -> None:
    """The dictionary, the word lists, and the names of the 10,000 published styles."""
    from archive.citations import style_names
    from search import dictionary, word_lists

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # of the run, not of this process
    for module, name in ((dictionary, "translations_between"), (word_lists, "_make")):
        patch.setattr(module, name, for_all_processes(getattr(module, name), folder))
    for name in ("read_head", "_fold_line"):
        patch.setattr(style_names, name, cache(getattr(style_names, name)))
