"""Files of what is kept, as Django's cache has them, for what is compressed already."""

import os
import pickle
import zlib
from typing import Any, BinaryIO

from django.core.cache.backends.filebased import FileBasedCache


class AnswerFiles(FileBasedCache):
    """Compresses nothing anew, and looks through the folder only where it may be full."""

    def _write_content(self, file: BinaryIO, timeout: float | None, value: Any) -> None:
        file.write(pickle.dumps(self.get_backend_timeout(timeout), self.pickle_protocol))
        file.write(zlib.compress(pickle.dumps(value, self.pickle_protocol), zlib.Z_NO_COMPRESSION))

    def _cull(self) -> None:
        if len(os.listdir(self._dir)) >= self._max_entries:
            super()._cull()
