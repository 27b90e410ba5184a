"""Sends every message of channel 1 back on channel 2 until it is killed: echo.py [reliable] [fast] [low]."""

import sys

import nsn

if nsn.init() < 0:
    sys.exit(1)
options = nsn.nsn_options_t()
options.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE if "reliable" in sys.argv else 0
options.datapath = nsn.NSN_QOS_DATAPATH_FAST if "fast" in sys.argv else 0
options.consumption = nsn.NSN_QOS_CONSUMPTION_LOW if "low" in sys.argv else 0
stream = nsn.create_stream(options)
sink = nsn.create_sink(stream, 1, None)
source = nsn.create_source(stream, 2)
print("ready", flush=True)
while (buffer := nsn.consume_data(sink, nsn.NSN_BLOCKING)).contents.len:
    nsn.emit_data(source, buffer)
sys.exit("the daemon is gone")
