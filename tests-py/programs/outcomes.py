"""Sends a message, tells what became of it, and sends the next: outcomes.py [reliable] [fast]."""

import sys
import time

import nsn

OUTCOMES = {0: "sent", -1: "dropped"}

if nsn.init() < 0:
    sys.exit(1)
options = nsn.nsn_options_t()
options.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE if "reliable" in sys.argv else 0
options.datapath = nsn.NSN_QOS_DATAPATH_FAST if "fast" in sys.argv else 0
source = nsn.create_source(nsn.create_stream(options), 1)
while True:
    buffer = nsn.get_buffer(8, nsn.NSN_BLOCKING)
    token = nsn.emit_data(source, buffer)
    while (outcome := nsn.check_emit_outcome(source, token)) == 1:
        time.sleep(0.01)
    print(OUTCOMES[outcome], flush=True)
    time.sleep(0.01)
