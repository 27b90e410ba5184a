"""TCP in user space: its streams over the DPDK cable, and its bulk over veth beside the kernel's TCP."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from functools import partial

from lab import LabError, cable
from lab.hosts import Host
from lab.hugepages import HugepagePool
from lab.processes import Program

from benchmarks import dpdk, peers
from benchmarks.peers import BENCH, TOP, Load, Pair
from benchmarks.rows import Row, Target, Values

PORTS = {
    "af_packet": "net_af_packet0,iface=eth0,framesz=2048,blocksz=65536,framecnt=2048,qdisc_bypass=1",
    "af_xdp": "net_af_xdp0,iface=eth0",
}
"""DPDK's ways to the frames of an interface of the kernel."""
SEGMENTATION = ("tso", "gso", "gro")
OURS = ("10.0.0.11", "10.0.0.12")
"""Addresses that the kernel does not have."""


def rows(pair: Pair) -> list[Row]:
    trips, small, size, seconds = Load(20_000, 20_000), Load(3_000_000, 1_000_000), 64 << 10, 2
    return [
        Row("ping udpdpdk", partial(dpdk.round_trips, pair, trips, "-q", "fast")),
        Row("ping tcpdpdk", partial(dpdk.round_trips, pair, trips, "-q", "fast", "-r"), [Target("p50_us", "<=", 1.3, "ping udpdpdk")]),
        Row("64 B tcpdpdk", partial(dpdk.stream, pair, small, "-q", "fast", "-r"), [Target("messages_per_s", ">=", 700_000)]),
        Row("bulk iperf3", partial(kernel, pair, size, seconds, True)),
        Row("bulk iperf3 without offloads", partial(kernel, pair, size, seconds, False)),
        *(
            Row(f"bulk tcp over {driver}", partial(user_space, pair, vdev, size, seconds),
                [Target("mbit_per_s", ">=", 0.8, "bulk iperf3 without offloads")])
            for driver, vdev in PORTS.items()
        ),
    ]


def user_space(pair: Pair, vdev: str, size: int, seconds: float) -> Values:
    """Two TCPs of ours, each on its end of the veth; the kernel has other MAC addresses meanwhile and throws our frames away early."""
    java = subprocess.run([str(TOP / "nsnd/find-jdk")], capture_output=True, text=True, check=True).stdout.strip()
    program = [f"{java}/bin/java", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp",
               str(BENCH / "target/nsn-bench.jar"), "io.nsn.perf.tcp.TcpPeer"]
    options = ["--vdev", vdev, "-s", str(size), "-t", str(seconds)]
    far = [*program, "sink", *options, "--here", OURS[1], "--there", OURS[0]]
    near = [*program, "source", *options, "--here", OURS[0], "--there", OURS[1]]
    with HugepagePool().reserved(cable.PAGES), Program("tcp-peer sink", far, pair.far) as sink:
        sink.wait_for_line("^ready$")
        with _kernel_aside(pair.far), Program("tcp-peer source", near, pair.near) as source:
            source.wait_for_line("^ready$")
            with _kernel_aside(pair.near):
                megabits = sink.wait_for_line(r"^([0-9.]+) Mbit/s$", peers.LIMIT_S)[1]
                source.wait(peers.LIMIT_S)
    return {"mbit_per_s": float(megabits)}


def kernel(pair: Pair, size: int, seconds: float, offloads: bool) -> Values:
    """iperf3 over the same cable; with the segmentation offloads, or without them at both ends."""
    with _segmentation(pair.near, offloads), _segmentation(pair.far, offloads):
        return peers.iperf3(pair, size, seconds)


@contextlib.contextmanager
def _segmentation(host: Host, wanted: bool) -> Iterator[None]:
    def switch(on: bool) -> None:
        _run(host, ["ethtool", "-K", "eth0", *(word for name in SEGMENTATION for word in (name, "on" if on else "off"))])

    switch(wanted)
    try:
        yield
    finally:
        switch(True)


@contextlib.contextmanager
def _kernel_aside(host: Host) -> Iterator[None]:
    """The kernel's MAC address is another one than that which the port has read."""
    show = ["ip", "-o", "link", "show", "eth0"]
    before = _run(host, show).split("link/ether ")[1].split()[0]
    _run(host, ["ip", "link", "set", "eth0", "address", f"{before[:-2]}{int(before[-2:], 16) ^ 1:02x}"])
    try:
        yield
    finally:
        _run(host, ["ip", "link", "set", "eth0", "address", before])


def _run(host: Host, argv: list[str]) -> str:
    done = subprocess.run(host.command(argv), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"{' '.join(argv)}: {done.stderr.strip()}")
    return done.stdout
