"""nsn-perf: measures round trips (ping, answered by pong) and throughput (source to sink) between two applications."""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import signal
import sys
import time
from array import array
from pathlib import Path

import nsn

LEAST_SIZE = 16
KEPT = 1000
DEFAULT_WARM_UP = 10_000
QUIET_NS = ANSWER_NS = 1_000_000_000
YIELD_NS = 1_000_000
PERCENTILES = (50, 90, 99, 99.9)


class Head(ctypes.Structure):
    """How every message starts."""

    _fields_ = [("sequence", ctypes.c_uint64), ("sent_ns", ctypes.c_uint64)]


HEAD = ctypes.POINTER(Head)


def main(argv: list[str] | None = None) -> int:
    options = parse(argv)
    if nsn.init() < 0:
        return 1  # nsn has said why
    try:
        stream = nsn.create_stream(qos(options))
        if stream == nsn.NSN_INVALID_STREAM_HANDLE:
            return 1
        measured = Measurement(stream, options).run()
    finally:
        nsn.close()
    report = {"role": options.role, "client": "python", "size": options.size, **measured}
    print(text(report), end="")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))
    return 0


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="nsn-perf",
        description=__doc__,
        epilog='Start pong or sink first: they print "ready". Both ends take the same -s -q -r -a, source and sink the same '
        "-n -w too. The application id is that of nsn-app.cfg, or of the file NSN_APP_CONFIG names.",
    )
    add = parser.add_argument
    add("role", choices=["ping", "pong", "source", "sink"], help="what this end does")
    add("-s", "--size", type=int, default=64, help="bytes of a message (64)")
    add("-n", "--count", type=int, default=0, help="messages to measure; 0: until Ctrl-C or -m (0)")
    add("-q", "--qos", choices=["slow", "fast"], default="slow", help="through the kernel, or around it (slow)")
    add("-r", "--reliability", choices=["unreliable", "reliable"], nargs="?", const="reliable", default="unreliable",
        help="bare -r means reliable (unreliable)")
    add("-c", "--consumption", choices=["poll", "low"], default="poll", help="the daemon polls, or may sleep (poll)")
    add("-a", "--app-source-id", type=int, default=0, metavar="ID", help="channel that source and sink share (0)")
    add("-t", "--sleep-time", type=float, default=0, metavar="SECONDS",
        help="time from an answer, or a message sent, to the next message (0)")
    add("-m", "--max-time", type=float, default=0, metavar="SECONDS", help="end after this time; 0: no limit (0)")
    add("-w", "--warm-up", type=int, help="messages before those that are measured (10000, with -t 0)")
    add("--json", type=Path, metavar="FILE", help="write the result as JSON, too")
    options = parser.parse_args(argv)
    if options.warm_up is None:
        options.warm_up = 0 if options.sleep_time else DEFAULT_WARM_UP
    if options.size < LEAST_SIZE:
        parser.error(f"--size {options.size}: a message has at least {LEAST_SIZE} bytes")
    if min(options.count, options.warm_up, options.sleep_time, options.max_time) < 0:
        parser.error("counts and times are not negative")
    return options


def qos(options: argparse.Namespace) -> nsn.nsn_options_t:
    result = nsn.nsn_options_t()
    result.datapath = nsn.NSN_QOS_DATAPATH_FAST if options.qos == "fast" else nsn.NSN_QOS_DATAPATH_DEFAULT
    result.consumption = nsn.NSN_QOS_CONSUMPTION_LOW if options.consumption == "low" else nsn.NSN_QOS_CONSUMPTION_POLL
    if options.reliability == "reliable":
        result.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE
    return result


class Measurement:
    """The four roles; a signal or the end of the time ends them, and what was measured until then is the result."""

    def __init__(self, stream: int, options: argparse.Namespace) -> None:
        self.options = options
        self.stream = stream
        self.stopped = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, self._stop)
        signal.setitimer(signal.ITIMER_REAL, options.max_time)

    def run(self) -> dict[str, object]:
        return getattr(self, self.options.role)()

    def ping(self) -> dict[str, object]:
        sink, source = self._sink(), self._source()
        trips, lost, warm_up, met, sequence = array("q"), 0, self.options.warm_up, False, 0
        while self._goes_on(len(trips)):
            trip_ns = self._round_trip(source, sink, sequence)
            if trip_ns < 0:
                lost += met
                if sequence == 0 and not self.stopped:
                    print("no answer yet: is nsn-perf pong running, with the same options?", file=sys.stderr)
            else:
                met = True
                if (warm_up := warm_up - 1) < 0:
                    trips.append(trip_ns)
            sequence += 1
            if self._goes_on(len(trips)):
                self._pause()
        return round_trips(trips, lost)

    def pong(self) -> dict[str, object]:
        sink, source = self._sink(), self._source()
        print("ready", flush=True)
        answered, start_ns = 0, time.perf_counter_ns()
        consume, emit = nsn.consume_data, nsn.emit_data
        while self._goes_on(answered - self.options.warm_up):
            message = consume(sink, nsn.NSN_BLOCKING)
            if message.contents.len:
                emit(source, message)
                answered += 1
            elif not self.stopped:
                sys.exit("nsn-perf: the daemon is gone")
        return self._throughput(answered, 0, time.perf_counter_ns() - start_ns)

    def source(self) -> dict[str, object]:
        source, sent, token, start_ns = self._source(), 0, 0, time.perf_counter_ns()
        while self._goes_on(sent - self.options.warm_up):
            token = self._send(source, sent, start_ns)
            sent += 1
            self._pause()
        handed_over_ns = time.perf_counter_ns() + 10 * ANSWER_NS
        while sent and nsn.check_emit_outcome(source, token) == 1 and time.perf_counter_ns() < handed_over_ns:
            os.sched_yield()
        return self._throughput(sent, 0, time.perf_counter_ns() - start_ns)

    def sink(self) -> dict[str, object]:
        sink, quiet_ns = self._sink(), max(QUIET_NS, int(3e9 * self.options.sleep_time))
        # By the sender's numbers: a network that loses many neither makes the warm-up longer nor hides the end.
        start, end = max(0, self.options.warm_up - 1), self.options.warm_up + self.options.count - 1
        timed = start_ns = last_ns = 0
        first = last = -1
        print("ready", flush=True)
        while not self.stopped and not (self.options.count and last >= end):
            message = nsn.consume_data(sink, nsn.NSN_NONBLOCKING)
            now_ns = time.perf_counter_ns()
            if message.contents.len:
                last, last_ns = self._head(message).sequence, now_ns
                nsn.release_data(message)
                if last <= start or first < 0:
                    start_ns, first = now_ns, last
                else:
                    timed += 1
            elif self.options.count and last >= 0 and now_ns - last_ns > quiet_ns:
                break
            else:
                wait_politely(now_ns - last_ns)
        return self._throughput(timed, max(0, last - first - timed), last_ns - start_ns)

    def _round_trip(self, source: int, sink: int, sequence: int) -> int:
        consume, clock, start_ns = nsn.consume_data, time.perf_counter_ns, time.perf_counter_ns()
        self._send(source, sequence, start_ns)
        while True:
            answer = consume(sink, nsn.NSN_NONBLOCKING)
            if answer.contents.len:
                answered = self._head(answer).sequence
                nsn.release_data(answer)
                if answered == sequence:
                    return clock() - start_ns
            else:
                waited_ns = clock() - start_ns
                if waited_ns > ANSWER_NS or self.stopped:
                    return -1
                wait_politely(waited_ns)

    def _send(self, source: int, sequence: int, now_ns: int) -> int:
        buffer = nsn.get_buffer(self.options.size, nsn.NSN_BLOCKING)
        if not buffer.contents.len:
            if self.stopped:
                return 0
            sys.exit(f"nsn-perf: no buffer of {self.options.size} bytes: the daemon is gone, or -s is above its io_bufs_size")
        head = self._head(buffer)
        head.sequence, head.sent_ns = sequence, now_ns
        buffer.contents.len = self.options.size
        return nsn.emit_data(source, buffer)

    @staticmethod
    def _head(buffer) -> Head:
        return HEAD.from_buffer(buffer.contents.data).contents

    def _source(self) -> int:
        return nsn.create_source(self.stream, self.options.app_source_id)

    def _sink(self) -> int:
        return nsn.create_sink(self.stream, self.options.app_source_id, None)

    def _goes_on(self, done: int) -> bool:
        return not self.stopped and not (self.options.count and done >= self.options.count)

    def _pause(self) -> None:
        if self.options.sleep_time and not self.stopped:
            time.sleep(self.options.sleep_time)

    def _stop(self, *_: object) -> None:
        self.stopped = True

    def _throughput(self, count: int, lost: int, elapsed_ns: int) -> dict[str, object]:
        seconds = max(1, elapsed_ns) / 1e9
        rate = count / seconds
        return {"count": count, "lost": lost, "seconds": seconds, "messages_per_s": rate,
                "mbit_per_s": rate * 8 * self.options.size / 1e6}


def wait_politely(waited_ns: int) -> None:
    """A message comes in microseconds; who waits for one that does not need not burn a core."""
    if waited_ns < YIELD_NS:
        os.sched_yield()
    else:
        time.sleep(0.001)


def round_trips(trips: array, lost: int) -> dict[str, object]:
    """Percentiles in microseconds; all values are kept, so they are exact."""
    result: dict[str, object] = {"count": len(trips), "lost": lost}
    if not trips:
        return result
    ordered = sorted(trips)
    result |= {"first_us": trips[0] / 1000, "min_us": ordered[0] / 1000}
    for percent in PERCENTILES:
        result[f"p{percent}_us"] = ordered[max(0, -int(-len(ordered) * percent // 100) - 1)] / 1000
    result["max_us"] = ordered[-1] / 1000
    if len(trips) <= KEPT:
        result["round_trips_us"] = [ns / 1000 for ns in trips]
    return result


def text(report: dict[str, object]) -> str:
    """The result for people."""
    start = f"{report['role']}, {report['size']} bytes: {report['count']:,} "
    if "messages_per_s" in report:
        return start + (f"messages, {report['lost']:,} lost, in {report['seconds']:.3f} s: "
                        f"{report['messages_per_s']:,.0f} messages/s, {report['mbit_per_s']:,.1f} Mbit/s\n")
    start += f"round trips, {report['lost']:,} lost\n"
    times = {name[:-3]: value for name, value in report.items() if name.endswith("_us") and isinstance(value, float)}
    if not times:
        return start
    header = "".join(f"{name:>10}" for name in times)
    return f"{start}{header}  microseconds\n" + "".join(f"{value:10.1f}" for value in times.values()) + "\n"


if __name__ == "__main__":
    sys.exit(main())
