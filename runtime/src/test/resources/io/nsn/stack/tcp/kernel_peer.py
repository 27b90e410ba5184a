"""The kernel's TCP as a peer: sends and receives so many octets at once, prints what it saw as SHA-256."""
import hashlib
import os
import socket
import sys
import threading

role, own, other, port, send, receive = sys.argv[1:3] + sys.argv[3:4] + [int(a) for a in sys.argv[4:7]]
with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    s.bind((own, port))
    if role == "listen":
        s.listen()
        print("ready", flush=True)
        c = s.accept()[0]
    else:
        print("ready", flush=True)
        s.settimeout(20)
        s.connect((other, port))
        s.settimeout(None)
        c = s
    sent = hashlib.sha256()

    def feed():
        block = os.urandom(1 << 20)
        left = send
        while left:
            piece = block[left % 4096:][:left]
            c.sendall(piece)
            sent.update(piece)
            left -= len(piece)
        c.shutdown(socket.SHUT_WR)

    feeder = threading.Thread(target=feed)
    feeder.start()
    got = hashlib.sha256()
    total = 0
    while piece := c.recv(1 << 20):
        got.update(piece)
        total += len(piece)
    feeder.join()
    print("sent", sent.hexdigest())
    print("got", got.hexdigest(), total, flush=True)
