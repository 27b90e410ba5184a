"""The tutorial's result in a terminal: one table, one bar chart, one line of progress."""

from __future__ import annotations

import sys

from lab.measure import Result

BAR_WIDTH = 46
EIGHTHS = " ▏▎▍▌▋▊▉"


def label(system: str, qos: str, reliability: str) -> str:
    return system if system == "nats" else f"{system} {qos} {reliability}"


def label_of(result: Result) -> str:
    return label(result.system, result.qos, result.reliability)


def table(results: list[Result], baseline: Result | None) -> str:
    """One line for each result."""
    header = ["", "datapath", "first µs", "median µs", "p99 µs", "to NATS", "CPU servers", "CPU programs"]
    rows = [header, *(_row(result, baseline) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    return "\n".join(_line(row, widths) for row in rows)


def chart(results: list[Result]) -> str:
    """The medians as bars."""
    longest = max(result.percentile_us(50) for result in results)
    width = max(len(label_of(result)) for result in results)
    return "\n".join(
        f"{label_of(result):<{width}}  {bar(result.percentile_us(50) / longest)} {result.percentile_us(50):.1f} µs"
        for result in results
    )


def bar(fraction: float) -> str:
    """A bar as long as the fraction of the width, to an eighth of a character."""
    full, rest = divmod(round(fraction * BAR_WIDTH * 8), 8)
    return "█" * full + EIGHTHS[rest].strip() if full or rest else EIGHTHS[1]


def fallbacks(results: list[Result]) -> str:
    """A line for each result that did not get the datapath it asked for."""
    return "\n".join(
        f"{label_of(result)} ran on {result.datapath} instead of {result.fallback}" for result in results if result.fallback
    )


class Progress:
    """What is being done, on standard error: one line that changes in a terminal, a line for each step elsewhere."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()

    def step(self, text: str) -> None:
        self._write(text + (" …" if self._terminal else "\n"))

    def count(self, text: str, number: int, total: int) -> None:
        if self._terminal:
            self._write(f"{text}: round trip {number} of {total}")

    def done(self) -> None:
        if self._terminal:
            self._write("")

    def _write(self, text: str) -> None:
        print(("\r\033[K" if self._terminal else "") + text, end="", file=sys.stderr, flush=True)


def _row(result: Result, baseline: Result | None) -> list[str]:
    ratio = result.ratio_to(baseline)
    return [
        label_of(result),
        result.datapath,
        f"{result.round_trips_us[0]:.1f}",
        f"{result.percentile_us(50):.1f}",
        f"{result.percentile_us(99):.1f}",
        "-" if ratio is None else f"{ratio:.2f}",
        f"{result.cost.servers_s * 1000:.0f} ms",
        f"{result.cost.programs_s * 1000:.0f} ms",
    ]


def _line(row: list[str], widths: list[int]) -> str:
    cells = [f"{cell:<{width}}" if column < 2 else f"{cell:>{width}}" for column, (cell, width) in enumerate(zip(row, widths))]
    return "  ".join(cells).rstrip()
