"""How a call that waits learns that a signal came: GraalPy has no set_wakeup_fd, so the handlers themselves are counted."""

from __future__ import annotations

import functools
import signal

_handled = _told = 0
_set, _get = signal.signal, signal.getsignal


def came() -> bool:
    """Whether a handler of the program has run since this was asked last: also one just before a call that waits."""
    global _told
    before, _told = _told, _handled
    return before != _told


def watch() -> int:
    """As on CPython; there is no descriptor here."""
    return -1


def unwatch() -> None:
    """As on CPython."""


class _Counted:
    """A program's handler."""

    def __init__(self, handler) -> None:
        self.handler = handler

    def __call__(self, signum, frame) -> None:
        global _handled
        _handled += 1
        self.handler(signum, frame)


@functools.wraps(_set)
def _signal(signalnum, handler):
    return _own(_set(signalnum, _Counted(handler) if callable(handler) else handler))


@functools.wraps(_get)
def _getsignal(signalnum):
    return _own(_get(signalnum))


def _own(handler):
    """What the program itself had set."""
    return handler.handler if isinstance(handler, _Counted) else handler


for _number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    if callable(_get(_number)):
        _set(_number, _Counted(_get(_number)))
signal.signal, signal.getsignal = _signal, _getsignal
