"""A peer written by hand speaks both wire formats of the original: every byte is checked here."""

import contextlib
import os
import socket
import struct

import pytest
from lab.daemons import Daemon, sections

APP_ID = 4444


@pytest.fixture
def one_daemon(two_hosts):
    """A daemon on vm1 whose peer vm2 is this test."""
    first, second = two_hosts
    with Daemon(first, sections(first, [second])) as daemon:
        yield daemon.ready()


def listening(host, kind):
    with host.entered():
        peer = socket.socket(socket.AF_INET, kind)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    peer.settimeout(30)
    peer.bind((host.address, APP_ID))
    return peer


def exactly(connection, length):
    data = b""
    while len(data) < length:
        part = connection.recv(length - len(data))
        assert part, "the daemon closed the connection"
        data += part
    return data


def test_udpsock_is_one_datagram_a_message(one_daemon, two_hosts, run):
    first, second = two_hosts
    with listening(second, socket.SOCK_DGRAM) as peer:
        count = run("count.py", first, "3")
        for number in (1, 2, 3):
            while True:  # count.py sends again what is not answered in time
                message, source = peer.recvfrom(65536)
                assert source == (first.address, APP_ID)
                assert message == struct.pack("<IQ", 1, message[4] if len(message) > 4 else 0)
                for garbage in (0, 1, 3, 4, 5, 1400):
                    peer.sendto(os.urandom(garbage), (first.address, APP_ID))
                if message[4] == number:
                    break
            peer.sendto(struct.pack("<IQ", 2, number), (first.address, APP_ID))
        assert count.wait(20) == 0, count.output()


@pytest.mark.parametrize("who_connects", ["the peer", "the daemon"])
def test_tcpsock_frames_have_their_length_first(one_daemon, two_hosts, run, who_connects):
    first, second = two_hosts
    with listening(second, socket.SOCK_STREAM) as peer:
        if who_connects == "the daemon":
            peer.listen()
        count = run("count.py", first, "3", "reliable")
        count.wait_for_line("ready")
        if who_connects == "the daemon":
            connection, source = peer.accept()
            assert source == (first.address, APP_ID), "connects from the application id's port"
        else:
            peer.connect((first.address, APP_ID))
            connection = peer
        with contextlib.ExitStack() as stack:
            connection.settimeout(30)
            answered = 0
            if who_connects == "the daemon":
                # A protocol error closes this connection; the daemon makes another.
                connection.sendall(struct.pack("<Q", 0))
                with contextlib.suppress(ConnectionResetError), connection:
                    while connection.recv(65536):
                        pass
                connection, _ = peer.accept()
                connection.settimeout(30)
            stack.enter_context(connection)
            while answered < 3:
                length, channel, number = struct.unpack("<QIQ", exactly(connection, 20))
                assert (length, channel) == (12, 1)
                if number == answered + 1:
                    # In two pieces: a frame's bytes may come as they like.
                    frame = struct.pack("<QIQ", 12, 2, number)
                    connection.sendall(frame[:5])
                    connection.sendall(frame[5:])
                    answered = number
            assert count.wait(20) == 0, count.output()
