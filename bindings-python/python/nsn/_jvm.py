"""The JVM of this process: found, started once, asked for the runtime's entry points."""

from __future__ import annotations

import atexit
import ctypes
import glob
import os
import re
import sys
from pathlib import Path

from . import _jni
from ._definition import ENTRY_POINTS, FINGERPRINT, JVM_OPTIONS, JVM_PLACES, JVM_VERSION, nsn_buffer_t

JAR = "nsn-runtime.jar"
AOT_CACHE = "nsn-client.aot"
RECORD = "NSN_AOT_RECORD"
"""A file that the JVM writes its AOT cache to when the process exits."""


handle_data_cb = ctypes.CFUNCTYPE(None, ctypes.POINTER(nsn_buffer_t))
"""The type of a sink's callback."""


class StartError(Exception):
    """There is no JVM to use; the message says what to do."""


def entry_points() -> tuple[int, ...]:
    """The addresses of ENTRY_POINTS, from a JVM that runs already or is started now; by JPype in a program that uses it."""
    jpype = sys.modules.get("jpype")
    try:
        addresses = _by_jpype(jpype) if jpype else _by_jni()
    except (LookupError, TypeError):
        raise StartError(f"this process's JVM runs without {JAR} on its class path: add {_jar()}") from None
    except (OSError, RuntimeError) as error:
        raise StartError(f"the JVM cannot be used: {error}") from error
    if addresses is None:
        raise StartError("the module nsn and its nsn-runtime.jar are of different versions: install both again")
    return tuple(int(address) for address in addresses)


def _by_jni() -> tuple[int, ...] | None:
    jvm = _jni.running()
    if not jvm:
        jvm = _jni.start(_libjvm(), [*_options(), f"-Djava.class.path={_jar()}"])
        if RECORD in os.environ:
            atexit.register(_jni.stop, jvm)
    return _jni.numbers(jvm, "io/nsn/client/abi/EntryPoints", "addresses", FINGERPRINT)


def _by_jpype(jpype):
    """The program shall find the JVM started, as by itself."""
    if not jpype.isJVMStarted():
        jpype.startJVM(*_options(), jvmpath=_libjvm(), classpath=[str(_jar())], interrupt=False)
    return jpype.JClass("io.nsn.client.abi.EntryPoints").addresses(FINGERPRINT)


def functions(addresses: tuple[int, ...]) -> dict[str, ctypes._CFuncPtr]:
    """The entry points as functions, by name."""
    return {
        name: ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * count)(address)
        for (name, count), address in zip(ENTRY_POINTS, addresses, strict=True)
    }


def target(callback) -> int:
    """What the runtime calls for a handle_data_cb: its address, 0 for None."""
    return ctypes.cast(callback, ctypes.c_void_p).value if callback else 0


def _options() -> list[str]:
    """Of the JVM."""
    record, cache = os.environ.get(RECORD), _jar().with_name(AOT_CACHE)
    if record:
        return [*JVM_OPTIONS, f"-XX:AOTCacheOutput={record}"]
    return [*JVM_OPTIONS, f"-XX:AOTCache={cache}"] if cache.exists() else [*JVM_OPTIONS]


def _jar() -> Path:
    """The runtime: below NSN_HOME, else beside this file."""
    here = Path(__file__).resolve().parent
    home = os.environ.get("NSN_HOME")
    places = [*([Path(home), Path(home) / "lib"] if home else []), here]
    for place in places:
        if (place / JAR).is_file():
            return (place / JAR).resolve()
    raise StartError(f"no {JAR} beside {here}: put it there, or set NSN_HOME to the directory that has it")


def _libjvm() -> str:
    """The library of a JDK that is new enough: JAVA_HOME's, else one in the usual places."""
    places = [os.environ.get("JAVA_HOME", "")]
    for pattern in JVM_PLACES:
        places += sorted(glob.glob(os.path.expanduser(pattern)))
    newest = 0
    for home in filter(None, places):
        library = Path(home) / "lib/server/libjvm.so"
        if library.is_file():
            version = _version(Path(home))
            if version >= JVM_VERSION:
                return str(library)
            newest = max(newest, version)
    have = f"the newest here is {newest}" if newest else "there is none"
    raise StartError(f"no JDK {JVM_VERSION} or newer found, {have}: install one, or set JAVA_HOME to it")


def _version(home: Path) -> int:
    """The major version in a JDK's release file, or 0."""
    try:
        found = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0
