"""The folder of all that the archive writes."""

import os
import stat
import subprocess
import sys

from tests.ingest.queue.queue_rows import ROOT


def test_a_new_one_is_its_owners_alone(tmp_path):
    var = tmp_path / "var"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"ARCHIVE_VAR": str(var), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    code = "import django; django.setup()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
