#!/usr/bin/env python3
"""Runs in the guest: two daemons, each with a PCI card of its own under DPDK, and 10,000 messages from one to the other and back.

Prints what it saw as one line of JSON. A JVM has one processor of the two: in an emulated machine it crashes on more.
"""

import json
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tutorial"), str(TOP / "tests-py")]

from lab import cable, daemons  # noqa: E402
from lab.daemons import Daemon  # noqa: E402
from lab.hosts import Host  # noqa: E402
from lab.hugepages import HugepagePool  # noqa: E402
from lab.processes import Program  # noqa: E402
from vm.guest import CARDS  # noqa: E402

NSN_PERF = TOP / "bench/nsn-perf"
MESSAGES = 10_000
SLOW = 15
"""How many times longer than on a real machine everything takes."""
QUICK = {f"{program}_JAVA_OPTS": "-XX:TieredStopAtLevel=1" for program in ("NSND", "NSN_PERF")}
"""The best code is not worth the time that making it takes there."""
daemons.READY_TIMEOUT_S *= SLOW


class Processor(Host):
    """One processor of the guest as a host: its daemon has a control socket of its own."""

    def command(self, argv: list[str]) -> list[str]:
        return ["taskset", "-c", self.name, *argv]


def processors() -> list[Processor]:
    return [Processor(str(number), f"10.9.0.{number + 1}", None, {"NSND_SOCKET": f"@nsnd-{number}", **QUICK}) for number in range(2)]


def bind(card: str) -> None:
    """Takes a card from the kernel and gives it to whoever maps it."""
    device = Path("/sys/bus/pci/devices") / card
    (device / "driver_override").write_text("uio_pci_generic")
    if (device / "driver").exists():
        (device / "driver/unbind").write_text(card)
    Path("/sys/bus/pci/drivers_probe").write_text(card)


def driver(card: str) -> str:
    return (Path("/sys/bus/pci/devices") / card / "driver").resolve().name


def configuration(own: Host, peer: Host, card: str) -> daemons.Sections:
    return {
        "plugins.udpdpdk": {"ip": own.address, "pci_device": card},
        "peers.other": {"udpdpdk_ip": peer.address},
    }


def mapped_cards(daemon: Daemon) -> list[str]:
    """The cards whose registers are in a daemon's memory."""
    maps = Path(f"/proc/{daemon.pid}/maps").read_text()
    return [card for card in CARDS if f"/{card}/resource" in maps]


def perf(role: str, host: Host, *options: str) -> Program:
    return Program(role, [str(NSN_PERF), role, "-q", "fast", "-r", "unreliable", *options], host)


def main() -> None:
    one, other = processors()
    for card in CARDS:
        bind(card)
    with (
        HugepagePool().reserved(2 * cable.PAGES),
        Daemon(one, configuration(one, other, CARDS[0])) as first,
        Daemon(other, configuration(other, one, CARDS[1])) as second,
        tempfile.TemporaryDirectory() as folder,
    ):
        first.ready()
        second.ready()
        result = Path(folder) / "ping.json"
        with perf("pong", other), perf("ping", one, "-n", str(MESSAGES), "-w", "0", "--json", str(result)) as ping:
            if ping.wait(60 * SLOW) != 0:
                sys.exit(ping.output())
            seen = {
                "drivers": [driver(card) for card in CARDS],
                "cards": [mapped_cards(daemon) for daemon in (first, second)],
                "ping": json.loads(result.read_text()),
            }
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
