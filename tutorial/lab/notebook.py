"""What the hands-on notebook's cells call. A reader's mistake becomes a sentence, not a traceback."""

from __future__ import annotations

import contextlib
import difflib
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from IPython.display import Markdown, clear_output, display

from lab import TOP, LabError, hosts, systems
from lab.cable import dpdk_cable
from lab.daemons import Daemon, sections
from lab.hosts import Host
from lab.measure import Result
from lab.processes import GRAALPY, Program, python_program
from lab.report import label

GRAALPY_IS_BUILT = GRAALPY.parent / "target/built"


@contextlib.contextmanager
def in_a_sentence(what: str = "This did not work") -> Iterator[None]:
    """Tells what did not work and goes on."""
    try:
        yield
    except LabError as error:
        print(f"{what}: {error}")
    except FileNotFoundError as error:
        print(f"This machine lacks {error.filename}: ./insane setup gets it, or says how to.")


def doctor() -> None:
    """Shows what this machine has."""
    done = subprocess.run([str(TOP / "insane"), "doctor"], capture_output=True, text=True, check=False)
    print(done.stdout or done.stderr)


def nats(size: int = 64, count: int = 200, interval: float = 0.01) -> Result | None:
    """The ping-pong over NATS."""
    return _measure("nats", systems.nats, size, count, interval)


def insane(
    qos: str = "default", reliability: str = "reliable", size: int = 64, count: int = 200, interval: float = 0.01
) -> Result | None:
    """The ping-pong over INSANE."""

    def run(task: systems.Task, ping_host: Host, pong_host: Host) -> Result:
        with contextlib.ExitStack() as stack:
            cable = None
            if qos == "fast":
                with in_a_sentence("Without a DPDK cable"):
                    cable = stack.enter_context(dpdk_cable())
            return systems.insane(task, qos, reliability, ping_host, pong_host, cable)

    result = _measure(label("insane", qos, reliability), run, size, count, interval)
    if result and result.fallback:
        print(f"It ran on {result.datapath} instead of {result.fallback}.")
    return result


def one_host(qos: str = "default", reliability: str = "reliable", size: int = 64, count: int = 200, interval: float = 0.01) -> Result | None:
    """Both programs on this machine: the daemon hands messages over in shared memory."""

    def run(task: systems.Task, **_: Host) -> Result:
        machine = hosts.this_machine()
        result = systems.insane(task, qos, reliability, machine, machine)
        return replace(result, system="one host", datapath="shared memory")

    return _measure(label("one host", qos, reliability), run, size, count, interval)


def graalpy(qos: str = "default", reliability: str = "reliable", size: int = 64, count: int = 200, interval: float = 0.01) -> Result | None:
    """The ping-pong with pong.py on GraalPy, a Python inside the JVM, and ping.py on this Python."""
    if not GRAALPY_IS_BUILT.exists():
        print("GraalPy is not here yet: ./insane graalpy --build gets it (180 MB), then run this cell again.")
        return None

    def run(task: systems.Task, ping_host: Host, pong_host: Host) -> Result:
        python = (str(GRAALPY), "--quick")
        return replace(systems.insane(task, qos, reliability, ping_host, pong_host, pong_python=python), system="GraalPy")

    return _measure(label("GraalPy", qos, reliability), run, size, count, interval)


def _measure(name: str, run: Callable[..., Result], size: int, count: int, interval: float) -> Result | None:
    def progress(number: int) -> None:
        if number % 50 == 0:
            clear_output(wait=True)
            print(f"{name}: round trip {number} of {count}")

    print(f"{name}: starting …")
    with in_a_sentence(), _two_places() as places:
        result = run(systems.Task(size, count, interval, progress), ping_host=places[0], pong_host=places[1])
        clear_output(wait=True)
        print(
            f"{name} over {result.datapath}: first {result.round_trips_us[0]:.0f} µs, "
            f"median {result.percentile_us(50):.0f} µs, p99 {result.percentile_us(99):.0f} µs"
        )
        return result
    return None


@contextlib.contextmanager
def _two_places() -> Iterator[tuple[Host, Host]]:
    if hosts.can_make_hosts():
        with hosts.two_hosts() as pair:
            yield pair
    else:
        machine = hosts.this_machine()
        yield machine, machine


def difference(before: str, after: str) -> None:
    """Shows how to get from one of the tutorial's programs to another."""
    old, new = (TOP / "tutorial" / name for name in (before, after))
    lines = difflib.unified_diff(_code(old), _code(new), before, after, lineterm="", n=2)
    display(Markdown("```diff\n" + "\n".join(lines) + "\n```"))


def program(name: str) -> None:
    """Shows one of the tutorial's programs."""
    display(Markdown("```python\n" + "\n".join(_code(TOP / "tutorial" / name)) + "\n```"))


def _code(file: Path) -> list[str]:
    return file.read_text().splitlines()


class Playground:
    """A daemon on this machine, and the tutorial's pong.py, for a program that you write in the notebook itself."""

    def __init__(self) -> None:
        self._running = contextlib.ExitStack()

    def open(self) -> None:
        """Starts both, and points this process at the daemon."""
        self.close()
        with in_a_sentence():
            machine = hosts.this_machine()
            os.environ.update(machine.environment)
            try:
                self._start(Daemon(machine, sections(machine))).ready()
                pong = python_program("pong.py", TOP / "tutorial/insane/pong.py", [], machine)
                self._start(pong).wait_for_line("pong ready")
            except LabError:
                self.close()
                raise
            print("The daemon runs, and pong.py sends back what comes on channel 1.")

    def close(self) -> None:
        """Ends both."""
        self._running.close()

    def _start(self, started: Program):
        return self._running.enter_context(started)
