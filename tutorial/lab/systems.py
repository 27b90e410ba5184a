"""The tutorial's ping-pong between two places, over NATS and over INSANE."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lab import TOP, LabError
from lab.cable import Cable
from lab.daemons import Daemon, Sections, sections
from lab.hosts import Host
from lab.measure import Cost, Result
from lab.processes import VENV_PYTHON, Program, python_program

NATS_PROGRAMS = TOP / "tutorial/nats"
INSANE_PROGRAMS = TOP / "tutorial/insane"
DPDK_PLUGINS = ("udpdpdk", "tcpdpdk")
PONG_READY_S = FIRST_ANSWER_S = 30.0
ANSWER_S = 10.0
FALLBACK = re.compile(r"gets (\S+) instead of (.*)")


@dataclass(frozen=True)
class Task:
    """What to measure, and whom to tell how far it has come."""

    size: int
    count: int
    interval_s: float
    on_round_trip: Callable[[int], None] = lambda number: None

    def ping_arguments(self) -> list[str]:
        return ["--size", str(self.size), "--count", str(self.count), "--interval", str(self.interval_s)]


def find_nats_server() -> str | None:
    return shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")


def nats(task: Task, ping_host: Host, pong_host: Host) -> Result:
    """Server and pong on one host, ping on the other."""
    executable = find_nats_server()
    if executable is None:
        raise LabError("there is no nats-server here: sudo apt-get install -y nats-server")
    port = _free_port(pong_host)
    url = ["--server", f"nats://{pong_host.address}:{port}"]
    with contextlib.ExitStack() as stack:
        argv = [executable, "--addr", pong_host.address, "--port", str(port)]
        server = stack.enter_context(Program("nats-server", argv, pong_host))
        server.wait_for_line("Server is ready", stream="stderr")
        pong = stack.enter_context(python_program("pong.py", NATS_PROGRAMS / "pong.py", url, pong_host))
        pong.wait_for_line("pong ready")
        arguments = [*url, *task.ping_arguments()]
        ping = stack.enter_context(python_program("ping.py", NATS_PROGRAMS / "ping.py", arguments, ping_host))
        round_trips_us, cost = exchange(task, ping, pong, [server])
        return Result("nats", "default", "reliable", "nats-server", round_trips_us, cost)


def insane(
    task: Task,
    qos: str,
    reliability: str,
    ping_host: Host,
    pong_host: Host,
    cable: Cable | None = None,
    pong_python: tuple[str, ...] = (str(VENV_PYTHON),),
) -> Result:
    """A daemon on each host, pong on one and ping on the other; on one host, one daemon serves both.

    A cable joins the daemons' DPDK ports, beside the network of the kernel. `pong_python` runs pong.py.
    """
    stream = ["--qos", qos, "--reliability", reliability]
    with contextlib.ExitStack() as stack:
        daemons = []
        for daemon in start_daemons(ping_host, pong_host, cable=cable):
            daemons.append(stack.enter_context(daemon))
            daemon.ready()
        pong = stack.enter_context(Program("pong.py", [*pong_python, "pong.py", *stream], pong_host, cwd=INSANE_PROGRAMS))
        pong.wait_for_line("pong ready", PONG_READY_S)
        arguments = [*stream, *task.ping_arguments()]
        ping = stack.enter_context(python_program("ping.py", INSANE_PROGRAMS / "ping.py", arguments, ping_host))
        round_trips_us, cost = exchange(task, ping, pong, daemons)
        datapath = datapath_of(daemons[-1].report(), pong.pid)
        return Result("insane", qos, reliability, datapath, round_trips_us, cost, fallback_of(daemons[-1]))


def start_daemons(*hosts: Host, cable: Cable | None = None) -> Iterator[Daemon]:
    """Starts a daemon for each different host, every one the others' peer; a cable joins two.

    Each is started when it is asked for: the one at the calling end of a cable needs the other to listen.
    """
    by_name = {host.name: host for host in hosts}
    configurations = {
        name: sections(host, [peer for peer in by_name.values() if peer is not host]) for name, host in by_name.items()
    }
    if cable and len(by_name) == 2:
        _plug(cable, *configurations.values())
    for name, configuration in configurations.items():
        yield Daemon(by_name[name], configuration)


def _plug(cable: Cable, *configurations: Sections) -> None:
    """Gives each of two daemons its end of a cable."""
    ends = zip(configurations, cable.vdevs, cable.addresses, reversed(cable.addresses))
    for configuration, vdev, own, other in ends:
        peer = next(keys for section, keys in configuration.items() if section.startswith("peers."))
        for plugin in DPDK_PLUGINS:
            configuration[f"plugins.{plugin}"] = {"ip": own, "vdev": vdev}
            peer[f"{plugin}_ip"] = other


def exchange(task: Task, ping: Program, pong: Program, servers: list[Program]) -> tuple[list[float], Cost]:
    """Follows `ping` through its round trips; answers these, and the CPU time they cost after the first."""

    def used() -> tuple[float, float, float]:
        return time.monotonic(), sum(server.cpu_seconds() for server in servers), ping.cpu_seconds() + pong.cpu_seconds()

    ping.wait_for_lines(1, FIRST_ANSWER_S)
    start = used()
    task.on_round_trip(1)
    for number in range(2, task.count + 1):
        ping.wait_for_lines(number, task.interval_s + ANSWER_S)
        task.on_round_trip(number)
    cost = Cost(*(after - before for before, after in zip(start, used())))
    if (status := ping.wait()) != 0:
        raise LabError(f"ping.py ended with {status}\n{ping.output()}")
    return [float(line) for line in ping.lines["stdout"]], cost


def datapath_of(report: dict, pid: int) -> str:
    """The plugin that carries the streams of a process."""
    for plugin in report["plugins"]:
        if any(stream["pid"] == pid for stream in plugin["streams"]):
            return plugin["name"]
    raise LabError(f"the daemon knows no stream of process {pid}")


def fallback_of(daemon: Daemon) -> str:
    """Why a stream did not get the datapath that its QoS asks for first; empty where it did."""
    found = next(filter(None, map(FALLBACK.search, daemon.lines["stderr"])), None)
    return found[2] if found else ""


def _free_port(host: Host) -> int:
    with host.entered(), socket.create_server((host.address, 0)) as server:
        return server.getsockname()[1]
