"""Waits for a message that never comes: waits.py plain|handler|before|asyncio|buffer. What ended the wait is its last line."""

import asyncio
import signal
import sys
import time

import nsn

running = True


def stop(*_):
    global running
    running = False


def wait(sink):
    print("waiting", flush=True)
    while running:
        buffer = nsn.consume_data(sink, nsn.NSN_BLOCKING)
        assert buffer and buffer.contents
        if buffer.contents.len == 0 and running:
            sys.exit("an empty buffer, but no signal")
    print("handler ran, empty buffer", flush=True)


def use_up_all_buffers():
    print("waiting", flush=True)
    while nsn.get_buffer(8, nsn.NSN_BLOCKING).contents.len:
        pass


async def in_a_coroutine(sink):
    print("waiting", flush=True)
    try:
        while nsn.consume_data(sink, nsn.NSN_BLOCKING).contents.len:
            pass
        await asyncio.sleep(0)
    finally:
        await nsn.close()


assert nsn.init() == 0
stream = nsn.create_stream(nsn.nsn_options_t())
sink = nsn.create_sink(stream, 1, None)
try:
    if sys.argv[1] == "handler":
        signal.signal(signal.SIGINT, stop)
        wait(sink)
    elif sys.argv[1] == "before":
        signal.signal(signal.SIGINT, stop)
        signal.raise_signal(signal.SIGINT)  # after a program's look at `running`, before its call
        assert nsn.consume_data(sink, nsn.NSN_BLOCKING).contents.len == 0
        assert not running
        running = True
        print("waiting", flush=True)
        while running:
            time.sleep(0.01)
        print("handler ran, empty buffer", flush=True)
    elif sys.argv[1] == "plain":
        wait(sink)
    elif sys.argv[1] == "buffer":
        use_up_all_buffers()
    else:
        asyncio.run(in_a_coroutine(sink))
except KeyboardInterrupt:
    print("KeyboardInterrupt", flush=True)
nsn.close()
