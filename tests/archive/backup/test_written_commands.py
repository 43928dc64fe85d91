"""What the paper on deploying says of backing up is done as it is written there, word by word."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from archive.backup import manifest
from archive.models import Document
from tests.archive.backup.places import rows_of
from tests.archive.backup.test_taking import kept_scan
from tests.builders import make_document
from tests.ingest.queue.queue_rows import ROOT, process_environment
from tests.test_docs import section

pytestmark = pytest.mark.django_db(transaction=True)


def written_commands() -> list[str]:
    """The blocks of commands below "Backup"."""
    return re.findall(r"^```\n(.*?)^```$", section("Backup", "docs/deploying.md"), re.M | re.S)


def type_in(command: str, folder: Path, environment: dict[str, str]) -> None:
    """As a person does, in a checkout whose virtual environment is active."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    ended = subprocess.run(
        ["sh", "-e", "-c", command],
        cwd=folder,
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr


def test_the_written_commands_back_up_and_restore_an_archive(place, tmp_path):
    document = make_document("Of Rivers", scan=kept_scan(b"rivers"))
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "manage.py").symlink_to(ROOT / "manage.py")
    back_up, restore = written_commands()
    type_in(back_up, checkout, process_environment())
    (folder,) = tmp_path.glob("backup-*")
    assert manifest.differences(folder, manifest.read(folder)) == []
    type_in(restore, checkout, place.environment)
    assert any(document.identifier in row for row in rows_of(place.url)["archive_document"])
    assert Document.objects.get().title == "Of Rivers"
    (original,) = (path for path in place.originals.rglob("*") if path.is_file())
    assert original.read_bytes() == b"rivers"
