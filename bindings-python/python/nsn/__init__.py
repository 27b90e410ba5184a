"""INSANE for Python: kernel-bypass networking as easy as sockets.

    nsn.init()
    stream = nsn.create_stream(nsn.nsn_options_t())
    source = nsn.create_source(stream, 1)
    buffer = nsn.get_buffer(64, nsn.NSN_BLOCKING)
    ctypes.memset(buffer.contents.data, ord("x"), 64)
    buffer.contents.len = 64
    nsn.emit_data(source, buffer)

The session belongs to the process; every call may be made from any thread. Buffers are `ctypes` pointers to
`nsn_buffer_t`, whose `data` is shared memory: nothing is copied.

The runtime is Java: `init()` starts a JVM in this process or joins the one there is. A program that wants Java's classes,
too, imports `jpype` before: then it finds that JVM started.
"""

from ._definition import *  # noqa: F403
from ._session import (
    close,
    create_sink,
    create_source,
    create_stream,
    destroy_sink,
    destroy_source,
    destroy_stream,
    handle_data_cb,
    init,
)
from ._calls import check_emit_outcome, consume_data, data_available, emit_data, get_buffer, release_data  # noqa: I001

__version__ = INSANE_VERSION  # noqa: F405
__all__ = [
    *NAMES,  # noqa: F405
    "init",
    "close",
    "create_stream",
    "destroy_stream",
    "create_source",
    "destroy_source",
    "create_sink",
    "destroy_sink",
    "get_buffer",
    "emit_data",
    "check_emit_outcome",
    "data_available",
    "consume_data",
    "release_data",
    "handle_data_cb",
]
