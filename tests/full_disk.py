"""A disk that really refuses to write on."""

import resource
from contextlib import contextmanager


@contextmanager
def no_file_longer_than(size):
    """The system refuses to write more than `size` bytes into any file, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
