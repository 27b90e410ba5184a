"""Sends messages of LENGTH bytes on channel 9 of an unreliable fast stream as fast as it can: flood.py LENGTH."""

import sys

import nsn

if nsn.init() < 0:
    sys.exit(1)
stream = nsn.create_stream(nsn.nsn_options_t(datapath=nsn.NSN_QOS_DATAPATH_FAST))
source = nsn.create_source(stream, 9)
sent, length = 0, int(sys.argv[1])
while (buffer := nsn.get_buffer(length, nsn.NSN_BLOCKING)).contents.len:
    buffer.contents.len = length
    nsn.emit_data(source, buffer)
    sent += 1
    if sent % 1000 == 0:
        print(sent, flush=True)
sys.exit("the daemon is gone")
