"""One measurement of each system between two hosts. Every process ends before its function returns."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab import TOP, LabError, systems
from lab.daemons import Daemon, sections
from lab.hosts import Host
from lab.processes import VENV_PYTHON, Program

from benchmarks.rows import Values, of_round_trips

BENCH = TOP / "bench"
BUILD = TOP / "build/bench"
PYTHON_PERF = TOP / ".venv/bin/nsn-perf"
PORT = 4600
LIMIT_S = 120.0
READY_S = 60.0
SETTLE_S = 2.0
COUNTED_S = 5.0
IDLE_S = 3.0
AERON_JVM = ["--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:-UsePerfData"]
START_UP = """
import time; start = time.perf_counter_ns()
import nsn
ok = nsn.init() == 0
print("ready", (time.perf_counter_ns() - start) / 1e6, flush=True)
nsn.close()
"""


@dataclass(frozen=True)
class Load:
    """How much is sent: messages that count, messages before them, bytes of each, seconds between two."""

    count: int
    warm_up: int = 0
    size: int = 64
    interval_s: float = 0.0

    def options(self) -> list[str]:
        """As nsn-perf and aeron-peer take it."""
        return ["-n", str(self.count), "-w", str(self.warm_up), "-s", str(self.size)]


@dataclass(frozen=True)
class Pair:
    """The two hosts: `near` pings or sends, `far` answers or receives."""

    near: Host
    far: Host


def build() -> None:
    """The C peers."""
    for source in ("udp", "floor"):
        compile_c(source)


def compile_c(source: str, flags: list[str] = (), libraries: list[str] = ()) -> None:
    """Builds `bench/c/SOURCE.c`."""
    BUILD.mkdir(parents=True, exist_ok=True)
    argv = ["cc", "-O2", *flags, "-o", str(BUILD / source), str(BENCH / "c" / f"{source}.c"), *libraries]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"{' '.join(argv)}: {done.stderr}")


def c_udp(pair: Pair, load: Load, waiting: str) -> Values:
    """Plain UDP sockets in C; `waiting` is yield or block."""
    return _plain(pair, load, [str(BUILD / "udp")], waiting)


def python_udp(pair: Pair, load: Load) -> Values:
    """Plain UDP sockets in Python, which yields."""
    return _plain(pair, load, [str(VENV_PYTHON), str(BENCH / "udp.py")], "yield")


def c_floor(pair: Pair, load: Load, waiting: str) -> Values:
    """This project's architecture, and nothing else, in C; `waiting`, yield or block, is what the applications do."""
    return _plain(pair, load, [str(BUILD / "floor")], waiting)


def _plain(pair: Pair, load: Load, program: list[str], waiting: str) -> Values:
    numbers = [str(load.size), str(load.count), str(load.warm_up), str(load.interval_s)]
    far = [*program, "pong", waiting, pair.far.address, pair.near.address, str(PORT)]
    near = [*program, "ping", waiting, pair.near.address, pair.far.address, str(PORT), *numbers]
    with Program("pong", far, pair.far) as pong:
        pong.wait_for_line("^ready$")
        with Program("ping", near, pair.near) as ping:
            _end(ping, LIMIT_S + load.count * load.interval_s)
            return of_round_trips([int(line) / 1000 for line in ping.lines["stdout"]])


def nats(pair: Pair, load: Load) -> Values:
    """nats-py on both hosts, nats-server on the far one."""
    port = ["--addr", pair.far.address, "--port", str(PORT)]
    with Program("nats-server", [systems.find_nats_server(), *port], pair.far) as server:
        server.wait_for_line("Server is ready", stream="stderr")
        return _tutorial(pair, load, systems.NATS_PROGRAMS, ["--server", f"nats://{pair.far.address}:{PORT}"])


def python_ping(pair: Pair, load: Load, reliability: str) -> Values:
    """The tutorial's ping.py and pong.py over INSANE."""
    with daemons(pair):
        return _tutorial(pair, load, systems.INSANE_PROGRAMS, ["--reliability", reliability])


def _tutorial(pair: Pair, load: Load, folder: Path, options: list[str]) -> Values:
    count = ["--count", str(load.count + load.warm_up), "--size", str(load.size), "--interval", str(load.interval_s)]
    with _ping_and_pong(pair, folder, options, count) as (ping, _, file):
        _end(ping, LIMIT_S + load.count * load.interval_s)
        return of_round_trips([float(line) for line in file.read_text().split()][load.warm_up :])


@contextlib.contextmanager
def _ping_and_pong(
    pair: Pair, folder: Path, options: list[str], count: list[str], near_python: Path = VENV_PYTHON, far_python: Path = VENV_PYTHON
) -> Iterator[tuple[Program, Program, Path]]:
    """The tutorial's programs of a folder, ping.py with options of its own, each on the Python named. What ping.py prints goes
    to a file: who read it line by line would take a core from what is measured.
    """
    with Program("pong.py", [str(far_python), "pong.py", *options], pair.far, cwd=folder) as pong, _report() as file:
        pong.wait_for_line("^pong ready$", READY_S)
        argv = ["sh", "-c", 'out=$1; shift; exec "$@" > "$out"', "sh", str(file), str(near_python), "ping.py", *options, *count]
        with Program("ping.py", argv, pair.near, cwd=folder) as ping:
            yield ping, pong, file


def warm_ping(pair: Pair, near_python: Path, far_python: Path, warm_up_s: float) -> Values:
    """As `python_ping`, reliable, where a JIT warms up: what counts comes after `warm_up_s`; `warm_up` is how many came before."""
    back_to_back = ["--interval", "0"]
    programs = _ping_and_pong(pair, systems.INSANE_PROGRAMS, [], back_to_back, near_python, far_python)
    with daemons(pair), programs as (ping, pong, file):
        time.sleep(warm_up_s)
        warm_up = file.read_text().count("\n")
        time.sleep(COUNTED_S)
        trips = [float(line) for line in file.read_text().split("\n")[warm_up:-1]]
        if not (trips and ping.running):
            raise LabError(f"no messages after {warm_up_s:g} s\n{ping.output()}")
        ping.stop(signal.SIGINT, READY_S)
        pong.stop(signal.SIGINT, READY_S)
    return {**of_round_trips(trips), "warm_up": warm_up}


@contextlib.contextmanager
def daemons(pair: Pair) -> Iterator[tuple[Daemon, Daemon]]:
    """A ready daemon on each host."""
    with Daemon(pair.near, sections(pair.near, [pair.far])) as near, Daemon(pair.far, sections(pair.far, [pair.near])) as far:
        yield near.ready(), far.ready()


def java_ping(pair: Pair, load: Load, reliability: str) -> Values:
    """nsn-perf in Java over INSANE."""
    with daemons(pair):
        return ping_between_daemons(pair, load, "-r", reliability)


def ping_between_daemons(pair: Pair, load: Load, *qos: str) -> Values:
    """nsn-perf in Java, over daemons that run."""
    options = [*load.options(), *qos, "-t", str(load.interval_s)]
    with _report() as file:
        with Program("nsn-perf pong", [str(BENCH / "nsn-perf"), "pong", *qos], pair.far) as pong:
            pong.wait_for_line("^ready$")
            argv = [str(BENCH / "nsn-perf"), "ping", *options, "--json", str(file)]
            with Program("nsn-perf ping", argv, pair.near) as ping:
                _end(ping, LIMIT_S + load.count * load.interval_s)
        return _metrics(file)


def stream(pair: Pair, load: Load, reliability: str, tool: Path = BENCH / "nsn-perf") -> Values:
    """nsn-perf from source to sink; `tool` is the one in Java or the one in Python."""
    with daemons(pair):
        return stream_between_daemons(pair, load, "-r", reliability, tool=tool)


def stream_between_daemons(pair: Pair, load: Load, *qos: str, tool: Path = BENCH / "nsn-perf") -> Values:
    """nsn-perf from source to sink, over daemons that run."""
    options = [*load.options(), *qos]
    with _report() as file:
        with Program("nsn-perf sink", [str(tool), "sink", *options, "--json", str(file)], pair.far) as sink:
            sink.wait_for_line("^ready$")
            with Program("nsn-perf source", [str(tool), "source", *options], pair.near) as source:
                _end(source)
                _end(sink)
        return _metrics(file)


def idle_daemon(pair: Pair, *stream: str) -> Values:
    """CPU time of a daemon that has nothing to do: alone, or with an application that waits on a stream of these options."""
    with Daemon(pair.near, sections(pair.near, [pair.far])) as daemon, contextlib.ExitStack() as stack:
        daemon.ready()
        if stream:
            stack.enter_context(_waiting(pair.near, BENCH / "nsn-perf", *stream))
        return {"cpu_percent": _cpu_percent(daemon), "threads": _own_threads(daemon)}


def waiting_application(pair: Pair, tool: Path = BENCH / "nsn-perf") -> Values:
    """CPU time of an application that waits for a message in a blocking call."""
    with Daemon(pair.near, sections(pair.near, [pair.far])) as daemon:
        daemon.ready()
        with _waiting(pair.near, tool, role="pong") as application:
            return {"cpu_percent": _cpu_percent(application)}


def crowded_ping(pair: Pair, load: Load, others: int) -> Values:
    """As `java_ping`, where the far daemon serves `others` more applications, which wait on channels of their own."""
    crowd = {**sections(pair.far, [pair.near]), "global": {"app_num": others + 10}}
    with Daemon(pair.near, sections(pair.near, [pair.far])) as near, Daemon(pair.far, crowd) as far, _report() as file:
        near.ready(), far.ready()
        with contextlib.ExitStack() as stack:
            for number in range(others):
                stack.enter_context(_waiting(pair.far, BENCH / "nsn-perf", "-a", str(number + 1)))
            pong = stack.enter_context(_waiting(pair.far, BENCH / "nsn-perf", role="pong"))
            argv = [str(BENCH / "nsn-perf"), "ping", *load.options(), "--json", str(file)]
            with Program("nsn-perf ping", argv, pair.near) as ping:
                _end(ping)
            if not pong.running:
                raise LabError(pong.output())
            return {**_metrics(file), "threads": _own_threads(far)}


@contextlib.contextmanager
def _waiting(host: Host, tool: Path, *options: str, role: str = "sink") -> Iterator[Program]:
    """An application that has told that it is ready, and waits."""
    with Program(f"nsn-perf {role}", [str(tool), role, *options], host) as program:
        program.wait_for_line("^ready$", READY_S)
        yield program


def _cpu_percent(program: Program) -> float:
    """Of one core, over some seconds, once what its start left to do is done."""
    time.sleep(SETTLE_S)
    before, start = program.cpu_seconds(), time.perf_counter()
    time.sleep(IDLE_S)
    return 100 * (program.cpu_seconds() - before) / (time.perf_counter() - start)


def _own_threads(daemon: Daemon) -> float:
    """The daemon's threads but for those of its JVM, which come and go."""
    names = [(task / "comm").read_text() for task in Path(f"/proc/{daemon.pid}/task").iterdir()]
    return float(sum(name.startswith("nsn-") for name in names))


def aeron_ping(pair: Pair, load: Load) -> Values:
    """Two media drivers, two clients."""
    return _aeron(pair, load, "ping", "pong")


def aeron_stream(pair: Pair, load: Load) -> Values:
    return _aeron(pair, load, "source", "sink")


def _aeron(pair: Pair, load: Load, near_role: str, far_role: str) -> Values:
    java = subprocess.run([str(TOP / "nsnd/find-jdk")], capture_output=True, text=True, check=True).stdout.strip()
    peer = [f"{java}/bin/java", *AERON_JVM, "-cp", str(BENCH / "target/nsn-bench.jar"), "io.nsn.perf.aeron.AeronPeer"]
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(_report())
        folders = {}
        for host in (pair.near, pair.far):
            # In memory where there is such a place, as Aeron itself does.
            shm = Path("/dev/shm")
            parent = stack.enter_context(tempfile.TemporaryDirectory(prefix="aeron-", dir=shm if shm.is_dir() else None))
            folders[host.name] = ["--folder", f"{parent}/driver"]
            driver = Program(f"Aeron driver on {host.name}", [*peer, "driver", *folders[host.name]], host)
            stack.enter_context(driver).wait_for_line("^ready$")
        near, far = f"{pair.near.address}:{PORT}", f"{pair.far.address}:{PORT}"
        report = ["--json", str(file)]
        far_argv = [*peer, far_role, *folders[pair.far.name], "--here", far, "--there", near, *load.options()]
        near_argv = [*peer, near_role, *folders[pair.near.name], "--here", near, "--there", far, *load.options()]
        receives = far_role == "sink"
        with Program(f"Aeron {far_role}", far_argv + (report if receives else []), pair.far) as answering:
            answering.wait_for_line("^ready$")
            with Program(f"Aeron {near_role}", near_argv + ([] if receives else report), pair.near) as asking:
                _end(asking)
                if receives:
                    _end(answering)
        return _metrics(file)


def iperf3(pair: Pair, size: int, seconds: float) -> Values:
    """One TCP connection whose sender writes `size` bytes at a time."""
    with Program("iperf3 server", ["iperf3", "-s", "-1", "--forceflush"], pair.far) as server:
        server.wait_for_line("Server listening")
        argv = ["iperf3", "-c", pair.far.address, "-t", str(seconds), "-l", str(size), "-J"]
        with Program("iperf3 client", argv, pair.near) as client:
            _end(client, seconds + LIMIT_S)
            end = json.loads("\n".join(client.lines["stdout"]))["end"]
    if "sum_received" not in end:
        raise LabError(f"iperf3 tells nothing of what was received\n{client.output()}")
    received = end["sum_received"]["bits_per_second"]
    return {"messages_per_s": received / 8 / size, "mbit_per_s": received / 1e6}


def overhead(size: int, whole: str, port: str) -> Values:
    """A message's way through two agents on one thread, less that of a frame over the same port; JMH in a JVM of its own."""
    java = subprocess.run([str(TOP / "nsnd/find-jdk")], capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="nsn-bench-") as folder:
        file = Path(folder) / "jmh.json"
        argv = [f"{java}/bin/java", "-cp", str(BENCH / "target/nsn-bench.jar"), "org.openjdk.jmh.Main",
                f"OverheadBenchmark.({whole}|{port})$", "-p", f"size={size}", "-rf", "json", "-rff", str(file)]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode != 0 or not file.exists():
            raise LabError(f"{' '.join(argv)}\n{done.stdout}{done.stderr}")
        ns = {each["benchmark"].rpartition(".")[2]: each["primaryMetric"]["score"] for each in json.loads(file.read_text())}
    return {"ns": ns[whole] - ns[port], "with_port_ns": ns[whole], "port_ns": ns[port]}


def daemon_start(pair: Pair) -> Values:
    """Until `nsnd` says that applications can connect."""
    start = time.perf_counter()
    with Daemon(pair.near, sections(pair.near, [pair.far])) as daemon:
        daemon.ready()
        return {"ms": (time.perf_counter() - start) * 1000}


def python_start(pair: Pair) -> Values:
    """`import nsn` and `nsn.init()` in a fresh Python."""
    with Daemon(pair.near, sections(pair.near)) as daemon:
        daemon.ready()
        with Program("import nsn", [str(VENV_PYTHON), "-c", START_UP], pair.near) as program:
            return {"ms": float(program.wait_for_line(r"^ready (\S+)")[1])}


def python_call(pair: Pair, call: str) -> Values:
    """One of bench/calls.py's calls, and its ctypes call that does nothing."""
    with Daemon(pair.near, sections(pair.near)) as daemon:
        daemon.ready()
        with Program(f"calls.py {call}", [str(VENV_PYTHON), str(BENCH / "calls.py"), "--copy-env", call], pair.near) as program:
            _end(program)
            return json.loads(program.lines["stdout"][-1])


def _end(program: Program, limit_s: float = LIMIT_S) -> None:
    if (status := program.wait(limit_s)) != 0:
        raise LabError(f"{program.name} ended with {status}\n{program.output()}")


@contextlib.contextmanager
def _report() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="nsn-bench-") as folder:
        yield Path(folder) / "report.json"


def _metrics(file: Path) -> Values:
    return {name: float(value) for name, value in json.loads(file.read_text()).items() if isinstance(value, (int, float))}
