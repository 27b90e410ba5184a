"""The notebook's plots of round trips, CPU use and lines of code."""

from __future__ import annotations

import matplotlib.pyplot as plt

from lab.measure import Result
from lab.report import label_of

COLOURS = ("#8a8f98", "#1f6feb", "#e36209", "#2da44e", "#8250df", "#bf3989", "#9a6700")
WIDE = {"figsize": (9.5, 3.8), "dpi": 110, "layout": "constrained"}
LINES_OF_CODE = {"NATS or INSANE": 84, "RDMA verbs, by hand": 790, "DPDK, by hand": 819}
"""Ping-pong programs that do the same; the two written by hand are those that the INSANE paper counts."""


def round_trips(results: list[Result]) -> plt.Figure:
    """Every result's round trips: how many took how long, and the share that took no longer."""
    figure, (histogram, cdf) = _subplots(1, 2, **{**WIDE, "figsize": (9.5, 4.3)})
    slowest = max(result.percentile_us(99) for result in results)
    fastest = min(min(result.round_trips_us) for result in results)
    bins = [fastest * (slowest / fastest) ** (step / 40) for step in range(41)]
    for result, colour in zip(results, COLOURS):
        ordered = sorted(result.round_trips_us)
        histogram.hist(ordered, bins=bins, color=colour, histtype="step", linewidth=2, label=label_of(result))
        shares = [100 * (number + 1) / len(ordered) for number in range(len(ordered))]
        cdf.step(ordered, shares, color=colour, linewidth=2, where="post", label=label_of(result))
    histogram.set(title="How many took how long", ylabel="round trips")
    cdf.set(title="How many took no longer", ylabel="% of round trips", ylim=(0, 101))
    for axes in (histogram, cdf):
        axes.set(xscale="log", xlabel="round trip, µs (logarithmic)")
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    figure.legend(*cdf.get_legend_handles_labels(), frameon=False, loc="outside lower center", ncols=4)
    return figure


def medians(results: list[Result]) -> plt.Figure:
    """The median round trip of each, shortest bar wins."""
    return _bars({label_of(result): result.percentile_us(50) for result in results}, "median round trip, µs", "{:.0f} µs")


def cpu(results: list[Result]) -> plt.Figure:
    """CPU time of servers and programs, as a share of one core."""
    figure, axes = _subplots(**WIDE)
    names = [label_of(result) for result in results]
    servers = [100 * result.cost.servers_s / result.cost.seconds for result in results]
    programs = [100 * result.cost.programs_s / result.cost.seconds for result in results]
    axes.barh(names, servers, color=COLOURS[1], label="server or daemons")
    axes.barh(names, programs, left=servers, color=COLOURS[2], label="ping.py and pong.py")
    axes.set(xlabel="% of one core while it ran", title="What it costs")
    axes.invert_yaxis()
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def lines_of_code() -> plt.Figure:
    """How long a ping-pong is."""
    return _bars(LINES_OF_CODE, "lines of code of a ping-pong", "{:.0f}")


def _subplots(*shape: int, **look: object):
    """A figure that its cell shows, and that Jupyter does not show once more."""
    figure, axes = plt.subplots(*shape, **look)
    plt.close(figure)
    return figure, axes


def _bars(values: dict[str, float], title: str, form: str) -> plt.Figure:
    figure, axes = _subplots(**{**WIDE, "figsize": (9.5, 0.9 + 0.5 * len(values))})
    bars = axes.barh(list(values), list(values.values()), color=COLOURS[: len(values)])
    axes.bar_label(bars, [form.format(value) for value in values.values()], padding=4)
    axes.set(title=title, xlim=(0, 1.15 * max(values.values())))
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    return figure
