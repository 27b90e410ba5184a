"""A stream of messages until SIGTERM, and its hash at both ends: transfer.py send|receive [reliable] [fast]."""

import ctypes
import hashlib
import random
import signal
import sys

import nsn

SIZE = 1024
END = b"end"
running = True


def stop(*_):
    global running
    running = False


def send(stream) -> None:
    source = nsn.create_source(stream, 1)
    octets = random.Random(1).randbytes(1 << 16)
    number = 0
    while running:
        emit(source, octets[number % (len(octets) - SIZE) :][:SIZE])
        number += 1
        if number % 1000 == 0:
            print(number, flush=True)
    token = emit(source, END)
    print(number, digest.hexdigest(), flush=True)
    while nsn.check_emit_outcome(source, token) == 1:
        pass  # the daemon still has it


def emit(source, message: bytes) -> int:
    while not (buffer := nsn.get_buffer(SIZE, nsn.NSN_BLOCKING)).contents.len:
        pass  # the signal came
    ctypes.memmove(buffer.contents.data, message, len(message))
    buffer.contents.len = len(message)
    if message != END:
        digest.update(message)
    return nsn.emit_data(source, buffer)


def receive(stream) -> None:
    sink = nsn.create_sink(stream, 1, None)
    print("ready", flush=True)
    number = 0
    while True:
        buffer = nsn.consume_data(sink, nsn.NSN_BLOCKING)
        message = ctypes.string_at(buffer.contents.data, buffer.contents.len)
        nsn.release_data(buffer)
        if message == END:
            break
        digest.update(message)
        number += 1
    print(number, digest.hexdigest(), flush=True)


signal.signal(signal.SIGTERM, stop)
digest = hashlib.sha256()
if nsn.init() < 0:
    sys.exit(1)
options = nsn.nsn_options_t()
options.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE if "reliable" in sys.argv else 0
options.datapath = nsn.NSN_QOS_DATAPATH_FAST if "fast" in sys.argv else 0
{"send": send, "receive": receive}[sys.argv[1]](nsn.create_stream(options))
nsn.close()
