"""What each benchmark measures, and what it must reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from lab.processes import GRAALPY, VENV_PYTHON

from benchmarks import dpdk, peers, tcp
from benchmarks.peers import Load, Pair
from benchmarks.rows import Row, Target

JAVA = "insane java unreliable"


@dataclass(frozen=True)
class Benchmark:
    """Rows made for two hosts, which of their metrics are shown, and what the numbers are."""

    summary: str
    rows: Callable[[Pair], list[Row]]
    metrics: tuple[str, ...]
    rounds: int
    settings: str


def latency(pair: Pair) -> list[Row]:
    fast, slow = Load(20_000, 20_000), Load(1_500, 200)
    return [
        Row("c udp yield", partial(peers.c_udp, pair, fast, "yield")),
        Row("c udp block", partial(peers.c_udp, pair, slow, "block")),
        Row("c floor", partial(peers.c_floor, pair, fast, "yield")),
        Row("python udp yield", partial(peers.python_udp, pair, fast)),
        Row("aeron", partial(peers.aeron_ping, pair, fast)),
        Row("nats python", partial(peers.nats, pair, slow)),
        Row(JAVA, partial(peers.java_ping, pair, fast, "unreliable"),
            [Target("p50_us", "<=", 1, "aeron"), Target("p99_us", "<=", 1, "aeron")]),
        Row("insane java reliable", partial(peers.java_ping, pair, fast, "reliable"), [Target("p50_us", "<=", 1.4, JAVA)]),
        Row("insane python unreliable", partial(peers.python_ping, pair, fast, "unreliable"),
            [Target("p50_us", "<=", 1.4, JAVA), Target("p50_us", "<=", 0.1, "nats python")]),
    ]


def throughput(pair: Pair) -> list[Row]:
    small, large = Load(10_000_000, 5_000_000), Load(2_000_000, 1_000_000, size=1024)
    python = Load(200_000, 20_000)
    rate = "messages_per_s"
    return [
        Row("aeron 64 B", partial(peers.aeron_stream, pair, small)),
        Row("aeron 1 KiB", partial(peers.aeron_stream, pair, large)),
        Row("iperf3 tcp 64 B", partial(peers.iperf3, pair, 64, 2)),
        Row("iperf3 tcp 1 KiB", partial(peers.iperf3, pair, 1024, 2)),
        *(
            Row(f"insane java {reliability} {size}", partial(peers.stream, pair, load, reliability), targets)
            for reliability in ("unreliable", "reliable")
            for size, load, targets in (
                ("64 B", small, [Target(rate, ">=", 2e6), Target(rate, ">=", 1, "aeron 64 B")]),
                ("1 KiB", large, [Target(rate, ">=", 2, "aeron 1 KiB")]),
            )
        ),
        Row("insane python reliable 64 B", partial(peers.stream, pair, python, "reliable", peers.PYTHON_PERF)),
    ]


def startup(pair: Pair) -> list[Row]:
    return [
        Row("nsnd ready", partial(peers.daemon_start, pair), [Target("ms", "<=", 500)]),
        Row("import nsn, nsn.init()", partial(peers.python_start, pair), [Target("ms", "<=", 300)]),
    ]


def cold(pair: Pair) -> list[Row]:
    load = Load(10, 0, interval_s=1.0)
    targets = [Target("first_us", "<=", 1000), Target("p50_us", "<=", 1.5, "c udp yield")]
    return [
        Row("c udp yield", partial(peers.c_udp, pair, load, "yield")),
        Row("python udp yield", partial(peers.python_udp, pair, load)),
        Row("c floor yield", partial(peers.c_floor, pair, load, "yield")),
        Row("c floor block", partial(peers.c_floor, pair, load, "block")),
        Row(JAVA, partial(peers.java_ping, pair, load, "unreliable"), targets),
        Row("insane python unreliable", partial(peers.python_ping, pair, load, "unreliable"), targets),
        Row("insane python reliable", partial(peers.python_ping, pair, load, "reliable"), targets),
    ]


def around_the_kernel(pair: Pair) -> list[Row]:
    ports, fast, messages = dpdk.PortEcho(Load(5_000)), Load(20_000, 20_000), Load(6_000_000, 2_000_000)
    rate = "messages_per_s"
    return [
        Row("c port echo", ports.c),
        Row("java port echo", ports.java, [Target("times_c", "<=", 1.3), Target("times_c", "<=", 1.15)]),
        Row("insane default", partial(dpdk.round_trips, pair, fast)),
        Row("insane fast", partial(dpdk.round_trips, pair, fast, "-q", "fast"),
            [Target("p50_us", "<=", 0.5, "insane default"), Target("p50_us", "<=", 8)]),
        Row("insane fast reliable", partial(dpdk.round_trips, pair, fast, "-q", "fast", "-r")),
        Row("insane fast 64 B", partial(dpdk.stream, pair, messages, "-q", "fast"), [Target(rate, ">=", 1e6), Target(rate, ">=", 5e6)]),
        Row("insane fast idle daemon", partial(dpdk.idle, pair), [Target("cpu_percent", "<=", 1)]),
    ]


def idle(pair: Pair) -> list[Row]:
    load, little = Load(20_000, 20_000), Target("cpu_percent", "<=", 1)
    alone = "pair alone"
    return [
        Row("daemon without a stream", partial(peers.idle_daemon, pair), [little]),
        Row("daemon, consumption low", partial(peers.idle_daemon, pair, "-c", "low"), [little]),
        Row("daemon, consumption poll", partial(peers.idle_daemon, pair, "-c", "poll")),
        Row("application waiting, Java", partial(peers.waiting_application, pair), [little]),
        Row("application waiting, Python", partial(peers.waiting_application, pair, peers.PYTHON_PERF), [little]),
        Row(alone, partial(peers.crowded_ping, pair, load, 0)),
        Row("pair among 50 idle", partial(peers.crowded_ping, pair, load, 50),
            [Target("p50_us", "<=", 2, alone), Target("threads", "<=", 1, alone)]),
    ]


def overhead(pair: Pair) -> list[Row]:
    small, large = (partial(peers.overhead, size) for size in (64, 1024))
    return [
        Row("64 B, alone", partial(small, "message", "rawPort"), [Target("ns", "<=", 300)]),
        Row("64 B, in bursts of 32", partial(small, "messageInBurst", "rawPortInBurst")),
        Row("1 KiB, alone", partial(large, "message", "rawPort")),
        Row("1 KiB, in bursts of 32", partial(large, "messageInBurst", "rawPortInBurst")),
    ]


def calls(pair: Pair) -> list[Row]:
    at_most = {"data_available": 80, "consume_data": 80, "check_emit_outcome": 80, "get_buffer-release_data": 160}
    return [Row(call, partial(peers.python_call, pair, call), [Target("ns", "<=", ns)]) for call, ns in at_most.items()]


def two_pythons(pair: Pair) -> list[Row]:
    cpython, graalpy = VENV_PYTHON, GRAALPY
    alone = "cpython with cpython"
    target = [Target("p50_us", "<=", 2, alone)]
    return [
        Row(alone, partial(peers.warm_ping, pair, cpython, cpython, 15)),
        Row("cpython with graalpy", partial(peers.warm_ping, pair, cpython, graalpy, 120), target),
        Row("graalpy with cpython", partial(peers.warm_ping, pair, graalpy, cpython, 120), target),
    ]


BENCHMARKS = {
    "latency": Benchmark("round trips of 64 bytes", latency, ("p50_us", "p99_us", "max_us"), 5,
                         "20,000 round trips after 20,000 (NATS and blocking C 1,500 after 200)"),
    "throughput": Benchmark("messages from a source to a sink", throughput, ("messages_per_s", "mbit_per_s", "lost"), 3,
                            "64 B: 10 million messages after 5 million; 1 KiB: 2 million after 1 million; iperf3: 2 s, as many bytes a write"),
    "tcp": Benchmark("TCP in user space", tcp.rows, ("p50_us", "p99_us", "messages_per_s", "mbit_per_s"), 7,
                     "over the DPDK cable: 20,000 round trips of 64 bytes after 20,000, 3 million messages after 1 million; over veth: "
                     "2 s, 64 KiB written at a time, the kernel with and without segmentation offloads (tso, gso, gro)"),
    "startup": Benchmark("until a daemon and a program are ready", startup, ("ms",), 10, "fresh processes after ./insane setup"),
    "calls": Benchmark("a call from CPython that need not wait", calls, ("ns", "ctypes_ns"), 3,
                       "pyperf: medians of 100 times 20,000 calls, beside as many ctypes calls of a C function that does nothing"),
    "cold": Benchmark("the first round trips of fresh processes", cold, ("first_us", "p50_us", "max_us"), 3,
                      "ten messages of 64 bytes, one a second"),
    "dpdk": Benchmark("ports and streams around the kernel", around_the_kernel,
                      ("p50_us", "p99_us", "messages_per_s", "lost", "cpu_percent"), 3,
                      "64 B; ports: 30 turns of 15,000 round trips each after 300,000, each side on its own core; streams: 20,000 round "
                      "trips after 20,000, 6 million messages after 2 million; idle: 5 s"),
    "idle": Benchmark("what waiting costs", idle, ("cpu_percent", "p50_us", "threads"), 1,
                      "CPU of one core over 3 s; round trips of 64 bytes, 20,000 after 20,000; threads: the daemon's own"),
    "overhead": Benchmark("the middleware's own cost a message, one way", overhead, ("ns", "with_port_ns", "port_ns"), 1,
                          "emit to port and port to release on one thread, over a cable in memory, less the cable alone (JMH)"),
    "graalpy": Benchmark("round trips of the tutorial's ping.py with pong.py, each on one of two Pythons", two_pythons,
                         ("p50_us", "p99_us", "warm_up"), 1,
                         "64 B, default, reliable: the round trips of 5 s after 120 s (CPython alone 15 s); warm_up: messages before"),
}
