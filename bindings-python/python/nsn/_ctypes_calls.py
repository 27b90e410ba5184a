"""What the extension _nsn does, by ctypes: for where no compiler built that. Four times slower, otherwise the same."""

from __future__ import annotations

import ctypes
import os

from . import _jvm
from ._definition import NSN_BLOCKING

NONE, INTERRUPTED = -1, -2  # io.nsn.client.ClientSession
LOOK_NS = 100_000_000

_runtime: dict[str, ctypes._CFuncPtr] = {}
_pointers: dict[int, object] = {}
_pointer_type = _pointer_at = _nowhere = None
_wakeup_fd = -1


def attach(addresses, pointer_type, pointer_at, nowhere, wakeup_fd) -> None:
    """Takes the runtime's entry points; addresses of 0 end its use."""
    global _pointer_type, _pointer_at, _nowhere, _wakeup_fd
    _pointers.clear()
    _runtime.clear()
    if addresses[0]:
        _runtime.update(_jvm.functions(addresses))
    _pointer_type, _pointer_at, _nowhere, _wakeup_fd = pointer_type, pointer_at, nowhere, wakeup_fd


def get_buffer(size, flags):
    """As in _nsn."""
    if not _runtime or not 0 < size < 1 << 63:
        return _lend(NONE)
    return _lend(_wait(lambda: _runtime["try_get_buffer"](size), NONE, flags, lambda: _runtime["await_buffer"](LOOK_NS)))


def consume_data(sink, flags):
    """As in _nsn."""
    if not _runtime:
        return _lend(NONE)
    sink = _handle(sink)
    return _lend(_wait(lambda: _runtime["try_consume"](sink), NONE, flags, lambda: _runtime["await_data"](sink, LOOK_NS)))


def data_available(sink, flags):
    """As in _nsn."""
    if not _runtime:
        return -2
    sink = _handle(sink)
    return _wait(lambda: _runtime["data_available"](sink, 0), 0, flags, lambda: _runtime["await_data"](sink, LOOK_NS))


def emit_data(source, buffer):
    """As in _nsn."""
    return _runtime["emit_data"](_handle(source), _address(buffer)) if _runtime else -3


def check_emit_outcome(source, token):
    """As in _nsn."""
    return _runtime["check_emit_outcome"](_handle(source), token) if _runtime else -2


def release_data(buffer):
    """As in _nsn."""
    return _runtime["release_data"](_address(buffer)) if _runtime else 0


def _wait(attempt, nothing, flags, sleep):
    """The first result of `attempt` that is something; where that is not to be waited for, or a signal came, nothing."""
    while (result := attempt()) == nothing and flags & NSN_BLOCKING:
        slept = sleep()  # Python runs signal handlers on the way back
        if _signalled() or (slept < 0 and slept != NONE):
            return attempt()
    return result


def _signalled() -> bool:
    """Whether a signal has arrived since this was asked last: also one just before a call that waits."""
    try:
        return _wakeup_fd >= 0 and bool(os.read(_wakeup_fd, 64))
    except BlockingIOError:
        return False


def _lend(slot: int):
    slot = max(slot, -1)
    if slot not in _pointers:
        _pointers[slot] = _pointer_at(slot) if _runtime else _nowhere
    if slot < 0:  # whatever a careless program wrote into it
        _pointers[slot].contents.len = 0
    return _pointers[slot]


def _handle(number: int) -> int:
    return number if 0 <= number <= 0xFFFFFFFF else 0xFFFFFFFF


def _address(buffer) -> int:
    return ctypes.cast(buffer, ctypes.c_void_p).value or 0 if isinstance(buffer, _pointer_type) else 0
