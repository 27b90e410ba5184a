"""Ping-pong over a plain UDP socket in Python, as bench/c/udp.c does it: what Python costs without any middleware.

udp.py pong yield OWN PEER PORT
udp.py ping yield OWN PEER PORT SIZE COUNT WARM_UP INTERVAL_S
"""

from __future__ import annotations

import os
import socket
import sys
import time


def receive(sock: socket.socket) -> bytes:
    """Asks the socket again and again, and lets others run in between."""
    while True:
        try:
            return sock.recv(65536)
        except (BlockingIOError, ConnectionRefusedError):
            os.sched_yield()


def main(role: str, _waiting: str, own: str, peer: str, port: str, *numbers: str) -> None:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((own, int(port)))
    sock.connect((peer, int(port)))
    sock.setblocking(False)
    if role == "pong":
        print("ready", flush=True)
        while True:
            sock.send(receive(sock))
    size, count, warm_up = map(int, numbers[:3])
    round_trips = []
    for i in range(-warm_up, count):
        if i > -warm_up:
            time.sleep(float(numbers[3]))
        start = time.perf_counter_ns()
        sock.send(bytes(size))
        receive(sock)
        if i >= 0:
            round_trips.append(time.perf_counter_ns() - start)
    print("\n".join(map(str, round_trips)))


if __name__ == "__main__":
    main(*sys.argv[1:])
