"""Round trips as numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """CPU seconds used between the first and the last round trip, and how long that was."""

    seconds: float
    servers_s: float
    programs_s: float


@dataclass(frozen=True)
class Result:
    """One line of the tutorial's table. Times are microseconds, in the order they were measured."""

    system: str
    qos: str
    reliability: str
    datapath: str
    round_trips_us: list[float]
    cost: Cost
    fallback: str = ""

    def percentile_us(self, percent: float) -> float:
        """The smallest round trip that `percent` of all are not above."""
        ordered = sorted(self.round_trips_us)
        return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]

    def ratio_to(self, baseline: Result | None) -> float | None:
        """This median as a multiple of the baseline's."""
        return None if baseline is None else self.percentile_us(50) / baseline.percentile_us(50)

    def as_json(self, baseline: Result | None) -> dict[str, object]:
        ratio = self.ratio_to(baseline)
        return {
            "system": self.system,
            "qos": self.qos,
            "reliability": self.reliability,
            "datapath": self.datapath,
            "fallback": self.fallback,
            "count": len(self.round_trips_us),
            "first_us": self.round_trips_us[0],
            "p50_us": self.percentile_us(50),
            "p99_us": self.percentile_us(99),
            "max_us": max(self.round_trips_us),
            "ratio_to_nats": None if ratio is None else round(ratio, 4),
            "seconds": round(self.cost.seconds, 3),
            "cpu_servers_s": round(self.cost.servers_s, 3),
            "cpu_programs_s": round(self.cost.programs_s, 3),
        }
