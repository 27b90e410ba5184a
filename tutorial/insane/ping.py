"""INSANE ping: sends a message, waits until it comes back, prints the round trip in microseconds."""
import asyncio
import contextlib
import ctypes
import os
import sys
import time

import nsn
from helper import PING_CHANNEL, PONG_CHANNEL, Message, message, open_stream, stream_arguments

SPIN_NS = 10_000_000
TIMEOUT_NS = 1_000_000_000


def send(source: int, size: int, sequence: int) -> None:
    buffer = nsn.get_buffer(size, nsn.NSN_BLOCKING)
    if buffer.contents.len == 0:
        sys.exit("no buffer: the daemon is gone, or --size is too large")
    buffer.contents.len = size
    ctypes.memset(buffer.contents.data, ord("x"), size)
    message(buffer).sequence = sequence
    nsn.emit_data(source, buffer)


def answered(sink: int, sequence: int, until_ns: int) -> bool:
    """Looks for one answer, at least once, and gives way to other programs, not to other tasks."""
    while True:
        buffer = nsn.consume_data(sink, nsn.NSN_NONBLOCKING)
        if buffer.contents.len:
            answer = message(buffer).sequence
            nsn.release_data(buffer)
            if answer == sequence:
                return True
        elif time.perf_counter_ns() > until_ns:
            return False
        else:
            os.sched_yield()


async def main(args) -> None:
    stream = open_stream(args)
    source = nsn.create_source(stream, PING_CHANNEL)
    sink = nsn.create_sink(stream, PONG_CHANNEL, None)
    sequence, left = 0, args.count
    try:
        while left:
            sequence, start_ns = sequence + 1, time.perf_counter_ns()
            send(source, args.size, sequence)
            came = answered(sink, sequence, start_ns + SPIN_NS)
            while not came and time.perf_counter_ns() < start_ns + TIMEOUT_NS:
                await asyncio.sleep(0.001)  # politely: a pong that is not there never sends any
                came = answered(sink, sequence, 0)
            if came:
                print(f"{(time.perf_counter_ns() - start_ns) / 1000:.2f}", flush=True)
                left -= 1
            else:
                print("no answer yet: is pong.py running, with the same --qos?", file=sys.stderr, flush=True)
            await asyncio.sleep(args.interval if left else 0)
    finally:
        await nsn.close()


if __name__ == "__main__":
    parser = stream_arguments(__doc__)
    parser.add_argument("--size", type=int, default=64, help="bytes of a message")
    parser.add_argument("--count", type=int, default=-1, help="round trips; without it, until Ctrl-C")
    parser.add_argument("--interval", type=float, default=1.0, help="seconds between two messages")
    arguments = parser.parse_args()
    if arguments.size < ctypes.sizeof(Message):
        parser.error(f"--size: a message has at least {ctypes.sizeof(Message)} bytes")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(arguments))
