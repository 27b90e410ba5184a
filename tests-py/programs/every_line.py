"""Does what programs written for the original do, with echo.py at the other end. `ctypes` in its arguments: no extension."""

import asyncio
import ctypes
import sys
import threading

if "ctypes" in sys.argv:
    sys.modules["nsn._nsn"] = None
import insane  # noqa: E402
import nsn  # noqa: E402


class Header(ctypes.Structure):
    _fields_ = [("field", ctypes.c_uint64), ("other", ctypes.c_uint32)]


def without_session():
    assert not nsn.get_buffer(64, nsn.NSN_BLOCKING).contents.len
    assert nsn.create_stream(nsn.nsn_options_t()) == nsn.NSN_INVALID_STREAM_HANDLE
    assert nsn.create_source(0, 1) == nsn.NSN_INVALID_SRC
    assert nsn.create_sink(0, 1, None) == nsn.NSN_INVALID_SNK
    assert nsn.emit_data(0, nsn.get_buffer(64, 0)) < 0
    assert nsn.release_data(nsn.get_buffer(64, 0)) == 0
    assert nsn.destroy_stream(0) < 0 and nsn.destroy_source(0) < 0 and nsn.destroy_sink(0) < 0
    assert nsn.close() == -nsn.NSN_ERROR_NOT_INITIALIZED


def fill(buffer, text: bytes):
    ctypes.memmove(buffer.contents.data, text, len(text))
    buffer.contents.len = len(text)
    return buffer


def text_of(buffer) -> bytes:
    return ctypes.string_at(buffer.contents.data, buffer.contents.len)


def tutorials_lines(stream):
    source = nsn.create_source(stream, 1)
    sink = nsn.create_sink(stream, 2, None)
    assert nsn.data_available(sink, nsn.NSN_NONBLOCKING) == 0
    buf = nsn.get_buffer(64, nsn.NSN_BLOCKING)
    assert buf and buf.contents and buf is not None and buf.contents.len >= 64
    ctypes.memset(buf.contents.data, ord("x"), 64)
    buf.contents.len = 64
    ctypes.cast(buf.contents.data, ctypes.POINTER(Header)).contents.field = 1
    ctypes.cast(buf.contents.data, ctypes.POINTER(ctypes.c_char))[63] = b"a"
    assert ctypes.cast(buf.contents.data, ctypes.c_void_p).value % 8 == 0
    token = nsn.emit_data(source, buf)
    assert token >= 0
    assert nsn.release_data(buf) == 0, "released after emit"
    assert nsn.data_available(sink, nsn.NSN_BLOCKING) == 1
    buf = nsn.consume_data(sink, nsn.NSN_BLOCKING)
    assert buf and buf.contents and buf.contents.len == 64
    assert ctypes.cast(buf.contents.data, ctypes.POINTER(Header)).contents.field == 1
    assert text_of(buf)[12:] == b"x" * 51 + b"a"
    assert nsn.emit_data(source, buf) >= 0, "an echo"
    buf = nsn.consume_data(sink, nsn.NSN_BLOCKING)
    assert nsn.release_data(buf) == 1 and nsn.release_data(buf) == 0
    while (outcome := nsn.check_emit_outcome(source, token)) == 1:
        pass
    assert outcome == 0
    return source, sink


def mistakes(source, sink):
    empty = nsn.consume_data(sink, nsn.NSN_NONBLOCKING)
    assert empty and empty.contents and empty.contents.len == 0
    empty.contents.len = 64
    ctypes.memset(empty.contents.data, 0, 64)
    assert nsn.emit_data(source, empty) == -2
    assert nsn.consume_data(sink, 0).contents.len == 0, "empty again"
    for size in (0, -1, 1 << 40, 1 << 70):
        assert nsn.get_buffer(size, nsn.NSN_BLOCKING).contents.len == 0
    buf = nsn.get_buffer(64, 0)
    room = buf.contents.len
    for length in (0, room + 1):
        buf.contents.len = length
        assert nsn.emit_data(source, buf) == -2
    buf.contents.len = 1
    for bad in (4711, -1, 1 << 40):
        assert nsn.emit_data(bad, buf) == -1
    assert nsn.emit_data(source, None) == -2 and nsn.release_data(None) == 0
    assert nsn.release_data(buf) == 1
    one, other = nsn.get_buffer(64, 0), nsn.get_buffer(64, 0)
    assert nsn.release_data(one) == 1 and nsn.release_data(other) == 1, "two at a time"
    assert all(nsn.destroy_stream(bad) < 0 for bad in (4711, -1, 1 << 40))
    assert nsn.consume_data(4711, nsn.NSN_BLOCKING).contents.len == 0
    assert nsn.data_available(4711, 0) < 0 and nsn.check_emit_outcome(source, 1 << 20) == -2


def callbacks(stream):
    done, seen = threading.Event(), []

    def see(buffer):
        seen.append(text_of(buffer))
        if len(seen) == 100:
            done.set()

    sink = nsn.create_sink(stream, 2, see)
    source = nsn.create_source(stream, 1)
    for number in range(100):
        assert nsn.emit_data(source, fill(nsn.get_buffer(8, nsn.NSN_BLOCKING), b"%08d" % number)) >= 0
    assert done.wait(20) and seen == [b"%08d" % number for number in range(100)]
    assert nsn.destroy_sink(sink) == 0 and nsn.destroy_sink(sink) < 0
    assert nsn.destroy_source(source) == 0


def slides():
    stream = insane.create_stream(opts())
    source, sink = insane.create_source(stream, 1), insane.create_sink(stream, 2, None)
    buffer = insane.get_buffer(source, 4, insane.NSN_BLOCKING)
    token = insane.emit_data(source, fill(buffer, b"ping"))
    assert insane.data_available(sink, insane.NSN_BLOCKING) == 1
    buffer = insane.consume_data(sink, insane.NSN_BLOCKING)
    assert text_of(buffer) == b"ping" and insane.release_buffer(sink, buffer) == 1
    assert insane.check_emit_outcome(source, token) in (0, 1)
    assert insane.close_source(source) == 0 and insane.close_sink(sink) == 0 and insane.close_stream(stream) == 0


def opts():
    opts = nsn.nsn_options_t()
    opts.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE
    opts.datapath = nsn.NSN_QOS_DATAPATH_FAST
    return opts


async def main():
    without_session()
    assert nsn.init() == 0
    assert nsn.init() == -nsn.NSN_ERROR_ALREADY_INITIALIZED
    stream = nsn.create_stream(opts())
    mistakes(*tutorials_lines(stream))
    assert nsn.destroy_stream(stream) == 0
    assert await nsn.close() == 0
    without_session()
    assert insane.init_session() == 0
    slides()
    stream = nsn.create_stream(opts())
    callbacks(stream)
    assert insane.close_session() == 0


asyncio.run(main())
print("every line works", flush=True)
