"""What dies, and what wild peers send: the others go on."""

import os
import signal
import socket
import struct

import pytest
from lab.daemons import NSND, Daemon, sections
from lab.processes import Program

QOS = ["unreliable", "reliable"]


@pytest.mark.parametrize("qos", QOS)
def test_a_killed_application_comes_back(daemons, two_hosts, run, qos):
    first, second = two_hosts
    echo = run("echo.py", second, qos)
    echo.wait_for_line("ready")
    count = run("count.py", first, "100000", qos)
    count.wait_for_line("^100$")
    echo.kill()
    heard = len(count.lines["stdout"])
    run("echo.py", second, qos).wait_for_line("ready")
    count.wait_for_line(f"^{heard + 100}$", after=heard)


@pytest.mark.parametrize("qos", QOS)
def test_a_killed_daemon_is_an_error_for_its_applications_and_its_peer_goes_on(two_hosts, run, qos):
    first, second = two_hosts
    with Daemon(first, sections(first, [second])) as one:
        one.ready()
        with Daemon(second, sections(second, [first])) as other:
            other.ready()
            echo = run("echo.py", second, qos)
            echo.wait_for_line("ready")
            count = run("count.py", first, "100000", qos)
            count.wait_for_line("^100$")
            other.kill()
            assert echo.wait(20) == 1
            assert "the daemon is gone" in echo.output()
        with Daemon(second, sections(second, [first])) as other:
            other.ready()
            run("echo.py", second, qos).wait_for_line("ready")
            heard = len(count.lines["stdout"])
            count.wait_for_line(f"^{heard + 100}$", after=heard)
        assert one.running and one.stop() == 0


def test_slots_and_names_of_a_killed_application_come_back(daemon, host, run):
    for _ in range(3):
        hoarder = run("waits.py", host, "buffer")
        hoarder.wait_for_line("waiting")
        hoarder.kill()
    run("echo.py", host).wait_for_line("ready")
    count = run("count.py", host, "100")
    assert count.wait(30) == 0, count.output()


def test_garbage_from_strangers_harms_nobody(daemons, two_hosts, run):
    first, second = two_hosts
    run("echo.py", second, "reliable").wait_for_line("ready")
    count = run("count.py", first, "100000", "reliable")
    count.wait_for_line("^100$")
    with first.entered():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wild:
            for length in (0, 1, 3, 4, 5, 1400):
                wild.sendto(os.urandom(length), (second.address, 4444))
        for garbage in (b"", os.urandom(100), struct.pack("<Q", 0), struct.pack("<QI", 1 << 60, 1), b"\x05"):
            with socket.create_connection((second.address, 4444), 10) as wild:
                try:
                    wild.sendall(garbage)
                except (ConnectionResetError, BrokenPipeError):
                    pass  # a stranger's connection is closed at once
    heard = len(count.lines["stdout"])
    count.wait_for_line(f"^{heard + 100}$", after=heard)


def test_sigterm_ends_a_daemon_with_zero_while_applications_run(daemon, host, run):
    echo = run("echo.py", host)
    echo.wait_for_line("ready")
    assert daemon.stop(signal.SIGTERM) == 0
    assert echo.wait(20) == 1


def test_a_port_in_use_is_named_with_its_cure(host, run):
    with host.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((host.address, 0))
        port = taken.getsockname()[1]
        with Daemon(host, sections(host)) as daemon:
            daemon.ready()
            program = run("echo.py", host, app_id=port)
            assert program.wait(20) == 1
            assert f"bind {host.address}:{port}: EADDRINUSE" in program.output()
            assert "another program uses this port" in program.output()
            run("echo.py", host, "reliable", app_id=4444).wait_for_line("ready")


def test_an_address_that_this_host_has_not_is_named_with_its_cure(host, run):
    configuration = {"plugins.udpsock": {"ip": "203.0.113.9"}, "plugins.tcpsock": {"ip": host.address}}
    with Daemon(host, configuration) as daemon:
        daemon.ready()
        program = run("echo.py", host)
        assert program.wait(20) == 1
        assert "bind 203.0.113.9:4444: EADDRNOTAVAIL" in program.output()
        assert "no interface of this host has the address; correct [plugins.udpsock] ip in nsnd.cfg" in program.output()
        run("echo.py", host, "reliable").wait_for_line("ready")


def test_a_missing_configuration_is_named(host):
    with Program("nsnd", [str(NSND), "--config", "/no/such/nsnd.cfg"], host) as daemon:
        assert daemon.wait(20) == 2
        assert daemon.lines["stderr"] == ["/no/such/nsnd.cfg: no such file; name another, or leave it out for the defaults"]
