"""Children forked from one process: what they find, and what one in a stranger's hands cannot do to anybody else."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from archive import time_limits
from archive.sandbox import forking
from archive.sandbox.bubblewrap import may_hold_fork_servers
from archive.sandbox.fork_server import SCRATCH
from archive.sandbox.forking import Loaded, NotForkedError, Target
from archive.time_limits import ProcessorTimeError, StandstillError

HOSTILE = "tests.archive.sandbox.hostile"
LOADED = Loaded((HOSTILE,), ("tests",))
PATIENCE = 60  # seconds, for a machine that is busy with other tests

pytestmark = pytest.mark.skipif(
    not may_hold_fork_servers(), reason="bubblewrap is not there or may not be used"
)


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(time_limits, "TICK", 0.05)


def start(do, **given):
    return forking.start(LOADED, HOSTILE, {"do": do, "with": given})


def hear(child):
    """All that it says, once it has ended."""
    try:
        said = child.stderr.read()
        while chunk := child.stderr.read():
            said += chunk
        assert child.wait(PATIENCE) == 0, said
    finally:
        child.end()
    return said.decode().strip()


def server():
    return forking._servers[LOADED].process.pid


def wait_until(claim):
    deadline = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def sibling():
    """Another child, at work beside."""
    child = start("sleep")
    wait_until(lambda: child.pid)
    yield child
    child.end()


def is_alive(child):
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.2)
    return True


# ------------------------------------------------------------------ what a child may not do
def test_a_child_that_kills_all_it_can_name_reaches_neither_the_server_nor_its_sibling(sibling):
    before = server()
    assert hear(start("kill_all")) == "still here"
    assert is_alive(sibling)
    assert hear(start("list_tmp")) == "[]"
    assert server() == before


def test_a_child_sees_other_processes_and_can_neither_trace_nor_open_them(sibling):
    assert int(hear(start("tell_whom_one_sees"))) >= 5  # or there was nothing to try it on
    assert hear(start("write_to_all")) == "[]"
    assert is_alive(sibling)


def test_a_child_has_no_descriptor_but_its_own(sibling, tmp_path):
    (tmp_path / "file").write_text("x")
    said = hear(start("list_descriptors", path=tmp_path / "file"))
    assert said == "['/proc/self/fd/3', 0, 1, 2, 3]"


def test_a_child_writes_where_no_other_reads():
    assert hear(start("spread", place=str(Path.cwd()))) == "[]"
    other = start("leave_in_tmp")
    wait_until(lambda: other.pid)
    time.sleep(0.5)
    assert hear(start("list_tmp")) == "[]"
    other.end()


def test_a_child_cannot_take_away_what_hides_the_rest():
    assert hear(start("regain")) == "[]"


def test_a_child_that_writes_into_its_file_spoils_a_copy(tmp_path):
    original = tmp_path / "original.pdf"
    original.write_bytes(b"as it was kept")
    original.chmod(0o640)
    assert hear(start("deface", path=original)) == "written"
    assert original.read_bytes() == b"as it was kept"
    assert original.stat().st_mode & 0o777 == 0o640


def test_a_child_has_no_network():
    with pytest.raises(subprocess.CalledProcessError) as failure:
        forking.run(LOADED, HOSTILE, {"do": "ask_the_network"}, PATIENCE)
    assert "unreachable" in failure.value.stderr


# ------------------------------------------------------------------ what it is for
def test_files_are_read_and_written_where_the_order_names_them(tmp_path):
    (tmp_path / "one").write_text("the first")
    assert hear(start("read", path=tmp_path / "one")) == "the first"
    forking.run(LOADED, HOSTILE, {"do": "write", "with": {"path": Target(tmp_path / "new")}}, PATIENCE)
    assert (tmp_path / "new").read_text() == "written"


def test_how_a_child_ended_is_told():
    with pytest.raises(subprocess.CalledProcessError) as failure:
        forking.run(LOADED, HOSTILE, {"do": "raise_error"}, PATIENCE)
    assert failure.value.stderr.strip().endswith("ValueError: no page 7")
    with pytest.raises(subprocess.CalledProcessError) as failure:
        forking.run(LOADED, HOSTILE, {"do": "crash"}, PATIENCE)
    assert failure.value.returncode == 128 + signal.SIGABRT


@pytest.mark.parametrize(("do", "seconds"), [("burn", 1), ("burn_below_a_limit", 30)])
def test_a_child_that_uses_too_much_processor_time_is_ended(do, seconds):
    with pytest.raises(ProcessorTimeError):
        forking.run(LOADED, HOSTILE, {"do": do}, seconds)


def test_a_child_that_sleeps_is_ended_with_all_that_it_started(monkeypatch):
    monkeypatch.setattr(time_limits, "STANDSTILL", 0.5)
    hear(start("list_tmp"))  # the server has been started
    before = len(below(server()))
    with pytest.raises(StandstillError):
        forking.run(LOADED, HOSTILE, {"do": "sleep"}, PATIENCE)
    wait_until(lambda: len(below(server())) <= before)


def below(pid):
    """Processes that descend from this one, itself included, which have not ended."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    found = {pid}
    while (
        more := {int(row[0]) for row in rows if int(row[1]) in found and not row[2].startswith("Z")} - found
    ):
        found |= more
    return found


def kill_with_all_below(pid):
    for each in below(pid):
        with suppress(ProcessLookupError):  # a namespace ends with its first process
            os.kill(each, signal.SIGKILL)


def test_no_descriptor_stays_open_in_the_server_or_here(tmp_path):
    (tmp_path / "one").write_text("the first")
    counts = []
    for _ in range(4):
        assert hear(start("read", path=tmp_path / "one")) == "the first"
        wait_until(lambda: len(below(server())) == 3)  # bubblewrap twice, and the server in it
        inside = max(below(server()))
        counts.append((len(os.listdir("/proc/self/fd")), len(os.listdir(f"/proc/{inside}/fd"))))
    assert counts[0] == counts[-1]


# ------------------------------------------------------------------ its life
def test_a_killed_server_is_replaced_and_its_children_are_given_up():
    child = start("sleep")
    wait_until(lambda: child.pid)
    before = server()
    kill_with_all_below(before)
    with pytest.raises(NotForkedError):
        child.wait(PATIENCE)
    child.end()
    wait_until(lambda: not below(before) - {before})
    assert hear(start("list_tmp")) == "[]"
    assert server() != before


def test_a_child_whose_keeper_stands_still_is_killed_and_nobody_waits_for_ever(monkeypatch, caplog, sibling):
    monkeypatch.setattr(time_limits, "END_SECONDS", 0.5)
    child = start("sleep")
    wait_until(lambda: child.pid)
    all_of_them = below(child.pid)
    os.kill(child.pid, signal.SIGSTOP)
    child.end()
    wait_until(lambda: not any(is_running(pid) for pid in all_of_them))
    assert "a forked child" in caplog.text
    assert is_alive(sibling)


def test_a_server_that_stands_still_is_killed_and_nobody_waits_for_ever(monkeypatch, caplog):
    hear(start("list_tmp"))
    all_of_them = below(server())
    monkeypatch.setattr(time_limits, "END_SECONDS", 0.5)
    for pid in all_of_them:
        os.kill(pid, signal.SIGSTOP)
    forking.end_servers()
    wait_until(lambda: not any(is_running(pid) for pid in all_of_them))
    assert "a process that forks children" in caplog.text


def test_what_even_killing_does_not_end_is_told(monkeypatch, caplog):
    monkeypatch.setattr(time_limits, "END_SECONDS", 0.1)

    def wait(seconds):
        raise subprocess.TimeoutExpired("a process that waits for its disk", seconds)

    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        time_limits.see_ended(process.pid, wait, "a reader")
    assert "is still there" in caplog.text


def test_a_server_that_does_not_start_is_nothing_to_wait_for():
    loaded = Loaded(("tests.archive.sandbox.missing",), ("tests",))
    with pytest.raises(NotForkedError):
        forking.run(loaded, "tests.archive.sandbox.missing", {}, PATIENCE)


def test_a_child_whose_file_cannot_be_copied_is_not_forked_and_leaves_nothing_open(tmp_path):
    hear(start("list_tmp"))
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(NotForkedError):
        start("read", path=tmp_path / "missing")
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_server_with_another_environment_is_another(monkeypatch):
    hear(start("list_tmp"))
    before = server()
    monkeypatch.setenv("TESSDATA_PREFIX", "/usr/share/elsewhere")
    assert hear(start("list_tmp")) == "[]"
    assert server() != before


OWNER = f"""
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
django.setup()
from archive.sandbox import forking
from tests.archive.sandbox.test_forking import LOADED, start
child = start("sleep")
while not child.pid: time.sleep(.05)
print(forking._servers[LOADED].process.pid, flush=True)
time.sleep({PATIENCE})
"""


def test_an_owner_that_is_killed_leaves_no_process():
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True) as owner:
        all_of_them = below(int(owner.stdout.readline()))
        assert len(all_of_them) >= 5  # bubblewrap twice, the server, a keeper, a child
        owner.kill()
    wait_until(lambda: not any(is_running(pid) for pid in all_of_them))


def is_running(pid):
    try:
        return b") Z" not in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return False


def test_what_a_child_may_write_in_hides_no_installation():
    """Mounted over /tmp it would hide an archive that is installed below that, and its libraries."""
    for place in ("/tmp", settings.BASE_DIR, sys.prefix, sys.base_prefix):  # noqa: S108
        assert not Path(place).is_relative_to(SCRATCH)
