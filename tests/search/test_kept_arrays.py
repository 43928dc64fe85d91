"""Arrays that are derived once are made by one process for all, and their maker takes its memory along."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys, time
import numpy as np
from django.conf import settings
settings.configure(SEARCH_DIR=sys.argv[1])
from search.kept_arrays import kept

def make():
    with open(os.path.join(sys.argv[1], "makers"), "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(0.5)
    if sys.argv[2] == "fail" and os.getpid() != asking:
        raise ValueError("a fault")
    return {"squares": np.arange(5, dtype=np.uint64) ** 2}

asking = os.getpid()
print(kept("squares.arr", 1, make)["squares"].tolist())
"""


def ask(folder, how):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, folder, how], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def makers(tmp_path):
    return lambda: (tmp_path / "makers").read_text().split()


def test_of_two_processes_that_ask_at_once_one_has_them_made_by_a_third(tmp_path, makers):
    asking = [ask(tmp_path, "well") for _ in range(2)]
    assert [each.communicate()[0].strip() for each in asking] == ["[0, 1, 4, 9, 16]"] * 2
    (maker,) = makers()
    assert int(maker) not in [each.pid for each in asking]


def test_where_the_maker_fails_who_asks_makes_them(tmp_path, makers):
    asking = ask(tmp_path, "fail")
    assert asking.communicate()[0].strip() == "[0, 1, 4, 9, 16]"
    assert len(makers()) == 2
    assert int(makers()[1]) == asking.pid
