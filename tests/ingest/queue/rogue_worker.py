"""`manage.py worker` whose children behave as their files are called; for tests that kill it."""

import os
import sys

import django
from django.core.management import call_command


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
    django.setup()
    from ingest.sandbox import parent

    parent.CHILD = "tests.ingest.sandbox.rogue_child"
    parent.TICK = 0.1
    parent.CODE = ("ingest", "tests")
    call_command("worker", *sys.argv[1:])


if __name__ == "__main__":
    main()
