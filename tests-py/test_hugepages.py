"""The machine's hugepages are shared: who takes some takes nobody else's, and the dead keep none. On files, not the machine's own."""

import signal
import subprocess
import sys

import pytest
from conftest import TOP
from lab import LabError
from lab.hugepages import HugepagePool

BEFORE = 40
USER = """
import sys, time
from pathlib import Path
from lab.hugepages import HugepagePool
pool, times = HugepagePool(Path(sys.argv[1]), Path(sys.argv[2])), int(sys.argv[3])
for _ in range(times):
    with pool.reserved(3):
        pass
with pool.reserved(5):
    print("holds", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def pool(tmp_path):
    pool = HugepagePool(tmp_path / "nr_hugepages", tmp_path / "holders")
    pool.number.write_text(str(BEFORE))
    return pool


@pytest.fixture
def users(pool):
    """Starts processes that take and give back pages some times, then hold 5 until their input ends."""
    running = []

    def start(times: int) -> subprocess.Popen:
        argv = [sys.executable, "-c", USER, str(pool.number), str(pool.holders), str(times)]
        running.append(subprocess.Popen(argv, cwd=TOP / "tutorial", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for user in running:
        user.kill()
        user.communicate()


def number(pool) -> int:
    return int(pool.number.read_text())


def test_what_was_there_before_is_there_afterwards(pool):
    with pool.reserved(7):
        assert number(pool) == BEFORE + 7
        with pool.reserved(2):
            assert number(pool) == BEFORE + 9
    assert number(pool) == BEFORE


def test_users_at_once_lose_none_and_take_none_of_others(pool, users):
    crowd = [users(200) for _ in range(4)]
    for user in crowd:
        assert user.stdout.readline() == "holds\n"
    assert number(pool) == BEFORE + 4 * 5
    for user in crowd:
        user.communicate()
        assert user.returncode == 0
    assert number(pool) == BEFORE


def test_what_a_killed_user_held_goes_back_with_the_next_one(pool, users):
    dead = users(0)
    assert dead.stdout.readline() == "holds\n"
    dead.send_signal(signal.SIGKILL)
    dead.wait()
    assert number(pool) == BEFORE + 5
    with pool.reserved(1):
        assert number(pool) == BEFORE + 1
    assert number(pool) == BEFORE


def test_a_machine_without_room_says_so_and_keeps_what_it_had(pool, monkeypatch):
    whole = HugepagePool._change
    monkeypatch.setattr(HugepagePool, "_change", lambda self, more: whole(self, min(more, 2)))
    with pytest.raises(LabError, match="no memory for 3 hugepages"), pool.reserved(3):
        pass
    assert number(pool) == BEFORE
