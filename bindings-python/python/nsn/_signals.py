"""How a call that waits learns that a signal came: Python's handler in C writes each signal's number to a descriptor."""

from __future__ import annotations

import os
import signal

_reader = _writer = -1


def watch() -> int:
    """The descriptor that has bytes once a signal came; -1 where somebody else (an event loop) watches already."""
    global _reader, _writer
    if _writer < 0:
        _reader, _writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        previous = signal.set_wakeup_fd(_writer, warn_on_full_buffer=False)
    except ValueError:  # not the main thread, where no handler would run either
        return -1
    if previous not in (-1, _writer):
        signal.set_wakeup_fd(previous)
        return -1
    return _reader


def unwatch() -> None:
    """Gives the place back."""
    if _writer >= 0:
        try:
            previous = signal.set_wakeup_fd(-1)
        except ValueError:
            return
        if previous not in (-1, _writer):
            signal.set_wakeup_fd(previous)
