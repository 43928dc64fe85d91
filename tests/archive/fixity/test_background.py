"""The look through the originals beside the web server."""

import os
import subprocess
import sys
import threading
import time

import pytest
from django.utils import timezone

from archive.fixity import background, rounds
from archive.models import FixityRound
from archive.web import serving
from tests.archive.backup.test_taking import kept_scan
from tests.ingest.queue.queue_rows import ROOT, process_environment

pytestmark = pytest.mark.django_db


def test_serve_runs_it_unless_its_pace_is_nought(settings):
    assert serving.commands()["fixity"][-2:] == ["fixity", "--follow"]
    settings.FIXITY_MB_A_SECOND = 0
    assert "fixity" not in serving.commands()


def test_it_reads_no_faster_than_its_pace():
    stopping = threading.Event()
    began = time.monotonic()
    rounds.SlowPace(10, stopping)(1024**2)
    assert time.monotonic() - began >= 0.1
    stopping.set()
    with pytest.raises(rounds.StoppedError):
        rounds.SlowPace(0.001, stopping)(1024**2)


def test_a_round_a_day_is_enough():
    kept_scan(b"one")
    background.go_on(lambda size: None)
    background.go_on(lambda size: None)
    assert FixityRound.objects.count() == 1
    FixityRound.objects.update(ended_at=timezone.now() - background.BETWEEN_ROUNDS)
    background.go_on(lambda size: None)
    assert FixityRound.objects.count() == 2


def test_what_was_stopped_is_gone_on_with():
    scans = [kept_scan(name) for name in (b"one", b"two")]

    def stop_at_the_second(size, seen=[]):  # noqa: B006
        seen.append(size)
        if len(seen) > 1:
            raise rounds.StoppedError

    with pytest.raises(rounds.StoppedError):
        background.go_on(stop_at_the_second)
    assert list(rounds.due(rounds.begin(in_background=True))) == scans[1:]


@pytest.mark.django_db(transaction=True)
def test_it_ends_when_it_is_told_to():
    process = subprocess.Popen(
        [sys.executable, "manage.py", "fixity", "--follow"],
        cwd=ROOT,
        env={**os.environ, **process_environment()},
    )
    try:
        time.sleep(3)
        process.terminate()
        assert process.wait(20) in (0, -15)
    finally:
        process.kill()
