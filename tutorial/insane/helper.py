"""What ping.py and pong.py share: the channels, the message, and the stream that the command line asks for."""
import argparse
import ctypes
import sys

import nsn

PING_CHANNEL = 1
PONG_CHANNEL = 2


class Message(ctypes.Structure):
    """The first bytes of every buffer; what follows, up to --size, is filling."""

    _fields_ = [("sequence", ctypes.c_uint64)]


MESSAGE = ctypes.POINTER(Message)


def message(buffer) -> Message:
    """The message in a buffer: a view of the shared memory, not a copy."""
    return MESSAGE.from_buffer(buffer.contents.data).contents


def stream_arguments(description: str) -> argparse.ArgumentParser:
    """A command line that asks for a stream."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--qos", choices=("default", "fast"), default="default", help="kernel sockets, or past the kernel")
    parser.add_argument("--reliability", choices=("reliable", "unreliable"), default="reliable")
    return parser


def open_stream(args: argparse.Namespace) -> int:
    """Joins the local daemon and opens the stream that the command line asks for."""
    if nsn.init() < 0:
        sys.exit(1)  # nsn has said why
    options = nsn.nsn_options_t()
    if args.qos == "fast":
        options.datapath = nsn.NSN_QOS_DATAPATH_FAST
    if args.reliability == "reliable":
        options.reliability = nsn.NSN_QOS_RELIABILITY_RELIABLE
    stream = nsn.create_stream(options)
    if stream == nsn.NSN_INVALID_STREAM_HANDLE:
        sys.exit(1)  # nsn has said why
    return stream
