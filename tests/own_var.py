"""An archive folder of its own for each test run: no test may touch the archive of the person who runs it.

Loaded as a plugin (`-p` in pyproject.toml), because Django's settings are read before any conftest.py.
"""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="hemeroteca-test-")
os.environ["ARCHIVE_VAR"] = _folder.name
