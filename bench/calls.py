"""What a call from CPython into the runtime costs, where nothing has to be waited for, beside a ctypes call of a C function
that does nothing: each measured by pyperf in a process of its own. Prints both as JSON, in nanoseconds. A daemon must run here.
"""

import argparse
import ctypes
import json
import sys
import timeit

import nsn
import pyperf

VALUES = 100
WARM_UP_VALUES = 20
LOOPS = 20_000
IN_A_ROW = 10  # calls a loop, so that the loop's own cost hardly counts
CALLS = {
    "data_available": "data_available(sink, NSN_NONBLOCKING)",
    "consume_data": "consume_data(sink, NSN_NONBLOCKING)",
    "check_emit_outcome": "check_emit_outcome(source, 0)",
    "get_buffer-release_data": "release_data(get_buffer(64, NSN_NONBLOCKING))",
}


def main() -> int:
    runner = pyperf.Runner(processes=1, values=VALUES, warmups=WARM_UP_VALUES, loops=LOOPS // IN_A_ROW, add_cmdline_args=pass_on)
    runner.argparser.add_argument("call", choices=CALLS)
    call = runner.parse_args().call
    if runner.args.worker and nsn.init() < 0:
        return 1  # nsn has said why
    names = known_names() if runner.args.worker else {}
    ours = measure(runner, call, CALLS[call], names)
    theirs = measure(runner, "ctypes", "nothing(0)", names)
    if runner.args.worker:
        nsn.close()
    else:
        print(json.dumps({name: benchmark.median() * 1e9 for name, benchmark in (("ns", ours), ("ctypes_ns", theirs))}))
    return 0


def measure(runner: pyperf.Runner, name: str, code: str, names: dict[str, object]) -> pyperf.Benchmark | None:
    timer = timeit.Timer("\n".join([code] * IN_A_ROW), globals=names)
    return runner.bench_time_func(name, timer.timeit, inner_loops=IN_A_ROW)


def pass_on(command: list[str], args: argparse.Namespace) -> None:
    """To the processes that measure."""
    command.append(args.call)


def known_names() -> dict[str, object]:
    """What the calls refer to."""
    stream = nsn.create_stream(nsn.nsn_options_t(consumption=nsn.NSN_QOS_CONSUMPTION_LOW))  # a daemon that polls takes from the core
    return vars(nsn) | {"source": nsn.create_source(stream, 1), "sink": nsn.create_sink(stream, 1, None), "nothing": c_function()}


def c_function():
    """abs(3): as little as a function of the C library can do."""
    function = ctypes.CDLL(None).abs
    function.argtypes, function.restype = [ctypes.c_int], ctypes.c_int
    return function


if __name__ == "__main__":
    sys.exit(main())
