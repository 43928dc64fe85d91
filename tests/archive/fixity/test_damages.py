"""Forty kinds of damage to originals: each is found, told by its name, and repaired from a backup."""

import io
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from archive.backup import taking
from archive.fixity import background, rounds
from archive.models import FixityCheck, Scan
from archive.scans.originals import original_path
from tests.archive.backup.test_taking import kept_scan

pytestmark = pytest.mark.django_db
Finding = FixityCheck.Finding
SIZE = 5000
CONTENT = bytes(range(250)) * (SIZE // 250)


@pytest.fixture
def scans():
    """Three originals: the first is damaged."""
    return [kept_scan(CONTENT + name, f"{name.decode()}.pdf") for name in (b"first", b"second", b"third")]


def fixity(*options) -> tuple[int, str]:
    """(exit status, all that was said)."""
    out = io.StringIO()
    try:
        call_command("fixity", *options, stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def flip(at: int, bit: int = 0) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[at] ^= 1 << bit
        rewrite(path, content)

    return harm


def rewrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def cut(length: int) -> Callable[[Path], None]:
    return lambda path: rewrite(path, path.read_bytes()[:length])


def lengthen(more: bytes) -> Callable[[Path], None]:
    return lambda path: rewrite(path, path.read_bytes() + more)


def zero(begin: int, end: int) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        content = path.read_bytes()
        rewrite(path, content[:begin] + bytes(end - begin) + content[end:])

    return harm


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def become_a_link(path: Path) -> None:
    """To the very bytes, elsewhere."""
    elsewhere = Path(settings.ORIGINALS_DIR).parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def become_a_broken_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def become_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_another(name: bytes) -> Callable[[Path], None]:
    """The bytes of another original."""
    return lambda path: rewrite(path, CONTENT + name)


def lose_folder(levels: int) -> Callable[[Path], None]:
    return lambda path: shutil.rmtree(path.parents[levels - 1])


def move_away(name: str) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        target = Path(settings.ORIGINALS_DIR) / name.format(name=path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)

    return harm


LENGTH = SIZE + len("first")
DAMAGES = {
    **{f"a flipped bit at {at}, {bit}": (flip(at, bit), Finding.CHANGED)
       for at, bit in [(0, 0), (0, 7), (1, 3), (511, 0), (512, 0), (2500, 5), (4095, 1), (4096, 2), (4999, 6), (LENGTH - 1, 0)]},
    **{f"cut to {length}": (cut(length), Finding.TRUNCATED)
       for length in (0, 1, 100, 512, 2500, 4096, 4999, LENGTH - 1)},
    **{f"{len(more)} bytes more": (lengthen(more), Finding.TRUNCATED) for more in (b"\0", b"\n", b"x" * 4096)},
    **{f"zeros from {begin} to {end}": (zero(begin, end), Finding.CHANGED)
       for begin, end in [(1, 2), (512, 1024), (4096, 5000), (1, LENGTH)]},
    "all of it zeros": (zero(0, LENGTH), Finding.CHANGED),
    "gone": (Path.unlink, Finding.MISSING),
    "its folder gone": (lose_folder(1), Finding.MISSING),
    "both its folders gone": (lose_folder(2), Finding.MISSING),
    "renamed": (move_away("{name}.bak"), Finding.MISSING),
    "in upper case": (lambda path: path.rename(path.with_name(path.name.upper())), Finding.MISSING),
    "in another folder": (move_away("zz/zz/{name}"), Finding.MISSING),
    "among the unfinished": (lambda path: move_away(".staging/{name}")(path), Finding.MISSING),
    "a folder": (become_a_folder, Finding.UNREADABLE),
    "a link": (become_a_link, Finding.UNREADABLE),
    "a broken link": (become_a_broken_link, Finding.UNREADABLE),
    "a pipe": (become_a_pipe, Finding.UNREADABLE),
    "the second's bytes": (become_another(b"second"), Finding.SWAPPED),
    "the third's bytes": (become_another(b"third"), Finding.SWAPPED),
    "bytes of no original": (become_another(b"fiRst"), Finding.CHANGED),
    "bytes backwards": (lambda path: rewrite(path, path.read_bytes()[::-1]), Finding.CHANGED),
    "newlines of another system": (lambda path: rewrite(path, path.read_bytes().replace(b"\n", b"\r\n")), Finding.TRUNCATED),
}  # fmt: skip


def test_there_are_forty_damages():
    assert len(DAMAGES) >= 40


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_is_found_named_and_repaired(scans, damage, tmp_path):
    harm, finding = DAMAGES[damage]
    second_store = tmp_path / "second"
    shutil.copytree(settings.ORIGINALS_DIR, second_store)
    damaged = scans[0]
    harm(original_path(damaged.sha256))
    status, said = fixity()
    assert status == 1
    assert f"{finding}: first.pdf {damaged.sha256}" in said
    assert FixityCheck.objects.get(name=damaged.sha256).finding == finding
    assert FixityCheck.objects.filter(finding=Finding.WHOLE).count() == 2
    if damage == "a folder":  # whatever a person laid there is not deleted
        return
    fixity("--repair-from", str(second_store))
    assert original_path(damaged.sha256).read_bytes() == CONTENT + b"first"
    assert FixityCheck.objects.get(name=damaged.sha256).finding == Finding.WHOLE
    assert not original_path(damaged.sha256).is_symlink()


EXTRAS = [
    "more",
    "ab/cd/more",
    "ab/cd/" + "0" * 64,
    "ab/cd/abcd" + "0" * 60,
    "ab/.hidden",
    "ab/cd/\udcff",
    "é\n",
]


@pytest.mark.parametrize("name", EXTRAS)
def test_a_file_of_no_scan_is_found(scans, name):
    extra = Path(settings.ORIGINALS_DIR) / name
    extra.parent.mkdir(parents=True, exist_ok=True)
    extra.write_bytes(b"more")
    os.utime(extra, (0, 0))
    status, said = fixity()
    assert status == 1
    assert said.count("extra: ") == 1
    extra.unlink()
    assert fixity() == (0, "3 files, all of them whole.\n")


def test_two_swapped_originals_are_both_found(scans):
    one, two = (original_path(scan.sha256) for scan in scans[:2])
    aside = one.with_name("aside")
    one.rename(aside)
    two.rename(one)
    aside.rename(two)
    status, said = fixity()
    assert (status, said.count("swapped: ")) == (1, 2)
    assert f"second.pdf ({scans[1].sha256})" in said


def test_all_damages_at_once_are_told_and_none_ends_the_look():
    scans = [kept_scan(CONTENT + damage.encode(), damage[:40]) for damage in DAMAGES]
    kept_scan(CONTENT + b"second")
    kept_scan(CONTENT + b"third")
    for scan, (harm, _) in zip(scans, DAMAGES.values(), strict=True):
        if harm is not become_a_link:  # all would lie under one name
            harm(original_path(scan.sha256))
    status, _said = fixity()
    assert status == 1
    found = set(
        FixityCheck.objects.exclude(finding__in=[Finding.WHOLE, Finding.EXTRA]).values_list("name", flat=True)
    )
    assert found == {
        scan.sha256
        for scan, (harm, _) in zip(scans, DAMAGES.values(), strict=True)
        if harm is not become_a_link
    }


# ------------------------------------------------------------------ its own failures, going on, what is kept
def test_whole_originals_are_no_trouble_and_the_round_is_kept(scans):
    assert rounds.last() is None
    assert fixity() == (0, "3 files, all of them whole.\n")
    last = rounds.last()
    assert (last.files, last.damaged, last.damaged_now) == (3, 0, 0)
    assert last.begun_at < last.ended_at


def test_a_file_that_is_just_coming_in_is_no_stranger(scans, monkeypatch):
    from archive.fixity import checking

    extra = kept_scan(b"just now")
    Scan.objects.filter(pk=extra.pk).delete()
    monkeypatch.setattr(checking.time, "sleep", lambda seconds: extra.save(force_insert=True))
    assert list(checking.extras()) == []


def test_a_round_that_was_broken_off_is_gone_on_with_and_again_looks_at_all(scans):
    looking = rounds.go_round(rounds.begin(in_background=False))
    first = next(looking)
    looking.close()  # as by Ctrl-C
    assert FixityCheck.objects.get().name == first.name
    current = rounds.begin(in_background=False)
    assert set(rounds.due(current)) == {scan for scan in scans if scan.sha256 != first.name}
    assert rounds.due(rounds.begin(in_background=False, again=True)).count() == 3
    assert fixity()[0] == 0
    assert rounds.due(rounds.begin(in_background=False)).count() == 3


def test_a_round_in_the_background_does_not_shorten_one_that_a_person_asks_for(scans):
    list(rounds.go_round(rounds.begin(in_background=True)))
    flip(7)(original_path(scans[0].sha256))
    assert fixity()[0] == 1


@pytest.mark.parametrize("harm", ["the database", "the source"])
def test_a_failure_of_its_own_is_told_apart_by_its_exit_status(scans, harm, monkeypatch, tmp_path):
    from django.db import OperationalError

    def away(*arguments, **options):
        raise OperationalError("the database is away")

    if harm == "the database":
        monkeypatch.setattr(rounds, "record", away)
        options = []
    else:
        options = ["--repair-from", str(tmp_path / "nowhere")]
    status, said = fixity(*options)
    assert status == 2
    assert "could not all be looked at" in said
    assert rounds.last() is None


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock by so many days."""
    true = timezone.now

    def turn(days: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: true() + timedelta(days))

    return turn


@pytest.mark.parametrize("in_background", [True, False])
def test_what_was_looked_at_by_a_clock_that_went_wrong_is_looked_at_again(scans, clock, in_background):
    clock(400)
    list(rounds.go_round(rounds.begin(in_background=in_background)))
    rounds.begin(in_background=in_background)
    clock(0)
    flip(7)(original_path(scans[0].sha256))
    if in_background:
        background.go_on(lambda _size: None)
    else:
        assert fixity()[0] == 1
    assert [check.name for check in rounds.damages()] == [scans[0].sha256]
    assert rounds.last().ended_at < timezone.now()


def test_damage_is_not_forgotten_where_the_clock_is_set_back_meanwhile(scans, clock):
    flip(7)(original_path(scans[0].sha256))
    current = rounds.begin(in_background=False)
    clock(-1)
    list(rounds.go_round(current))
    assert [check.name for check in rounds.damages()] == [scans[0].sha256]


def test_what_is_damaged_in_the_second_store_too_is_left_as_it_is(scans, tmp_path):
    second_store = tmp_path / "second"
    shutil.copytree(settings.ORIGINALS_DIR, second_store)
    place = original_path(scans[0].sha256)
    flip(7)(place)
    flip(8)(second_store / place.relative_to(settings.ORIGINALS_DIR))
    found = place.read_bytes()
    status, said = fixity("--repair-from", str(second_store))
    assert status == 1
    assert "it is damaged in" in said
    assert place.read_bytes() == found


@pytest.mark.django_db(transaction=True)
def test_originals_are_repaired_from_a_backup(scans, tmp_path):
    taking.take(tmp_path / "backup", connection)
    flip(7)(original_path(scans[0].sha256))
    original_path(scans[1].sha256).unlink()
    status, said = fixity("--repair-from", str(tmp_path / "backup"))
    assert (status, said.count("repaired: ")) == (0, 2)
    assert fixity()[0] == 0
