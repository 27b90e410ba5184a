"""What was measured, round by round, and how it compares."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

Values = dict[str, float]
"""One measurement: metric to number."""


@dataclass(frozen=True)
class Target:
    """`metric` of a row must be at most (or at least) `bound` times that of another row, or `bound` itself."""

    metric: str
    relation: str
    bound: float
    peer: str = ""

    def text(self) -> str:
        bound = f"{self.bound:g} x {self.peer}" if self.peer else f"{self.bound:,.10g}"
        return f"{self.metric} {self.relation} {bound}"

    def met(self, value: float) -> bool:
        return value <= self.bound if self.relation == "<=" else value >= self.bound


@dataclass
class Row:
    """A system, how it is run, and what came out of it: one `Values` for each round."""

    name: str
    run: Callable[[], Values]
    targets: list[Target] = field(default_factory=list)
    rounds: list[Values] = field(default_factory=list)

    def median(self, metric: str) -> float:
        values = [values[metric] for values in self.rounds if metric in values]
        return statistics.median(values) if values else math.nan

    def against(self, target: Target, rows: dict[str, Row]) -> float:
        """What `target` is about: the median itself, or the median of each round's ratio to the peer."""
        if not target.peer:
            return self.median(target.metric)
        ratios = [
            mine[target.metric] / theirs[target.metric]
            for mine, theirs in zip(self.rounds, rows[target.peer].rounds if target.peer in rows else [])
            if target.metric in mine and target.metric in theirs
        ]
        return statistics.median(ratios) if ratios else math.nan


def percentile(ordered: list[float], percent: float) -> float:
    """The smallest value that `percent` of all are not above."""
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def of_round_trips(round_trips_us: list[float]) -> Values:
    """The metrics of round trips, in the order they were measured."""
    ordered = sorted(round_trips_us)
    return {
        "first_us": round_trips_us[0],
        "p50_us": percentile(ordered, 50),
        "p99_us": percentile(ordered, 99),
        "max_us": ordered[-1],
    }
