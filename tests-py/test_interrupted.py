"""Whoever stops a benchmark or the tutorial half-way finds no hosts, programs or hugepages left; after kill -9 too, but hugepages from the next start on."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import TOP
from lab import hosts
from lab.hugepages import HugepagePool

pytestmark = pytest.mark.skipif(not hosts.can_make_hosts(), reason="two hosts are network namespaces: run the tests as root")

COMMANDS = {
    "bench": ["bench", "cold", "--rounds", "1", "--only", "insane java"],
    "tutorial": ["tutorial", "--count", "1000"],
}
LIMIT_S = 60


@pytest.fixture(params=COMMANDS)
def command(request):
    """One that runs, with programs on both of its hosts."""
    argv = [str(TOP / "insane"), *COMMANDS[request.param]]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0) as process:
        try:
            until(lambda: len(namespaces(process.pid)) == 2 and all(map(programs, namespaces(process.pid))))
            yield process
        finally:
            process.kill()


def namespaces(pid: int) -> list[str]:
    """The hosts that a process has made."""
    return [path.name for path in Path("/run/netns").glob(f"nsn-{pid}-*")]


def programs(namespace: str) -> list[int]:
    done = subprocess.run(["ip", "netns", "pids", namespace], capture_output=True, text=True, check=False)
    return [int(pid) for pid in done.stdout.split()]


def holders() -> list[int]:
    """Processes that hold hugepages."""
    file = HugepagePool().holders
    return [int(line.split()[0]) for line in file.read_text().splitlines()] if file.exists() else []


def gone(pids: list[int]) -> bool:
    """Whether none is left; one that was just being started is ended by the kernel, a moment after its parent."""
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def until(condition) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_that_was_started(command, number):
    running = [pid for namespace in namespaces(command.pid) for pid in programs(namespace)]
    os.kill(command.pid, number)
    assert command.wait(LIMIT_S) == (130 if number == signal.SIGINT else 128 + number)
    assert not namespaces(command.pid)
    assert command.pid not in holders()
    until(lambda: gone(running))


@pytest.mark.timeout(180)
def test_one_that_is_killed_leaves_nothing_but_hugepages_for_the_next_start(command):
    running = [pid for namespace in namespaces(command.pid) for pid in programs(namespace)]
    command.kill()
    command.wait(LIMIT_S)
    until(lambda: gone(running) and not namespaces(command.pid))
    with HugepagePool().reserved(0):
        assert command.pid not in holders()
