"""Around the kernel: a bare DPDK port in Java beside the same in C, and INSANE over the cable beside INSANE over veth."""

from __future__ import annotations

import contextlib
import shlex
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lab import LabError, cable, systems
from lab.daemons import Daemon
from lab.hosts import this_machine
from lab.processes import Program

from benchmarks import peers
from benchmarks.peers import BENCH, BUILD, Load, Pair
from benchmarks.rows import Values

EAL = "--no-pci --in-memory --single-file-segments --log-level=error"
NEAR_CPU, FAR_CPU = 1, 0
TURNS, PARTS, WARM_UP_PARTS = 30, 3, 60
IDLE_S = 5.0

Side = Callable[[str, int, str], list[str]]
"""The command of one end, from its mode, CPU and vdev."""


class PortEcho:
    """A bare port in C and the same in Java. How fast two cores of a virtual machine reach each other changes within
    seconds, so both pairs of processes live side by side, and run in turns of some milliseconds, one while the other is stopped.
    """

    def __init__(self, load: Load) -> None:
        """`load`: the round trips of one part of a turn."""
        self._load = load
        self._measured: dict[str, Values] = {}

    def c(self) -> Values:
        """libdpdk's inline functions, the same copies as in Java."""
        return self._values("c")

    def java(self) -> Values:
        """PacketPort, as a datapath uses it; `times_c` is the median of each turn's ratio to C's."""
        return self._values("java")

    def _values(self, which: str) -> Values:
        """Both are measured for whoever asks first."""
        if which not in self._measured:
            self._measured = self._measure()
        return self._measured.pop(which)

    def _measure(self) -> dict[str, Values]:
        with _echo_pair(self._c_side()) as c, _echo_pair(self._java_side()) as java:
            turns = [(c.turn(), java.turn()) for _ in range(TURNS)]
        medians = [{metric: statistics.median(turn[metric] for turn in side) for metric in side[0]} for side in zip(*turns)]
        times_c = statistics.median(java["p50_us"] / c["p50_us"] for c, java in turns)
        return {"c": medians[0], "java": {**medians[1], "times_c": times_c}}

    def _c_side(self) -> Side:
        if not (flags := _pkg_config("--cflags")):
            raise LabError("missing here: sudo apt-get install -y libdpdk-dev pkg-config")
        peers.compile_c("port_echo", flags, _pkg_config("--libs"))
        program, load = [str(BUILD / "port_echo")], self._numbers()
        return lambda mode, cpu, vdev: [*program, mode, *load, "port_echo", "-l", str(cpu), *EAL.split(), "--vdev", vdev]

    def _java_side(self) -> Side:
        find = [str(peers.TOP / "nsnd/find-jdk")]
        java = subprocess.run(find, capture_output=True, text=True, check=True).stdout.strip()
        options = ["--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx128m"]
        program = [f"{java}/bin/java", *options, "-cp", str(BENCH / "target/nsn-bench.jar"), "io.nsn.perf.port.PortEcho"]
        load = self._numbers()
        return lambda mode, cpu, vdev: [*program, mode, *load, str(cpu), "", vdev]

    def _numbers(self) -> list[str]:
        return [str(self._load.count), str(self._load.size)]


@dataclass(frozen=True)
class _EchoPair:
    """Two processes, stopped but for their turns."""

    echo: Program
    ping: Program

    def turn(self, parts: int = PARTS) -> Values:
        """Medians over the parts of a turn; the first one, in which the processes were woken, does not count."""
        before = len(self.ping.lines["stdout"])
        self._signal(signal.SIGCONT)
        lines = self.ping.wait_for_lines(before + 1 + parts, peers.LIMIT_S)[before + 1 :]
        self._signal(signal.SIGSTOP)
        p50s, p99s = zip(*(map(int, line.split()) for line in lines))
        return {"p50_us": statistics.median(p50s) / 1000, "p99_us": statistics.median(p99s) / 1000}

    def _signal(self, number: int) -> None:
        self.ping.send_signal(number)
        self.echo.send_signal(number)


@contextlib.contextmanager
def _echo_pair(side: Side) -> Iterator[_EchoPair]:
    """Both sides on a core of their own, warm and stopped; `side` makes the command of one."""
    here = this_machine()
    with _cable() as (far_vdev, near_vdev), Program("echo", side("echo", FAR_CPU, far_vdev), here) as echo:
        echo.wait_for_line("^open$")
        with Program("ping", side("ping", NEAR_CPU, near_vdev), here) as ping:
            try:
                ping.wait_for_line("^open$")
                pair = _EchoPair(echo, ping)
                pair.turn(WARM_UP_PARTS)
                yield pair
            finally:
                ping.kill()
                echo.kill()


def round_trips(pair: Pair, load: Load, *qos: str) -> Values:
    """Application to application, four processes."""
    with _daemons(pair):
        return peers.ping_between_daemons(pair, load, *qos)


def stream(pair: Pair, load: Load, *qos: str) -> Values:
    """Source to sink."""
    with _daemons(pair):
        return peers.stream_between_daemons(pair, load, *qos)


def idle(pair: Pair) -> Values:
    """CPU that a daemon takes while its only stream is a fast one that does not poll, and nothing comes; the busier end's."""
    options = ["sink", "-q", "fast", "-c", "low"]
    with _daemons(pair) as daemons, contextlib.ExitStack() as stack:
        for host in (pair.near, pair.far):
            sink = stack.enter_context(Program("nsn-perf sink", [str(BENCH / "nsn-perf"), *options], host))
            sink.wait_for_line("^ready$")
        time.sleep(1)
        before = [daemon.cpu_seconds() for daemon in daemons]
        time.sleep(IDLE_S)
        return {"cpu_percent": max(100 * (daemon.cpu_seconds() - was) / IDLE_S for daemon, was in zip(daemons, before))}


@contextlib.contextmanager
def _daemons(pair: Pair) -> Iterator[list[Daemon]]:
    """A ready daemon on each host, joined by the kernel's network and by a cable between their DPDK ports."""
    with cable.dpdk_cable() as joined, contextlib.ExitStack() as stack:
        daemons = []
        for daemon in systems.start_daemons(pair.near, pair.far, cable=joined):
            daemons.append(stack.enter_context(daemon).ready())
        yield daemons


@contextlib.contextmanager
def _cable() -> Iterator[tuple[str, str]]:
    with cable.dpdk_cable() as joined:
        yield joined.vdevs


def _pkg_config(what: str) -> list[str]:
    done = subprocess.run(["pkg-config", what, "libdpdk"], capture_output=True, text=True, check=False)
    return shlex.split(done.stdout)
