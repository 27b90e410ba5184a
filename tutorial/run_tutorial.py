#!/usr/bin/env python3
"""The ping-pong of the hands-on tutorial between two hosts, over NATS and over INSANE, as one table.

As root the two hosts are network namespaces joined by a cable; otherwise both programs run on this machine.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from lab import LabError, hosts, report, systems
from lab.cable import Cable, dpdk_cable
from lab.hosts import Host
from lab.measure import Result
from lab.systems import Task

STREAMS = [("default", "reliable"), ("fast", "reliable"), ("fast", "unreliable")]


def main() -> int:
    args = arguments()
    # Unwinds like Ctrl-C does, so everything that was started is ended.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    # Writable now, not after a minute.
    with args.json.open("w") if args.json else contextlib.nullcontext() as file, two_places() as places:
        with dpdk_if_possible() as cable:
            results = measure_all(args, *places, cable)
        show(results, args)
        if file:
            json.dump([result.as_json(baseline(results)) for result in results], file, indent=1)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./insane tutorial", description=__doc__)
    parser.add_argument("--size", type=whole(8), default=64, help="bytes of a message (64)")
    parser.add_argument("--count", type=whole(1), default=10, help="round trips of each system (10)")
    parser.add_argument("--interval", type=seconds, default=1.0, help="seconds between two messages (1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    return parser.parse_args()


def whole(least: int) -> Callable[[str], int]:
    """An argument that is a whole number, `least` or more."""

    def number(text: str) -> int:
        if (value := int(text)) < least:
            raise argparse.ArgumentTypeError(f"{value} is less than {least}")
        return value

    return number


def seconds(text: str) -> float:
    """An argument that is a time."""
    if not 0 <= (value := float(text)) < 3600:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 3600 seconds")
    return value


@contextlib.contextmanager
def two_places():
    """Where ping and pong run."""
    if hosts.can_make_hosts():
        with hosts.two_hosts() as pair:
            yield pair
    else:
        print("not root: both programs run on this machine, through one daemon (sudo ./insane tutorial joins two hosts)")
        machine = hosts.this_machine()
        yield machine, machine


@contextlib.contextmanager
def dpdk_if_possible() -> Iterator[Cable | None]:
    """The cable that fast streams go over; None, with the reason said, where this machine cannot have one."""
    with contextlib.ExitStack() as stack:
        cable = None
        try:
            cable = stack.enter_context(dpdk_cable())
        except LabError as error:
            print(f"fast streams fall back to the kernel: {error}")
        yield cable


def measure_all(args: argparse.Namespace, ping_host: Host, pong_host: Host, cable: Cable | None) -> list[Result]:
    runs: list[tuple[str, Callable[..., Result]]] = []
    if systems.find_nats_server():
        runs.append(("nats", systems.nats))
    else:
        print("no nats-server here, so nothing to compare with: sudo apt-get install -y nats-server")
    for qos, reliability in STREAMS:
        runs.append((report.label("insane", qos, reliability), partial(systems.insane, qos=qos, reliability=reliability, cable=cable)))
    progress = report.Progress()
    results = []
    for number, (name, run) in enumerate(runs, 1):
        text = f"{number}/{len(runs)} {name}"
        progress.step(text)
        task = Task(args.size, args.count, args.interval, lambda done, text=text: progress.count(text, done, args.count))
        try:
            results.append(run(task, ping_host=ping_host, pong_host=pong_host))
        finally:
            progress.done()
    return results


def baseline(results: list[Result]) -> Result | None:
    return next((result for result in results if result.system == "nats"), None)


def show(results: list[Result], args: argparse.Namespace) -> None:
    print(f"Round trips of {args.count} messages of {args.size} bytes, {args.interval:g} s apart\n")
    print(report.table(results, baseline(results)), end="\n\n")
    print("Median round trip\n" + report.chart(results), end="\n\n")
    print(f"CPU: time used by nats-server or the daemons, and by ping.py with pong.py, in {results[0].cost.seconds:.1f} s.")
    print("Daemons poll while a stream is open: the price of a short round trip.")
    print(report.fallbacks(results))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (LabError, FileNotFoundError, PermissionError) as error:
        sys.exit(f"tutorial: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
