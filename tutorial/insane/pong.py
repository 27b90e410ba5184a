"""INSANE pong: sends every message that arrives back as it is, without a copy."""
import asyncio
import contextlib
import sys

import nsn
from helper import PING_CHANNEL, PONG_CHANNEL, open_stream, stream_arguments


async def main(args) -> None:
    stream = open_stream(args)
    sink = nsn.create_sink(stream, PING_CHANNEL, None)
    source = nsn.create_source(stream, PONG_CHANNEL)
    print("pong ready", flush=True)
    try:
        # A blocking call returns an empty buffer only on Ctrl-C and when the daemon is gone.
        while (ping := nsn.consume_data(sink, nsn.NSN_BLOCKING)).contents.len:
            nsn.emit_data(source, ping)
        await asyncio.sleep(0)  # after Ctrl-C, the task ends here
        sys.exit("pong: the daemon is gone")
    finally:
        await nsn.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(stream_arguments(__doc__).parse_args()))
