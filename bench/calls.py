"""What a call from CPython into the runtime costs, where nothing has to be waited for, beside a ctypes call of a C function
that does nothing: prints both as JSON, in nanoseconds. A daemon must run here.

The two take turns, some milliseconds each, and an empty loop with them, whose time is taken off; medians of all turns.
"""

import argparse
import ctypes
import json
import statistics
import sys
import timeit

import nsn

TURNS = 100
LOOPS = 20_000
WARM_UP_TURNS = 20
CALLS = {
    "data_available": "data_available(sink, NSN_NONBLOCKING)",
    "consume_data": "consume_data(sink, NSN_NONBLOCKING)",
    "check_emit_outcome": "check_emit_outcome(source, 0)",
    "get_buffer-release_data": "release_data(get_buffer(64, NSN_NONBLOCKING))",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("call", choices=CALLS)
    call = parser.parse_args().call
    if nsn.init() < 0:
        return 1  # nsn has said why
    stream = nsn.create_stream(nsn.nsn_options_t())
    names = vars(nsn) | {"source": nsn.create_source(stream, 1), "sink": nsn.create_sink(stream, 1, None), "nothing": c_function()}
    timers = {name: timeit.Timer(code, globals=names) for name, code in (("ns", CALLS[call]), ("ctypes_ns", "nothing(0)"), ("loop", "pass"))}
    turns = [{name: timer.timeit(LOOPS) / LOOPS * 1e9 for name, timer in timers.items()} for _ in range(WARM_UP_TURNS + TURNS)]
    median = {name: statistics.median(turn[name] for turn in turns[WARM_UP_TURNS:]) for name in timers}
    print(json.dumps({name: median[name] - median["loop"] for name in ("ns", "ctypes_ns")}))
    nsn.close()
    return 0


def c_function():
    """abs(3): as little as a function of the C library can do."""
    function = ctypes.CDLL(None).abs
    function.argtypes, function.restype = [ctypes.c_int], ctypes.c_int
    return function


if __name__ == "__main__":
    sys.exit(main())
