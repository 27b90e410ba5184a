"""The JVM of this process: found, started once, asked for the runtime's entry points."""

from __future__ import annotations

import ctypes
import glob
import os
import re
from pathlib import Path

from ._definition import ENTRY_POINTS, FINGERPRINT, JVM_OPTIONS, JVM_PLACES, JVM_VERSION, nsn_buffer_t

JAR = "nsn-runtime.jar"
AOT_CACHE = "nsn-client.aot"


handle_data_cb = ctypes.CFUNCTYPE(None, ctypes.POINTER(nsn_buffer_t))
"""The type of a sink's callback."""


class StartError(Exception):
    """There is no JVM to use; the message says what to do."""


def entry_points() -> tuple[int, ...]:
    """The addresses of ENTRY_POINTS, from a JVM that runs already or is started now."""
    import jpype  # here: importing nsn stays cheap

    if not jpype.isJVMStarted():
        _start(jpype)
    try:
        addresses = jpype.JClass("io.nsn.client.abi.EntryPoints").addresses(FINGERPRINT)
    except TypeError:
        raise StartError(f"this process's JVM runs without {JAR} on its class path: add {_jar()}") from None
    if addresses is None:
        raise StartError("the module nsn and its nsn-runtime.jar are of different versions: install both again")
    return tuple(int(address) for address in addresses)


def functions(addresses: tuple[int, ...]) -> dict[str, ctypes._CFuncPtr]:
    """The entry points as functions, by name."""
    return {
        name: ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * count)(address)
        for (name, count), address in zip(ENTRY_POINTS, addresses, strict=True)
    }


def target(callback) -> int:
    """What the runtime calls for a handle_data_cb: its address, 0 for None."""
    return ctypes.cast(callback, ctypes.c_void_p).value if callback else 0


def _start(jpype) -> None:
    """Starts it. NSN_AOT_RECORD=FILE has it write its AOT cache there when the process exits."""
    jar = _jar()
    options = list(JVM_OPTIONS)
    record, cache = os.environ.get("NSN_AOT_RECORD"), jar.with_name(AOT_CACHE)
    if record:
        options.append(f"-XX:AOTCacheOutput={record}")
    elif cache.exists():
        options.append(f"-XX:AOTCache={cache}")
    try:
        jpype.startJVM(*options, jvmpath=str(_libjvm()), classpath=[str(jar)], interrupt=False)
    except (OSError, RuntimeError) as error:
        raise StartError(f"the JVM does not start: {error}") from error


def _jar() -> Path:
    """The runtime: below NSN_HOME, else beside this file."""
    here = Path(__file__).resolve().parent
    home = os.environ.get("NSN_HOME")
    places = [*([Path(home), Path(home) / "lib"] if home else []), here]
    for place in places:
        if (place / JAR).is_file():
            return (place / JAR).resolve()
    raise StartError(f"no {JAR} beside {here}: put it there, or set NSN_HOME to the directory that has it")


def _libjvm() -> Path:
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
                return library
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
