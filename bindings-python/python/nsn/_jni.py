"""A JVM in this process by the JDK's invocation interface: started, or joined where somebody else started it.

Not by JPype, which takes longer than the JVM itself to make Java's classes Python's: the runtime is asked for numbers only.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

VERSION = 0x00150000  # JNI_VERSION_21

# Places in the tables of functions, which the JNI specification fixes: of JavaVM, then of JNIEnv.
DESTROY, DETACH, GET_ENV, ATTACH_AS_DAEMON = 3, 5, 6, 7
FIND_CLASS, EXCEPTION_DESCRIBE, GET_STATIC_METHOD, CALL_STATIC_OBJECT_METHOD = 6, 16, 113, 116
ARRAY_LENGTH, LONG_ARRAY_REGION, EXCEPTION_CHECK = 171, 204, 228


class Reference(ctypes.c_void_p):
    """To a thing of Java's. Not c_void_p itself, which ctypes would turn into a number."""


class Option(ctypes.Structure):
    """JavaVMOption."""

    _fields_ = [("text", ctypes.c_char_p), ("extra", ctypes.c_void_p)]


class Arguments(ctypes.Structure):
    """JavaVMInitArgs."""

    _fields_ = [
        ("version", ctypes.c_int32),
        ("count", ctypes.c_int32),
        ("options", ctypes.POINTER(Option)),
        ("ignore_unrecognized", ctypes.c_uint8),
    ]


class Interface:
    """A pointer to a table of functions, each of which takes it first: JavaVM or JNIEnv."""

    def __init__(self, pointer: ctypes.c_void_p) -> None:
        self._pointer = pointer
        self._table = ctypes.cast(pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]

    def call(self, place: int, result, *arguments):
        """Calls a function; arguments are values of ctypes."""
        return ctypes.CFUNCTYPE(result)(self._table[place])(self._pointer, *arguments)


def start(libjvm: str, options: Sequence[str]) -> Interface:
    """Starts a JVM. RuntimeError where it does not start, which it explains on standard error."""
    values = (Option * len(options))(*(Option(os.fsencode(option)) for option in options))
    jvm, env = ctypes.c_void_p(), ctypes.c_void_p()
    arguments = Arguments(VERSION, len(options), values, False)
    result = ctypes.CDLL(libjvm).JNI_CreateJavaVM(ctypes.byref(jvm), ctypes.byref(env), ctypes.byref(arguments))
    if result != 0:
        raise RuntimeError(f"JNI_CreateJavaVM of {libjvm} answers {result}")
    return Interface(jvm)


def running() -> Interface | None:
    """The JVM that this process has already."""
    try:
        library = ctypes.CDLL("libjvm.so", os.RTLD_NOW | os.RTLD_NOLOAD)
    except OSError:
        return None
    jvm, count = ctypes.c_void_p(), ctypes.c_int32()
    library.JNI_GetCreatedJavaVMs(ctypes.byref(jvm), 1, ctypes.byref(count))
    return Interface(jvm) if count.value else None


def stop(jvm: Interface) -> None:
    """Lets it do what it does at its end."""
    jvm.call(DESTROY, ctypes.c_int32)


def numbers(jvm: Interface, name: str, method: str, argument: int) -> tuple[int, ...] | None:
    """What a static method `long[] method(int)` answers; None for its null. LookupError where it cannot be called."""
    pointer, joins = ctypes.c_void_p(), False
    if jvm.call(GET_ENV, ctypes.c_int32, ctypes.byref(pointer), VERSION) != 0:
        joins = jvm.call(ATTACH_AS_DAEMON, ctypes.c_int32, ctypes.byref(pointer), None) == 0
        if not joins:
            raise RuntimeError("this thread cannot attach to it")
    try:
        return _numbers(Interface(pointer), name, method, argument)
    finally:
        if joins:
            jvm.call(DETACH, ctypes.c_int32)


def _numbers(env: Interface, name: str, method: str, argument: int) -> tuple[int, ...] | None:
    owner = env.call(FIND_CLASS, Reference, name.encode())
    static = owner and env.call(GET_STATIC_METHOD, Reference, owner, method.encode(), b"(I)[J")
    array = static and env.call(CALL_STATIC_OBJECT_METHOD, Reference, owner, static, ctypes.byref(ctypes.c_int64(argument)))
    if env.call(EXCEPTION_CHECK, ctypes.c_uint8):
        env.call(EXCEPTION_DESCRIBE, None)
        raise LookupError(name)
    if not array:
        return None
    values = (ctypes.c_int64 * env.call(ARRAY_LENGTH, ctypes.c_int32, array))()
    env.call(LONG_ARRAY_REGION, None, array, 0, len(values), values)
    return tuple(values)
