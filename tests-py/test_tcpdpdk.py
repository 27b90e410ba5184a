"""Reliable fast streams: TCP in user space between two daemons on a cable, and between one and a peer with the kernel's TCP."""

import contextlib
import random
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from conftest import cable_ends, datapaths, goes_on, plugin_sections
from lab.daemons import Daemon
from lab.hosts import Host
from lab.processes import Program

VETH = "net_af_packet0,iface=eth0"
HERE, THERE = "10.0.0.11", "10.0.0.12"
"""On the veth; the kernel does not have them."""
PORT = 4444
LIMIT_S = 30


sections = partial(plugin_sections, "tcpdpdk")


def ip(host: Host, *arguments: str) -> str:
    return subprocess.run(host.command(["ip", *arguments]), capture_output=True, text=True, check=True).stdout


def test_a_reliable_fast_stream_goes_on_when_the_peers_daemon_is_killed_and_returns(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    listening, calling = cable_ends("tcpdpdk", tmp_path)
    with Daemon(first, listening) as one:
        one.ready()
        with Daemon(second, calling) as other:
            other.ready()
            run("echo.py", second, "fast", "reliable").wait_for_line("ready")
            assert datapaths(other) == {"tcpdpdk"}
            count = run("count.py", first, "1000000", "fast", "reliable")
            count.wait_for_line("^100$")
            other.kill()
        for _ in range(2):
            with Daemon(second, calling) as other:
                other.ready()
                run("echo.py", second, "fast", "reliable").wait_for_line("ready")
                goes_on(count, 100)
                other.kill()
        assert one.running and one.stop() == 0


@pytest.mark.parametrize("asks", ["fast", "default"])
def test_a_fast_host_and_a_default_one_exchange_reliably(two_hosts, hugepages, run, asks):
    first, second = two_hosts
    fast = sections(HERE, second.address, VETH)
    default = {"plugins.tcpsock": {"ip": second.address}, "peers.other": {"tcpsock_ip": HERE}}
    with Daemon(first, fast) as one, Daemon(second, default) as other:
        one.ready()
        other.ready()
        hosts = {"fast": (first, ["fast", "reliable"]), "default": (second, ["reliable"])}
        near, qos = hosts.pop(asks)
        [(far, far_qos)] = hosts.values()
        run("echo.py", far, *far_qos).wait_for_line("ready")
        count = run("count.py", near, "1000000", *qos)
        count.wait_for_line("^300$")
        assert datapaths(one) == {"tcpdpdk"} and datapaths(other) == {"tcpsock"}


@pytest.fixture
def fast_pair(two_hosts, hugepages):
    """Daemons whose TCP in user space is joined by the veth, on both hosts."""
    first, second = two_hosts
    with Daemon(first, sections(HERE, THERE, VETH)) as one, Daemon(second, sections(THERE, HERE, VETH)) as other:
        yield one.ready(), other.ready()


def syn(station: str, source: str, port: int) -> bytes:
    """To the first daemon, from an address that nobody has; its checksum is not looked at, as no wire is between."""
    tcp = struct.pack("!HHIIBBHHH", port, PORT, random.getrandbits(32), 0, 5 << 4, 2, 65_535, 0, 0)
    addresses = socket.inet_aton(source) + socket.inet_aton(HERE)
    header = struct.pack("!BBHHHBBH", 0x45, 0, 40, 0, 0, 64, socket.IPPROTO_TCP, 0) + addresses
    total = sum(struct.unpack("!10H", header))
    header = header[:10] + struct.pack("!H", ~(total + (total >> 16)) & 0xffff) + header[12:]
    return bytes.fromhex(station.replace(":", "")) + bytes.fromhex("020000000099") + b"\x08\x00" + header + tcp


def test_a_hundred_thousand_spoofed_syns_neither_break_nor_garble_a_transfer(two_hosts, fast_pair, run):
    first, second = two_hosts
    one, _ = fast_pair
    receiver = run("transfer.py", first, "receive", "fast", "reliable")
    receiver.wait_for_line("ready")
    sender = run("transfer.py", second, "send", "fast", "reliable")
    sender.wait_for_line("^1000$")
    station = ip(first, "-o", "link", "show", "eth0").split("link/ether ")[1].split()[0]
    with second.entered(), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as flood:
        flood.bind(("eth0", 0))
        for number in range(100_000):
            flood.send(syn(station, f"198.18.{number >> 8 & 255}.{number & 255}", 1024 + number % 60_000))
    after = len(sender.lines["stdout"])
    sender.wait_for_line("000$", LIMIT_S, after=after + 1)
    counters = one.report()["counters"]  # the connection goes with its applications
    sender.stop()
    assert receiver.wait(LIMIT_S) == 0
    assert receiver.lines["stdout"][-1] == sender.lines["stdout"][-1]
    assert (counters["connections_made"], counters["connections_lost"]) == (1, 0)
    assert counters["segments_stray"] > 1000, "those that the ring had room for"


@pytest.mark.parametrize("power", ["of the link", "of the host"])
def test_when_the_peers_power_goes_messages_fail_and_when_it_returns_they_arrive(two_hosts, hugepages, run, power):
    first, second = two_hosts
    there = sections(THERE, HERE, VETH)
    with Daemon(first, sections(HERE, THERE, VETH)) as one:
        one.ready()
        with Daemon(second, there) as other:
            other.ready()
            run("echo.py", second, "fast", "reliable").wait_for_line("ready")
            outcomes = run("outcomes.py", first, "fast", "reliable")
            outcomes.wait_for_line("sent")
            if power == "of the link":
                ip(second, "link", "set", "eth0", "down")
            else:
                other.kill()
            outcomes.wait_for_line("dropped", LIMIT_S)
            if power == "of the link":
                ip(second, "link", "set", "eth0", "up")
                sent_again(one, outcomes)
        if power == "of the host":
            with Daemon(second, there) as other:
                other.ready()
                run("echo.py", second, "fast", "reliable").wait_for_line("ready")
                sent_again(one, outcomes)


def sent_again(one: Daemon, outcomes: Program) -> None:
    outcomes.wait_for_line("sent", LIMIT_S, after=len(outcomes.lines["stdout"]))
    counters = one.report()["counters"]
    assert counters["drop_peer_lost"] > 0
    assert counters["connections_lost"] == counters["connections_made"] - 1


@pytest.mark.skipif(not (shutil.which("tcpdump") and shutil.which("tshark")), reason="tshark judges")
def test_no_segment_of_a_transfer_is_malformed(two_hosts, fast_pair, run, tmp_path):
    first, second = two_hosts
    with tcpdump(first, tmp_path / "data.pcap"), tcpdump(second, tmp_path / "acks.pcap"):
        receiver = run("transfer.py", first, "receive", "fast", "reliable")
        receiver.wait_for_line("ready")
        sender = run("transfer.py", second, "send", "fast", "reliable")
        sender.wait_for_line("^3000$", LIMIT_S)
        sender.stop()
        assert receiver.wait(LIMIT_S) == 0
    assert tshark(tmp_path / "data.pcap", "tcp.len > 1000")
    for capture in ("data.pcap", "acks.pcap"):
        assert tshark(tmp_path / capture, "tcp.flags.ack == 1")
        assert not tshark(tmp_path / capture, "_ws.malformed || tcp.checksum.status == Bad || ip.checksum.status == Bad")


@contextlib.contextmanager
def tcpdump(host: Host, file: Path) -> Iterator[None]:
    """What arrives at a host; what it sends is not seen, since af_packet sends past those who listen."""
    arguments = ["-i", "eth0", "-U", "--immediate-mode", "-Z", "root", "-B", "65536", "-w", str(file), "tcp"]
    with Program("tcpdump", ["tcpdump", *arguments], host) as dump:
        dump.wait_for_line("listening", stream="stderr")
        yield


def tshark(capture: Path, wanted: str) -> str:
    checks = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
    return subprocess.run(["tshark", "-r", str(capture), *checks, "-Y", wanted], capture_output=True, text=True, check=True).stdout
