"""The calls of every message, straight into the runtime's Java methods."""

from __future__ import annotations

import ctypes
from operator import index

from . import _signals
from ._definition import NSN_BLOCKING

NONE = -1  # io.nsn.client.ClientSession
NO_SESSION = -2
LOOK_NS = 100_000_000

_runtime = False
_pointers: dict[int, object] = {}
_pointer_type = _pointer_at = _nowhere = None


def attach(methods, pointer_type, pointer_at, nowhere, _wakeup_fd) -> None:
    """Takes the runtime's methods, in the order of ENTRY_POINTS; zeros end their use."""
    global _runtime, _pointer_type, _pointer_at, _nowhere
    global _emit_data, _check_emit_outcome, _data_available, _release_data
    global _try_get_buffer, _await_buffer, _try_consume, _await_data
    _pointers.clear()
    _runtime = bool(methods[0])
    _emit_data, _check_emit_outcome, _data_available, _, _release_data = methods[9:14]
    _try_get_buffer, _await_buffer, _try_consume, _await_data = methods[14:18]
    _pointer_type, _pointer_at, _nowhere = pointer_type, pointer_at, nowhere


def get_buffer(size, flags):
    """Borrows a buffer of at least size bytes; its len is all the room there is. len 0 means none."""
    flags, size = index(flags), index(size)
    if not _runtime or not 0 < size < 1 << 63:
        return _lend(NONE)
    slot = _try_get_buffer(size)
    if slot == NONE and flags & NSN_BLOCKING:
        slot = _wait(lambda: _try_get_buffer(size), NONE, lambda: _await_buffer(LOOK_NS))
    return _lend(slot)


def consume_data(sink, flags):
    """The next message. len 0 means none."""
    sink, flags = _handle(sink), index(flags)
    if not _runtime:
        return _lend(NONE)
    slot = _try_consume(sink)
    if slot == NONE and flags & NSN_BLOCKING:
        slot = _wait(lambda: _try_consume(sink), NONE, lambda: _await_data(sink, LOOK_NS))
    return _lend(slot)


def data_available(sink, flags):
    """Whether a message waits: 1 or 0; negative for an unknown sink or without a session."""
    sink, flags = _handle(sink), index(flags)
    if not _runtime:
        return NO_SESSION
    there = _data_available(sink, 0)
    if there == 0 and flags & NSN_BLOCKING:
        there = _wait(lambda: _data_available(sink, 0), 0, lambda: _await_data(sink, LOOK_NS))
    return there


def emit_data(source, buffer):
    """Sends len bytes of a buffer. A token >= 0, or negative."""
    source = _handle(source)
    return _emit_data(source, _address(buffer)) if _runtime else -3


def check_emit_outcome(source, token):
    """What became of an emitted message: 0 sent, 1 still with the daemon, -1 dropped, -2 not known."""
    source, token = _handle(source), (index(token) + (1 << 31)) % (1 << 32) - (1 << 31)  # an int of C
    return _check_emit_outcome(source, token) if _runtime else -2


def release_data(buffer):
    """Gives a buffer back. 1, or 0 for one that is not the caller's."""
    return _release_data(_address(buffer)) if _runtime else 0


def _wait(attempt, nothing, sleep):
    """The first result of `attempt` that is something; nothing after a signal's handler has run.

    Nothing even if a message came with the signal: who gets a message does not learn of the signal, and waits again.
    """
    while (result := attempt()) == nothing:
        slept = sleep()  # Python runs signal handlers on the way back
        if _signals.came():
            return nothing
        if slept < 0 and slept != NONE:
            return attempt()
    return result


def _lend(slot: int):
    if not _runtime:
        return _empty(_nowhere)
    slot = max(slot, NONE)
    pointer = _pointers.get(slot)
    if pointer is None:  # the same one each time the slot is lent
        pointer = _pointers.setdefault(slot, _pointer_at(slot))
    return pointer if slot >= 0 else _empty(pointer)


def _empty(pointer):
    """Whatever a careless program wrote into it."""
    pointer.contents.len = 0
    return pointer


def _handle(number) -> int:
    number = index(number)
    return number if 0 <= number <= 0xFFFFFFFF else 0xFFFFFFFF


def _address(buffer) -> int:
    # Not by ctypes.cast: there GraalPy may walk the whole stack.
    return ctypes.c_void_p.from_buffer(buffer).value or 0 if isinstance(buffer, _pointer_type) else 0
