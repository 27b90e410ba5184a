"""The JVM of this process, which runs this Python too: the runtime's functions are methods of Java's, called as such."""

from __future__ import annotations

import ctypes
import sys

import java

from ._definition import ENTRY_POINTS, FINGERPRINT, nsn_buffer_t

_Pointer = ctypes.POINTER(nsn_buffer_t)


class StartError(Exception):
    """The runtime cannot be used; the message says what to do."""


class ArgumentError(ctypes.ArgumentError, Exception):
    """A value of a wrong type. GraalPy's own is no Exception."""


class handle_data_cb:  # noqa: N801 - a type of the interface
    """The type of a sink's callback. Not one of ctypes: a Python function needs no C function around it here."""

    def __init__(self, function) -> None:
        if not callable(function):
            raise TypeError("the argument must be callable")
        self._function = function

    def __call__(self, buffer):
        return self._function(buffer)


def entry_points() -> tuple[object, ...]:
    """Java's methods for ENTRY_POINTS."""
    try:
        calls, definition = java.type("io.nsn.client.abi.Calls"), java.type("io.nsn.api.Definition")
    except KeyError:
        raise StartError("this JVM runs without nsn-runtime.jar on its class path: add it") from None
    if definition.fingerprint() != FINGERPRINT:
        raise StartError("the module nsn and nsn-runtime.jar are of different versions: build both again")
    return tuple(getattr(calls, _method(name)) for name, _ in ENTRY_POINTS)


def functions(methods: tuple[object, ...]) -> dict[str, object]:
    """The methods by their names, taking numbers as functions of C do."""
    return {name: _function(name, method) for (name, _), method in zip(ENTRY_POINTS, methods, strict=True)}


def target(callback):
    """What the runtime calls for a handle_data_cb."""
    if callback is None:
        return None
    if isinstance(callback, ctypes._CFuncPtr):
        raise TypeError("GraalPy cannot be called back through ctypes: give the function itself, or nsn.handle_data_cb of it")

    def call(address: int) -> None:
        try:
            callback(ctypes.pointer(nsn_buffer_t.from_address(address)))
        except BaseException as error:
            sys.unraisablehook(_Unraisable(error, callback))

    return call


class _Unraisable:
    """What sys.unraisablehook takes."""

    def __init__(self, error: BaseException, callback) -> None:
        self.exc_type, self.exc_value, self.exc_traceback = type(error), error, error.__traceback__
        self.err_msg, self.object = "Exception ignored on calling a sink's callback", callback


def _method(name: str) -> str:
    """The method of an entry point. Java tells callbacks of C and of this Python apart by the name."""
    first, *others = name.split("_")
    method = first + "".join(word.capitalize() for word in others)
    return "createSinkCalling" if name == "create_sink" else method


def _function(name: str, method):
    if name == "create_sink":
        return lambda stream, channel, callback: method(_int64(1, stream), _int64(2, channel), callback)
    return lambda *values: method(*[_int64(at, value) for at, value in enumerate(values, 1)])


def _int64(at: int, value) -> int:
    """A 64-bit number, as ctypes would pass it."""
    if isinstance(value, int):
        return (value + (1 << 63)) % (1 << 64) - (1 << 63)
    raise ArgumentError(f"argument {at}: TypeError: wrong type")
