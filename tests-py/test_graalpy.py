"""The same programs on GraalPy, inside a JVM: what CPython prints is what GraalPy prints."""

from __future__ import annotations

import difflib
import signal
import subprocess

import pytest
from conftest import PROGRAMS, TOP
from lab.processes import Program

GRAALPY = TOP / "bindings-python/graalpy/graalpy"
PING, PONG = TOP / "tutorial/insane/ping.py", TOP / "tutorial/insane/pong.py"
START_S = 200.0
"""GraalPy starts in seconds on a machine with nothing else to do; two of them beside other tests take longer."""


pytestmark = [
    pytest.mark.timeout(600),
    # Building it downloads 180 MB: not for a test to decide.
    pytest.mark.skipif(not (GRAALPY.parent / "target/built").exists(), reason="./insane graalpy PROGRAM builds GraalPy first"),
]


@pytest.fixture
def run_graalpy():
    """Starts a program on GraalPy on a host; all are ended with the test."""
    running = []

    def start(program, host, *arguments):
        running.append(Program(f"{program.name} on GraalPy", [str(GRAALPY), program.name, *arguments], host, cwd=program.parent))
        return running[-1]

    yield start
    for program in reversed(running):
        if program.running:
            program.kill()
        program.__exit__()


def test_every_call_answers_as_on_cpython(daemon, host, run, run_graalpy):
    run("echo.py", host, "reliable").wait_for_line("ready")
    cpython = run("parity.py", host)
    assert cpython.wait(60) == 0, cpython.output()
    ours = run_graalpy(PROGRAMS / "parity.py", host)
    assert ours.wait(START_S) == 0, ours.output()
    differences = list(difflib.unified_diff(cpython.lines["stdout"], ours.lines["stdout"], "CPython", "GraalPy", lineterm="", n=0))
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("reliability", ["reliable", "unreliable"])
def test_ping_on_cpython_and_pong_on_graalpy(daemon, host, run, run_graalpy, reliability):
    pong = run_graalpy(PONG, host, "--reliability", reliability)
    pong.wait_for_line("pong ready", START_S)
    ping = run(str(PING), host, "--reliability", reliability, "--count", "200", "--interval", "0")
    assert ping.wait(60) == 0, ping.output()
    assert len(ping.lines["stdout"]) == 200
    pong.send_signal(signal.SIGINT)
    assert pong.wait(30) == 0, pong.output()


def test_ping_and_pong_on_graalpy_end_by_ctrl_c(daemon, host, run_graalpy):
    pong = run_graalpy(PONG, host)
    pong.wait_for_line("pong ready", START_S)
    ping = run_graalpy(PING, host, "--size", "64", "--interval", "0.1")
    ping.wait_for_lines(10, START_S)
    for program in (ping, pong):
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 0, program.output()


@pytest.mark.parametrize(
    ("how", "ends_with"),
    [("plain", "KeyboardInterrupt"), ("handler", "handler ran, empty buffer")],
)
def test_ctrl_c_ends_a_call_that_waits(daemon, host, run_graalpy, how, ends_with):
    program = run_graalpy(PROGRAMS / "waits.py", host, how)
    program.wait_for_line("waiting", START_S)
    program.send_signal(signal.SIGINT)
    assert program.wait(30) == 0, program.output()
    assert program.lines["stdout"][-1] == ends_with


def test_a_program_that_is_not_there_is_named():
    done = subprocess.run([GRAALPY, "nowhere.py"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "nowhere.py" in done.stderr
