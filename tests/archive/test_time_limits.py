"""A child's limits count processor time; the clock ends only one that stands still."""

import os
import signal
import subprocess
import sys
import time

import pytest

from archive import time_limits
from archive.time_limits import ProcessorTimeError, StandstillError, processor_seconds, run_watched

BURN = "import time\nwhile time.process_time() < {}: pass\n"
LIMITED = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 5))\n"


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(time_limits, "TICK", 0.05)


def run(code, tmp_path, seconds=30.0):
    run_watched([sys.executable, "-c", code], "an order", tmp_path, seconds)


def test_a_child_is_told_its_order_in_its_folder(tmp_path):
    run("import sys; open('told', 'w').write(sys.stdin.read())", tmp_path)
    assert (tmp_path / "told").read_text() == "an order"


def test_a_long_sleep_between_work_is_no_processor_time(tmp_path):
    run("import time; time.sleep(1.2)", tmp_path, seconds=1)


@pytest.mark.parametrize("code", [BURN.format(9), LIMITED + BURN.format(9)], ids=["watched", "by itself"])
def test_a_child_that_uses_too_much_processor_time_is_told_so(tmp_path, code):
    started = time.monotonic()
    with pytest.raises(ProcessorTimeError):
        run(code, tmp_path, seconds=1 if code.startswith("import time") else 30)
    assert time.monotonic() - started < 9


def test_a_child_that_sleeps_is_ended_by_the_clock(tmp_path, monkeypatch):
    monkeypatch.setattr(time_limits, "STANDSTILL", 0.5)
    started = time.monotonic()
    with pytest.raises(StandstillError):
        run("import time; time.sleep(60)", tmp_path)
    assert time.monotonic() - started < 10


def test_what_a_child_said_of_its_failure_is_passed_on(tmp_path):
    with pytest.raises(subprocess.CalledProcessError) as failure:
        run("raise ValueError('no page 7')", tmp_path)
    assert "no page 7" in failure.value.stderr


def test_time_is_counted_of_children_that_live_and_of_those_that_have_ended():
    one_ended_and_one_lives = (
        "import subprocess, sys, time\n"
        f"burn = [sys.executable, '-c', {BURN.format(0.5)!r}]\n"
        "subprocess.run(burn)\n"
        f"subprocess.Popen([sys.executable, '-c', {BURN.format(0.5) + 'time.sleep(99)'!r}])\n"
        "time.sleep(99)"
    )
    with subprocess.Popen([sys.executable, "-c", one_ended_and_one_lives], start_new_session=True) as child:
        deadline = time.monotonic() + 99
        while processor_seconds(child.pid) < 1.0:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(child.pid, signal.SIGKILL)
