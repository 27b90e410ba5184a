"""The process's session: its start and end, its streams, sources and sinks. The calls of every message are in _calls."""

from __future__ import annotations

import ctypes
import sys

from . import _calls, _jvm, _signals
from ._definition import (
    BUFFER_STRIDE,
    ENTRY_POINTS,
    NSN_ERROR_NOT_INITIALIZED,
    NSN_INVALID_SNK,
    NSN_INVALID_SRC,
    NSN_INVALID_STREAM_HANDLE,
    nsn_buffer_t,
)
from ._jvm import handle_data_cb

_Pointer = ctypes.POINTER(nsn_buffer_t)
_NOWHERE = ctypes.create_string_buffer(1 << 16)
_NO_SESSION = -NSN_ERROR_NOT_INITIALIZED

_addresses: tuple[int, ...] = ()
_runtime: dict[str, ctypes._CFuncPtr] = {}
_callbacks: dict[int, object] = {}


class _Closed(int):
    """The result of close(): a number that can be awaited."""

    def __await__(self):
        return self
        yield  # an iterator that ends at once


def init() -> int:
    """Connects this process to the local daemon. 0, or negative with the reason on standard error."""
    try:
        _load()
    except _jvm.StartError as error:
        print(f"nsn.init: {error}", file=sys.stderr)
        return _NO_SESSION
    result = _runtime["init"]()
    if result == 0:
        base = _runtime["buffers"]()
        _calls.attach(_addresses, _Pointer, lambda slot: _pointer(base + slot * BUFFER_STRIDE), _nowhere(), _signals.watch())
    return result


def close() -> _Closed:
    """Closes everything; calls that wait return. 0, or negative without a session. May be awaited."""
    if not _runtime:
        return _Closed(_NO_SESSION)
    result = _Closed(_runtime["close"]())
    if result == 0:
        _signals.unwatch()
        _callbacks.clear()
    return result


def create_stream(options) -> int:
    """A stream with these QoS, or NSN_INVALID_STREAM_HANDLE."""
    if not _runtime:
        return _no_session("create_stream", NSN_INVALID_STREAM_HANDLE)
    return _runtime["create_stream"](*(getattr(options, name) for name, _ in options._fields_))


def destroy_stream(stream: int) -> int:
    """Closes a stream with its sources and sinks. 0, or negative for an unknown one."""
    return _runtime["destroy_stream"](stream) if _runtime else _NO_SESSION


def create_source(stream: int, channel: int) -> int:
    """A sender on a channel, or NSN_INVALID_SRC."""
    if not _runtime:
        return _no_session("create_source", NSN_INVALID_SRC)
    return _runtime["create_source"](stream, channel)


def destroy_source(source: int) -> int:
    """Closes a source. 0, or negative for an unknown one."""
    return _runtime["destroy_source"](source) if _runtime else _NO_SESSION


def create_sink(stream: int, channel: int, cb) -> int:
    """A receiver on a channel, or NSN_INVALID_SNK.

    With a callback, a thread of the runtime calls it with each message's buffer, which is released when it returns
    unless it did so itself or emitted it.
    """
    if not _runtime:
        return _no_session("create_sink", NSN_INVALID_SNK)
    callback = cb if cb is None or isinstance(cb, ctypes._CFuncPtr) else handle_data_cb(cb)
    sink = _runtime["create_sink"](stream, channel, _jvm.target(callback))
    if callback and sink != NSN_INVALID_SNK:
        _callbacks[sink] = callback  # the runtime holds its address only
    return sink


def destroy_sink(sink: int) -> int:
    """Closes a sink; no callback of it runs afterwards. 0, or negative for an unknown one."""
    if not _runtime:
        return _NO_SESSION
    result = _runtime["destroy_sink"](sink)
    _callbacks.pop(sink, None)
    return result


def _load() -> None:
    global _addresses
    if not _runtime:
        _addresses = _jvm.entry_points()
        _runtime.update(_jvm.functions(_addresses))


def _pointer(address: int):
    return ctypes.pointer(nsn_buffer_t.from_address(address))


def _nowhere():
    """What a call without a session gets: no buffer, but room that takes what a careless program writes."""
    data = ctypes.cast(_NOWHERE, nsn_buffer_t._fields_[1][1])
    return ctypes.pointer(nsn_buffer_t(-1, data, 0))


def _no_session(call: str, result: int) -> int:
    print(f"nsn.{call}: no session: call nsn.init() first", file=sys.stderr)
    return result


_calls.attach((0,) * len(ENTRY_POINTS), _Pointer, _pointer, _nowhere(), -1)
