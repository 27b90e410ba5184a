"""The result of a benchmark in a terminal and as JSON."""

from __future__ import annotations

import math
import os
import platform
import re
import subprocess

from lab import TOP
from lab.systems import find_nats_server

from benchmarks.cases import Benchmark
from benchmarks.rows import Row, Target

UNITS = {"us": "µs", "ms": "ms", "percent": "%"}


def versions() -> dict[str, str]:
    """What was compared, on what."""
    java = _first_line([f"{_first_line([str(TOP / 'nsnd/find-jdk')])}/bin/java", "-version"])
    return {
        "machine": f"{os.cpu_count()} CPUs, {_cpu()}, Linux {platform.release()}",
        "java": java,
        "python": platform.python_version(),
        "aeron": re.search(r"<aeron.version>(.*?)<", (TOP / "pom.xml").read_text())[1],
        "nats-server": _first_line([find_nats_server() or "nats-server", "--version"]),
        "iperf3": _first_line(["iperf3", "--version"]),
        "cc": _first_line(["cc", "--version"]),
    }


def text(name: str, benchmark: Benchmark, rows: list[Row]) -> str:
    """One line for each system; one more for each further target of it."""
    by_name = {row.name: row for row in rows}
    lines = [["", *(_heading(metric) for metric in benchmark.metrics), "target", "measured", ""]]
    for row in rows:
        cells = [row.name, *(_number(row.median(metric)) for metric in benchmark.metrics)]
        checks = [_check(row, target, by_name) for target in row.targets] or [["", "", ""]]
        for check in checks:
            lines.append([*cells, *check])
            cells = [""] * len(cells)
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    numbers = range(1, 1 + len(benchmark.metrics))
    table = "\n".join(
        "  ".join(f"{cell:>{width}}" if at in numbers else f"{cell:<{width}}" for at, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in lines
    )
    rounds = max(len(row.rounds) for row in rows)
    return f"{name}: {benchmark.summary}, medians of {rounds} round{'s' * (rounds > 1)}; {benchmark.settings}\n\n{table}\n"


def as_json(name: str, benchmark: Benchmark, rows: list[Row]) -> dict[str, object]:
    by_name = {row.name: row for row in rows}
    return {
        "benchmark": name,
        "settings": benchmark.settings,
        "versions": versions(),
        "rows": [
            {
                "name": row.name,
                **{metric: _finite(row.median(metric)) for metric in benchmark.metrics},
                "targets": [
                    {"target": target.text(), "measured": _finite(value), "met": target.met(value)}
                    for target in row.targets
                    for value in [row.against(target, by_name)]
                ],
                "rounds": row.rounds,
            }
            for row in rows
        ],
    }


def _check(row: Row, target: Target, by_name: dict[str, Row]) -> list[str]:
    value = row.against(target, by_name)
    measured = "-" if math.isnan(value) else f"{value:.2f} x" if target.peer else _number(value)
    return [target.text(), measured, "" if math.isnan(value) else "ok" if target.met(value) else "missed"]


def _heading(metric: str) -> str:
    stem, _, unit = metric.rpartition("_")
    return f"{stem} {UNITS[unit]}" if stem and unit in UNITS else metric.replace("_per_s", "/s")


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if value >= 10_000 or value == int(value) else f"{value:,.{1 if value >= 10 else 2}f}"


def _finite(value: float) -> float | None:
    return None if math.isnan(value) else value


def _first_line(argv: list[str]) -> str:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except OSError:
        return "not here"
    return (done.stdout or done.stderr).partition("\n")[0].strip()


def _cpu() -> str:
    with open("/proc/cpuinfo") as file:
        return next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), platform.machine())
