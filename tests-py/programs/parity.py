"""Calls everything, with echo.py at the other end, and prints each call's result, its type and its error: the same on every Python."""

import ctypes
import inspect
import signal
import sys
import threading

import insane
import nsn


class Filled(ctypes.Structure):
    _fields_ = [("field", ctypes.c_uint64), ("other", ctypes.c_uint32)]


def show(text, call):
    try:
        value = call()
        print(f"{text} -> {type(value).__name__} {shown(value)}", flush=True)
        return value
    except Exception as error:
        print(f"{text} !! {type(error).__name__}", flush=True)
        return None


def shown(value):
    if isinstance(value, int | str | bytes | tuple | type(None)):
        return repr(value)
    if hasattr(value, "contents"):
        return f"len {value.contents.len}, {bool(value)}, {bool(value.contents)}"
    return ""


def names():
    for module in (nsn, insane):
        for name in sorted(set(nsn.NAMES) | {name for name in dir(module) if inspect.isroutine(getattr(module, name))}):
            if not name.startswith("_"):
                show(f"{module.__name__}.{name}", lambda: constant(getattr(module, name)))
    print(type(nsn) is type(sys), sys.modules["nsn"] is nsn, sys.modules["insane"] is insane)
    for structure in (nsn.nsn_hdr_t, nsn.nsn_buffer_t, nsn.nsn_options_t):
        print(structure.__name__, ctypes.sizeof(structure), [(name, getattr(structure, name).offset) for name, _ in structure._fields_])


def constant(value):
    return value if isinstance(value, int | str) else None


BAD = (None, "1", 1.5, -1, 4711, 1 << 40, 1 << 70, True)
BUFFERS = (None, 0, 4711, "buffer", b"buffer", ctypes.c_void_p(0), object())


def every_call_with_anything():
    for bad in BAD:
        print(f"--- {bad!r}")
        show("create_stream", lambda: nsn.create_stream(bad))
        show("create_source", lambda: nsn.create_source(bad, 1))
        show("create_sink", lambda: nsn.create_sink(bad, 1, None))
        for call in (nsn.destroy_stream, nsn.destroy_source, nsn.destroy_sink):
            if bad is not True:
                show(call.__name__, lambda: call(bad))
        show("get_buffer", lambda: empty(nsn.get_buffer(bad, 0)) if bad is not True else None)
        show("get_buffer flags", lambda: empty(nsn.get_buffer(0, bad)))
        show("consume_data", lambda: nsn.consume_data(bad, 0))
        show("data_available", lambda: nsn.data_available(bad, 0))
        show("check_emit_outcome", lambda: nsn.check_emit_outcome(bad, 0) if bad is not True else None)
        show("check_emit_outcome token", lambda: nsn.check_emit_outcome(4711, bad))
        show("emit_data", lambda: nsn.emit_data(bad, None))
    for buffer in BUFFERS:
        name = type(buffer).__name__
        show(f"emit_data {name}", lambda: nsn.emit_data(4711, buffer))
        show(f"release_data {name}", lambda: nsn.release_data(buffer))
    show("too few", lambda: nsn.get_buffer(64))
    show("too many", lambda: nsn.release_data(None, None))


def empty(buffer):
    return buffer if not buffer.contents.len else "a buffer"


def without_session():
    show("close", nsn.close)
    show("get_buffer", lambda: nsn.get_buffer(64, nsn.NSN_BLOCKING))
    show("consume_data", lambda: nsn.consume_data(0, nsn.NSN_BLOCKING))
    show("data_available", lambda: nsn.data_available(0, nsn.NSN_BLOCKING))
    show("emit_data", lambda: nsn.emit_data(0, nsn.get_buffer(64, 0)))
    show("check_emit_outcome", lambda: nsn.check_emit_outcome(0, 0))
    show("release_data", lambda: nsn.release_data(nsn.get_buffer(64, 0)))
    show("create_stream", lambda: nsn.create_stream(nsn.nsn_options_t()))
    show("create_source", lambda: nsn.create_source(0, 1))
    show("create_sink", lambda: nsn.create_sink(0, 1, None))
    for call in (nsn.destroy_stream, nsn.destroy_source, nsn.destroy_sink):
        show(call.__name__, lambda: call(0))


def a_message_there_and_back(stream):
    source = show("create_source", lambda: nsn.create_source(stream, 1))
    sink = show("create_sink", lambda: nsn.create_sink(stream, 2, None))
    show("data_available", lambda: nsn.data_available(sink, nsn.NSN_NONBLOCKING))
    buffer = show("get_buffer", lambda: nsn.get_buffer(64, nsn.NSN_BLOCKING))
    show("types", lambda: (type(buffer).__name__, type(buffer.contents).__name__))
    ctypes.memset(buffer.contents.data, ord("x"), 64)
    ctypes.cast(buffer.contents.data, ctypes.POINTER(Filled)).contents.field = 1 << 40
    ctypes.cast(buffer.contents.data, ctypes.POINTER(ctypes.c_char))[63] = b"a"
    for length in (0, buffer.contents.len + 1, -1):
        buffer.contents.len = length
        show(f"emit_data of {length}", lambda: nsn.emit_data(source, buffer))
    buffer.contents.len = 64
    show("emit_data, no source", lambda: nsn.emit_data(4711, buffer))
    token = show("emit_data", lambda: nsn.emit_data(source, buffer))
    show("release_data after emit", lambda: nsn.release_data(buffer))
    show("data_available", lambda: nsn.data_available(sink, nsn.NSN_BLOCKING))
    buffer = show("consume_data", lambda: nsn.consume_data(sink, nsn.NSN_BLOCKING))
    show("field", lambda: ctypes.cast(buffer.contents.data, ctypes.POINTER(Filled)).contents.field)
    show("text", lambda: ctypes.string_at(buffer.contents.data, buffer.contents.len))
    show("echo", lambda: nsn.emit_data(source, buffer))
    buffer = show("consume_data", lambda: nsn.consume_data(sink, nsn.NSN_BLOCKING))
    show("same pointer again", lambda: nsn.release_data(ctypes.pointer(buffer.contents)))
    show("release_data twice", lambda: nsn.release_data(buffer))
    while nsn.check_emit_outcome(source, token) == 1:
        pass
    show("check_emit_outcome", lambda: nsn.check_emit_outcome(source, token))
    nothing = show("consume_data", lambda: nsn.consume_data(sink, nsn.NSN_NONBLOCKING))
    show("index", lambda: nothing.contents.index)
    nothing.contents.len = 64
    show("emit_data of nothing", lambda: nsn.emit_data(source, nothing))
    show("empty again", lambda: nsn.consume_data(sink, 0))
    show("destroy_sink", lambda: nsn.destroy_sink(sink))
    show("destroy_source", lambda: nsn.destroy_source(source))
    show("destroy_source again", lambda: nsn.destroy_source(source))


def callbacks(stream):
    for wrap in (lambda function: function, nsn.handle_data_cb):
        done, seen = threading.Event(), []

        def see(buffer, done=done, seen=seen):
            seen.append(ctypes.string_at(buffer.contents.data, buffer.contents.len))
            if len(seen) == 20:
                done.set()

        sink = show("create_sink", lambda: nsn.create_sink(stream, 2, wrap(see)))
        source = nsn.create_source(stream, 1)
        for number in range(20):
            buffer = nsn.get_buffer(8, nsn.NSN_BLOCKING)
            ctypes.memmove(buffer.contents.data, b"%08d" % number, 8)
            buffer.contents.len = 8
            nsn.emit_data(source, buffer)
        show("callbacks", lambda: done.wait(30))
        show("seen", lambda: tuple(seen))
        show("destroy_sink", lambda: nsn.destroy_sink(sink))
        nsn.destroy_source(source)


def slides():
    show("init_session", insane.init_session)
    stream = show("create_stream", lambda: insane.create_stream(insane.options_t()))
    source = show("create_source", lambda: insane.create_source(stream, 1))
    sink = show("create_sink", lambda: insane.create_sink(stream, 2, None))
    buffer = show("get_buffer", lambda: insane.get_buffer(source, 4, insane.NSN_BLOCKING))
    buffer.contents.len = 4
    show("release_buffer", lambda: insane.release_buffer(sink, buffer))
    show("consume_data", lambda: insane.consume_data(sink, 0))
    show("data_available", lambda: insane.data_available(sink, 0))
    show("check_emit_outcome", lambda: insane.check_emit_outcome(source, 99))
    show("close", lambda: (insane.close_source(source), insane.close_sink(sink), insane.close_stream(stream)))
    show("close_session", insane.close_session)


names()
show("SIGINT", lambda: signal.getsignal(signal.SIGINT) is signal.default_int_handler)
without_session()
show("init", nsn.init)
show("init again", nsn.init)
options = nsn.nsn_options_t()
options.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE
stream = show("create_stream", lambda: nsn.create_stream(options))
a_message_there_and_back(stream)
callbacks(stream)
show("destroy_stream", lambda: nsn.destroy_stream(stream))
every_call_with_anything()
show("close", nsn.close)
slides()
print("the end", flush=True)
