"""The same programs on GraalPy, inside a JVM: what CPython prints is what GraalPy prints."""

from __future__ import annotations

import difflib
import functools
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from conftest import PROGRAMS, TOP
from lab.processes import GRAALPY, Program

PING, PONG = TOP / "tutorial/insane/ping.py", TOP / "tutorial/insane/pong.py"
START_S = 200.0
"""GraalPy starts in seconds on a machine with nothing else to do; two of them beside other tests take longer."""


pytestmark = [
    pytest.mark.timeout(600),
    # Building it downloads 180 MB: ./insane test does so, where it can.
    pytest.mark.skipif(not (GRAALPY.parent / "target/built").exists(), reason="GraalPy is not built here: ./insane graalpy --build"),
]


@pytest.fixture
def run_graalpy():
    """Starts a program on GraalPy on a host; all are ended with the test."""
    running = []

    def start(program, host, *arguments, options=()):
        argv = [str(GRAALPY), *options, program.name, *arguments]
        running.append(Program(f"{program.name} on GraalPy", argv, host, cwd=program.parent))
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
def test_cpython_and_graalpy_on_two_hosts(daemons, two_hosts, run, run_graalpy, reliability):
    near, far = two_hosts
    quick = functools.partial(run_graalpy, options=["--quick"])
    for ping, pong in ((run, quick), (quick, run)):
        answering = pong(PONG, far, "--reliability", reliability)
        answering.wait_for_line("pong ready", START_S)
        asking = ping(PING, near, "--reliability", reliability, "--count", "200", "--interval", "0")
        assert asking.wait(START_S) == 0, asking.output()
        assert len(asking.lines["stdout"]) == 200
        answering.kill()


def test_ping_and_pong_on_graalpy_end_by_ctrl_c(daemon, host, run_graalpy):
    pong = run_graalpy(PONG, host)
    pong.wait_for_line("pong ready", START_S)
    ping = run_graalpy(PING, host, "--size", "64", "--interval", "0.05")
    ping.wait_for_lines(10, START_S)
    for program in (pong, ping):  # pong's signal and ping's messages come at much the same time
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 0, program.output()


@pytest.mark.parametrize(
    ("how", "ends_with"),
    [
        ("plain", "KeyboardInterrupt"),
        ("buffer", "KeyboardInterrupt"),
        ("asyncio", "KeyboardInterrupt"),
        ("handler", "handler ran, empty buffer"),
        ("before", "handler ran, empty buffer"),
    ],
)
def test_ctrl_c_ends_a_call_that_waits(daemon, host, run_graalpy, how, ends_with):
    program = run_graalpy(PROGRAMS / "waits.py", host, how, options=["--quick"])
    program.wait_for_line("waiting", START_S)
    program.send_signal(signal.SIGINT)
    assert program.wait(30) == 0, program.output()
    assert program.lines["stdout"][-1] == ends_with


def test_a_program_that_is_not_there_is_named():
    done = subprocess.run([GRAALPY, "nowhere.py"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "nowhere.py" in done.stderr


@pytest.fixture
def copy(tmp_path):
    """The launcher and all it is built from, not built yet."""
    for name in ("pom.xml", "nsnd/find-jdk", "runtime/target/nsn-runtime.jar"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TOP / name, tmp_path / name)
    shutil.copytree(TOP / "bindings-python", tmp_path / "bindings-python", ignore=shutil.ignore_patterns("target"))
    return tmp_path / "bindings-python/graalpy/graalpy"


def test_without_its_artefacts_one_line_says_so(copy, host, tmp_path):
    if host.namespace is None:
        pytest.skip("a host without the internet is a network namespace: run the tests as root")
    local = tmp_path / "repository"
    (local / "org").mkdir(parents=True)
    for folder in (Path.home() / ".m2/repository").iterdir():
        for item in folder.iterdir() if folder.name == "org" else [folder]:
            if item.name != "graalvm":
                (local / item.relative_to(folder.parent)).symlink_to(item)
    environment = {"MAVEN_OPTS": f"-Dmaven.repo.local={local}"}
    with Program("graalpy", [str(copy), str(PROGRAMS / "waits.py")], host, environment=environment) as program:
        assert program.wait(100) == 1
        first, *others = program.lines["stderr"]
    assert "building" in first
    assert len(others) == 1 and "org.graalvm" in others[0] and "cannot be had" in others[0], others


@pytest.mark.parametrize("version", ["17.0.12", "26.0.1"])
def test_a_jdk_that_does_not_fit_is_named(copy, tmp_path, version):
    java_home = tmp_path / "jdk"
    (java_home / "bin").mkdir(parents=True)
    (java_home / "release").write_text(f'JAVA_VERSION="{version}"\n')
    (java_home / "bin/javac").write_text("#!/bin/sh\n")
    (java_home / "bin/javac").chmod(0o755)
    # As on a machine with no other JDK: the places where it would look are not there.
    finder = copy.parents[2] / "nsnd/find-jdk"
    text = re.sub(r"/usr/lib/jvm/\*|/opt/\S+|/usr/local/\S+|\"\$HOME\"/\S+", "", finder.read_text())
    finder.write_text(text.replace("command -v java", "false"))
    environment = {**os.environ, "JAVA_HOME": str(java_home)}
    done = subprocess.run([copy, "nowhere.py"], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "JDK 25" in done.stderr, done.stderr
