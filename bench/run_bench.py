#!/usr/bin/env python3
"""Measures INSANE between two hosts, beside others in the same rounds, against what it must reach.

The hosts are network namespaces joined by a virtual cable, so this needs root. All systems take turns, round by round:
the machine's moods hit each of them alike, and a ratio is taken within a round.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import signal
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tutorial"))

from benchmarks import peers, table  # noqa: E402
from benchmarks.cases import BENCHMARKS, Benchmark  # noqa: E402
from benchmarks.rows import Row, Values  # noqa: E402
from lab import LabError, hosts, report  # noqa: E402

PROGRAMS = {"cc": "gcc", "iperf3": "iperf3", "nats-server": "nats-server"}


def main() -> int:
    args = arguments()
    # Unwinds like Ctrl-C does, so everything that was started is ended.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    if not hosts.can_make_hosts():
        raise LabError("two hosts on one machine need root: sudo ./insane bench")
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program, path=search_path())]
    if missing:
        raise LabError(f"missing here: sudo apt-get install -y {' '.join(missing)}")
    benchmark = BENCHMARKS[args.name]
    with args.json.open("w") if args.json else contextlib.nullcontext() as file, hosts.two_hosts() as (near, far):
        peers.build()
        rows = [row for row in benchmark.rows(peers.Pair(near, far)) if args.only in row.name]
        measure(rows, args.rounds or benchmark.rounds)
        show(args.name, benchmark, rows)
        if file:
            json.dump(table.as_json(args.name, benchmark, rows), file, indent=1)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./insane bench", description=__doc__)
    parser.add_argument("name", choices=BENCHMARKS, help="; ".join(f"{name}: {b.summary}" for name, b in BENCHMARKS.items()))
    parser.add_argument("--rounds", type=int, help="how often each system is measured")
    parser.add_argument("--only", default="", metavar="TEXT", help="only systems with this in their name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    return parser.parse_args()


def search_path() -> str:
    return ":".join(["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin"])


def measure(rows: list[Row], rounds: int) -> None:
    """Every system in turn, round by round; the order turns too, so nobody always follows the same one."""
    progress = report.Progress()
    try:
        for number in range(rounds):
            for place in range(len(rows)):
                row = rows[(place + number) % len(rows)]
                progress.step(f"round {number + 1} of {rounds}: {row.name}")
                row.rounds.append(measured(row))
    finally:
        progress.done()


def measured(row: Row) -> Values:
    """One system's turn; that one of them fails, on a machine too busy, is no reason to lose what the others did."""
    try:
        return row.run()
    except LabError as failure:
        print(f"\n{row.name}: {failure}", file=sys.stderr)
        return {}


def show(name: str, benchmark: Benchmark, rows: list[Row]) -> None:
    print(table.text(name, benchmark, rows))
    print("; ".join(f"{what}: {version}" for what, version in table.versions().items()))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (LabError, FileNotFoundError, PermissionError) as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
