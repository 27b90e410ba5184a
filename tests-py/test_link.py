"""A forger and floods on the cable of a fast host: what it does is counted and said once, and messages go on."""

import socket
import struct

from lab.daemons import Daemon

OURS = "10.0.0.11"
FORGER = bytes.fromhex("020000000099")
EVERYBODY = b"\xff" * 6


def arp(operation: int, sender: str, target: str) -> bytes:
    """From the forger's station."""
    addresses = FORGER + socket.inet_aton(sender) + EVERYBODY + socket.inet_aton(target)
    return EVERYBODY + FORGER + struct.pack("!HHHBBH", 0x0806, 1, 0x0800, 6, 4, operation) + addresses


def test_a_forged_address_is_counted_and_said_once_and_floods_hide_no_message(two_hosts, hugepages, run):
    first, second = two_hosts
    fast = {
        "plugins.udpdpdk": {"ip": OURS, "vdev": "net_af_packet0,iface=eth0"},
        "peers.other": {"udpdpdk_ip": second.address},
    }
    default = {"plugins.udpsock": {"ip": second.address}, "peers.other": {"udpsock_ip": OURS}}
    with Daemon(first, fast) as one, Daemon(second, default) as other:
        one.ready()
        other.ready()
        run("echo.py", second).wait_for_line("ready")
        count = run("count.py", first, "1000000", "fast")
        count.wait_for_line("^10$")
        with second.entered(), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as forger:
            forger.bind(("eth0", 0))
            for number in range(20_000):
                forger.send(arp(1 + number % 2, second.address if number % 2 else f"10.1.{number >> 8}.{number & 255}", OURS))
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood:
                for number in range(20_000):
                    flood.sendto(b"x" * (number % 1400), (OURS, 4444 if number % 2 else 9))
        heard = len(count.lines["stdout"])
        count.wait_for_line(f"^{heard + 100}$", after=heard)
        one.wait_for_line(f"had a peer's IP address and another MAC .*02:00:00:00:00:99 claims {second.address}, which is ", stream="stderr")
        counters = one.report()["counters"]
        assert counters["frame_spoofed"] > 0
        assert counters["neighbors_learned"] == 1, "the forger was not believed"
        assert counters["drop_unknown_peer"] > 0 and counters["frame_no_port"] > 0
        assert one.output().count("another MAC address") < 10, "a line now and then, not one for each frame"
        assert one.stop() == 0
