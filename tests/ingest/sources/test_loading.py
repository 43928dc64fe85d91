"""What a process has in memory that serves pages, reads no file and was asked for no word."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SERVING = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
import django
django.setup()
import archive.urls
print(*sorted({"ingest.sources.registry", "pypdf", "pypdfium2", "pi_heif", "wordfreq"} & sys.modules.keys()))
"""


def test_a_web_process_loads_no_reader_of_files_and_no_lists_of_words():
    done = subprocess.run(
        [sys.executable, "-c", SERVING], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []


def test_all_readers_are_there_when_one_is_asked_for():
    from ingest import sources
    from ingest.sources import registry

    assert {name: getattr(sources, name) for name in sources.__all__} == {
        name: getattr(registry, name) for name in sources.__all__
    }
    assert not hasattr(sources, "open_anything")
