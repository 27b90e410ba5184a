"""The calls of every message: by the extension where it could be built, by ctypes elsewhere."""

try:
    from ._nsn import attach, check_emit_outcome, consume_data, data_available, emit_data, get_buffer, release_data
except ImportError:
    from ._ctypes_calls import (
        attach,
        check_emit_outcome,
        consume_data,
        data_available,
        emit_data,
        get_buffer,
        release_data,
    )

__all__ = ["attach", "check_emit_outcome", "consume_data", "data_available", "emit_data", "get_buffer", "release_data"]
