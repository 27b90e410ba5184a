"""How the benchmarks compare: within a round, and only what was measured."""

import math
import sys

import pytest
from lab import TOP

sys.path.insert(0, str(TOP / "bench"))

from benchmarks.rows import Row, Target, of_round_trips  # noqa: E402


def row(name: str, *p50_us: float) -> Row:
    return Row(name, dict, rounds=[{"p50_us": value} for value in p50_us])


def test_a_ratio_is_the_median_of_the_rounds_ratios():
    ours, theirs = row("insane", 10, 40, 30), row("aeron", 20, 40, 20)
    assert ours.against(Target("p50_us", "<=", 1, "aeron"), {"aeron": theirs}) == 1.0


def test_a_peer_that_was_not_measured_leaves_no_ratio():
    assert math.isnan(row("insane", 10).against(Target("p50_us", "<=", 1, "aeron"), {}))


@pytest.mark.parametrize(("relation", "value", "met"), [("<=", 1.0, True), ("<=", 1.1, False), (">=", 1.1, True), (">=", 0.9, False)])
def test_a_target_is_met_up_to_its_bound(relation, value, met):
    assert Target("ms", relation, 1.0).met(value) == met


def test_percentiles_are_values_that_were_measured():
    assert of_round_trips([3.0, 1.0, 2.0]) == {"first_us": 3.0, "p50_us": 2.0, "p99_us": 3.0, "max_us": 3.0}
