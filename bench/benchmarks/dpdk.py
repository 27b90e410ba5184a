"""Around the kernel: a bare DPDK port in Java beside the same in C, and INSANE over the cable beside INSANE over veth."""

from __future__ import annotations

import contextlib
import shlex
import subprocess
import time
from collections.abc import Iterator

from lab import LabError, cable, systems
from lab.daemons import Daemon
from lab.hosts import this_machine
from lab.processes import Program

from benchmarks import peers
from benchmarks.peers import BENCH, BUILD, Load, Pair
from benchmarks.rows import Values

EAL = "--no-pci --in-memory --single-file-segments --log-level=error"
NEAR_CPU, FAR_CPU = 1, 0
IDLE_S = 5.0


def c_port(load: Load) -> Values:
    """libdpdk's inline functions, the same copies as in Java."""
    if not (flags := _pkg_config("--cflags")):
        raise LabError("missing here: sudo apt-get install -y libdpdk-dev pkg-config")
    peers.compile_c("port_echo", flags, _pkg_config("--libs"))

    def side(mode: str, cpu: int, vdev: str) -> list[str]:
        arguments = [mode, str(load.count), str(load.size), "port_echo", "-l", str(cpu), *EAL.split(), "--vdev", vdev]
        return [str(BUILD / "port_echo"), *arguments]

    return _port_echo(side)


def java_port(load: Load) -> Values:
    """PacketPort, as a datapath uses it."""
    java = subprocess.run([str(peers.TOP / "nsnd/find-jdk")], capture_output=True, text=True, check=True).stdout.strip()

    def side(mode: str, cpu: int, vdev: str) -> list[str]:
        options = ["--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx128m"]
        program = ["-cp", str(BENCH / "target/nsn-bench.jar"), "io.nsn.perf.port.PortEcho"]
        return [f"{java}/bin/java", *options, *program, mode, str(load.count), str(load.size), str(cpu), "", vdev]

    return _port_echo(side)


def _port_echo(side) -> Values:
    """Both sides on a core of their own; `side` makes the command of one."""
    here = this_machine()
    with _cable() as (far_vdev, near_vdev), Program("echo", side("echo", FAR_CPU, far_vdev), here) as echo:
        echo.wait_for_line("^open$")
        with Program("ping", side("ping", NEAR_CPU, near_vdev), here) as ping:
            found = ping.wait_for_line(r"^(\d+) (\d+)$", peers.LIMIT_S)
            ping.wait()
        echo.kill()
    return {"p50_us": int(found[1]) / 1000, "p99_us": int(found[2]) / 1000}


def round_trips(pair: Pair, load: Load, *qos: str) -> Values:
    """Application to application, four processes."""
    with _daemons(pair):
        return peers.ping_between_daemons(pair, load, *qos)


def stream(pair: Pair, load: Load, *qos: str) -> Values:
    """Source to sink."""
    with _daemons(pair):
        return peers.stream_between_daemons(pair, load, *qos)


def idle(pair: Pair) -> Values:
    """CPU that a daemon takes while its only stream is a fast one that does not poll, and nothing comes."""
    options = ["sink", "-q", "fast", "-c", "low"]
    with _daemons(pair) as (_, far), Program("nsn-perf sink", [str(BENCH / "nsn-perf"), *options], pair.far) as sink:
        sink.wait_for_line("^ready$")
        time.sleep(1)
        before = far.cpu_seconds()
        time.sleep(IDLE_S)
        return {"cpu_percent": 100 * (far.cpu_seconds() - before) / IDLE_S}


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
