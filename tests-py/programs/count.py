"""Sends numbers on channel 1 and waits for each on channel 2, sending again what gets no answer.

count.py NUMBER [reliable] [fast] [low] [long] [seldom]; long: messages of many lengths, each of which must come back as it
was; seldom: with a pause before each, in which a daemon may fall asleep.
"""

import ctypes
import struct
import sys
import time

import nsn

if nsn.init() < 0:
    sys.exit(1)
options = nsn.nsn_options_t()
options.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE if "reliable" in sys.argv else 0
options.datapath = nsn.NSN_QOS_DATAPATH_FAST if "fast" in sys.argv else 0
options.consumption = nsn.NSN_QOS_CONSUMPTION_LOW if "low" in sys.argv else 0
stream = nsn.create_stream(options)
source = nsn.create_source(stream, 1)
sink = nsn.create_sink(stream, 2, None)


def message(number: int) -> bytes:
    return struct.pack("<Q", number) + bytes([number % 251]) * (number * 37 % 2000 if "long" in sys.argv else 0)


number, last, sent = 1, int(sys.argv[1]), 0.0
print("ready", flush=True)
while number <= last:
    if time.monotonic() - sent > 0.2:
        wanted = message(number)
        buffer = nsn.get_buffer(len(wanted), nsn.NSN_NONBLOCKING)
        if buffer.contents.len:
            ctypes.memmove(buffer.contents.data, wanted, len(wanted))
            buffer.contents.len = len(wanted)
            nsn.emit_data(source, buffer)
        sent = time.monotonic()
    buffer = nsn.consume_data(sink, nsn.NSN_NONBLOCKING)
    if not buffer.contents.len:
        time.sleep(0)
        continue
    answer = ctypes.string_at(buffer.contents.data, buffer.contents.len)
    nsn.release_data(buffer)
    if answer[:8] == wanted[:8]:
        if "long" in sys.argv and answer != wanted:
            sys.exit(f"message {number} came back changed")
        print(number, flush=True)
        time.sleep(0.02 if "seldom" in sys.argv else 0)
        number, sent = number + 1, 0.0
nsn.close()
