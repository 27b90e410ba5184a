"""Sends numbers on channel 1 and waits for each on channel 2, sending again what gets no answer: count.py NUMBER [reliable] [fast]."""

import ctypes
import sys
import time

import nsn

if nsn.init() < 0:
    sys.exit(1)
options = nsn.nsn_options_t()
options.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE if "reliable" in sys.argv else 0
options.datapath = nsn.NSN_QOS_DATAPATH_FAST if "fast" in sys.argv else 0
stream = nsn.create_stream(options)
source = nsn.create_source(stream, 1)
sink = nsn.create_sink(stream, 2, None)
number, last, sent = 1, int(sys.argv[1]), 0.0
print("ready", flush=True)
while number <= last:
    if time.monotonic() - sent > 0.2:
        buffer = nsn.get_buffer(8, nsn.NSN_NONBLOCKING)
        if buffer.contents.len:
            ctypes.cast(buffer.contents.data, ctypes.POINTER(ctypes.c_uint64)).contents.value = number
            buffer.contents.len = 8
            nsn.emit_data(source, buffer)
        sent = time.monotonic()
    buffer = nsn.consume_data(sink, nsn.NSN_NONBLOCKING)
    if not buffer.contents.len:
        time.sleep(0)
        continue
    answer = ctypes.cast(buffer.contents.data, ctypes.POINTER(ctypes.c_uint64)).contents.value
    nsn.release_data(buffer)
    if answer == number:
        print(number, flush=True)
        number, sent = number + 1, 0.0
nsn.close()
