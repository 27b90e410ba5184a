"""Fast streams over DPDK: two daemons joined by vhost and virtio-user, and one that faces the kernel over af_packet."""

import contextlib
import socket
import struct
import subprocess
from functools import partial

import pytest
from conftest import cable_ends, datapaths, goes_on, plugin_sections
from lab.daemons import Daemon


sections = partial(plugin_sections, "udpdpdk")


def ping(host, address: str) -> str:
    """What ping says of three packets."""
    argv = host.command(["ping", "-c", "3", "-i", "0.1", "-W", "5", address])
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_messages_go_over_a_virtual_cable_and_go_on_when_an_end_returns(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    listening, calling = cable_ends("udpdpdk", tmp_path)
    with Daemon(first, listening) as one:
        one.ready()
        with Daemon(second, calling) as other:
            other.ready()
            run("echo.py", second, "fast").wait_for_line("ready")
            assert datapaths(other) == {"udpdpdk"}
            count = run("count.py", first, "1000000", "fast")
            count.wait_for_line("^100$")
            other.kill()
        with Daemon(second, calling) as other:
            other.ready()
            run("echo.py", second, "fast").wait_for_line("ready")
            goes_on(count, 100)
        assert one.running and one.stop() == 0


def test_daemons_may_start_in_any_order_and_the_listening_end_may_return(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    listening, calling = cable_ends("udpdpdk", tmp_path)
    with Daemon(second, calling) as other:
        other.ready()
        run("echo.py", second, "fast").wait_for_line("ready")
        assert datapaths(other) == {"udpdpdk"}
        with Daemon(first, listening) as one:
            one.ready()
            count = run("count.py", first, "1000000", "fast")
            count.wait_for_line("^100$", timeout_s=60)
            one.kill()
        count.kill()
        with Daemon(first, listening) as one:
            one.ready()
            run("count.py", first, "1000000", "fast").wait_for_line("^100$", timeout_s=60)
        assert "net_virtio_user0 has nobody at the other end; start the daemon that listens on" in other.output()
        assert other.running and other.stop() == 0


def test_messages_of_all_lengths_arrive_intact_and_long_ones_are_sent_from_their_slots(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    vhost, virtio = cable_ends("udpdpdk", tmp_path)
    with Daemon(first, vhost) as one, Daemon(second, virtio) as other:
        one.ready()
        other.ready()
        run("echo.py", second, "fast").wait_for_line("ready")
        count = run("count.py", first, "2000", "fast", "long")
        assert count.wait(60) == 0, count.output()
        near, far = (daemon.report()["counters"] for daemon in (one, other))
        assert near["frames_in_place"] > 500 and near["frames_copied"] > 500
        assert far["frames_in_place"] == 0 and far["frames_copied"] > 1000


def test_memif_joins_two_daemons_and_both_send_from_their_slots(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    memif = f"net_memif0,id=0,socket={tmp_path}/memif,socket-abstract=no"
    server = sections("10.9.0.1", "10.9.0.2", f"{memif},role=server")
    client = sections("10.9.0.2", "10.9.0.1", f"{memif},role=client")
    with Daemon(first, server) as one:
        one.ready()  # the client does not wait for it
        with Daemon(second, client) as other:
            other.ready()
            run("echo.py", second, "fast").wait_for_line("ready")
            count = run("count.py", first, "2000", "fast", "long")
            assert count.wait(60) == 0, count.output()
            assert all(daemon.report()["counters"]["frames_in_place"] > 500 for daemon in (one, other))


def test_applications_that_are_killed_while_they_send_from_slots_harm_nobody(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    vhost, virtio = cable_ends("udpdpdk", tmp_path)
    with Daemon(first, vhost) as one, Daemon(second, virtio) as other:
        one.ready()
        other.ready()
        run("echo.py", second, "fast").wait_for_line("ready")
        count = run("count.py", first, "1000000", "fast", "long")
        for _ in range(5):
            flood = run("flood.py", first, "1400")
            flood.wait_for_line("^1000$")
            flood.kill()
            goes_on(count, 20)
        assert one.running and one.stop() == 0


def test_daemons_without_polled_streams_sleep_until_the_cable_wakes_them(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    vhost, virtio = cable_ends("udpdpdk", tmp_path)
    with Daemon(first, vhost) as one:
        one.ready()
        with Daemon(second, virtio) as other:
            other.ready()
            run("echo.py", second, "fast", "low").wait_for_line("ready")
            count = run("count.py", first, "1000000", "fast", "low", "seldom")
            count.wait_for_line("^50$")
            assert datapaths(one) == datapaths(other) == {"udpdpdk"}
            assert all(daemon.report()["counters"]["loop_sleeps"] > 0 for daemon in (one, other))
            other.kill()
        with Daemon(second, virtio) as other:
            other.ready()
            run("echo.py", second, "fast", "low").wait_for_line("ready")
            goes_on(count, 50)


def test_a_daemon_answers_arp_and_ping_though_no_application_runs(two_hosts, hugepages):
    first, second = two_hosts
    with Daemon(first, sections("10.0.0.11", second.address, "net_af_packet0,iface=eth0")) as one:
        one.ready()
        assert "3 received" in ping(second, "10.0.0.11")


def test_either_end_may_return_where_virtio_user_listens(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    vhost = sections("10.9.0.1", "10.9.0.2", f"net_vhost0,iface={tmp_path}/cable,queues=1,client=1")
    virtio = sections("10.9.0.2", "10.9.0.1", f"net_virtio_user0,path={tmp_path}/cable,queues=1,server=1")
    for survives, returns, stays, comes in ((vhost, virtio, first, second), (virtio, vhost, second, first)):
        with Daemon(stays, survives) as one:
            with Daemon(comes, returns) as other:
                one.ready()
                other.ready()
                run("echo.py", comes, "fast").wait_for_line("ready")
                count = run("count.py", stays, "1000000", "fast")
                count.wait_for_line("^100$")
                other.kill()
            with Daemon(comes, returns) as other:
                other.ready()
                run("echo.py", comes, "fast").wait_for_line("ready")
                goes_on(count, 100)
            count.kill()


@pytest.mark.parametrize("driver", ["net_af_packet0", "net_af_xdp0"])
def test_a_fast_host_talks_to_a_default_one(two_hosts, hugepages, run, driver):
    first, second = two_hosts
    ours = "10.0.0.11"
    fast = sections(ours, second.address, f"{driver},iface=eth0")
    default = {"plugins.udpsock": {"ip": second.address}, "peers.other": {"udpsock_ip": ours}}
    with Daemon(first, fast) as one, Daemon(second, default) as other:
        one.ready()
        other.ready()
        run("echo.py", second).wait_for_line("ready")
        count = run("count.py", first, "300", "fast")
        assert count.wait(60) == 0, count.output()
        assert "3 received" in ping(second, ours)


@pytest.mark.parametrize("driver", ["net_af_packet0", "net_af_xdp0"])
@pytest.mark.parametrize("cut", ["here", "there"])
def test_messages_go_on_after_the_link_was_down(two_hosts, hugepages, run, driver, cut):
    first, second = two_hosts
    ours = "10.0.0.11"
    default = {"plugins.udpsock": {"ip": second.address}, "peers.other": {"udpsock_ip": ours}}
    with Daemon(first, sections(ours, second.address, f"{driver},iface=eth0")) as one, Daemon(second, default) as other:
        one.ready()
        other.ready()
        run("echo.py", second).wait_for_line("ready")
        count = run("count.py", first, "1000000", "fast")
        count.wait_for_line("^100$")
        for state in ("down", "up"):
            command = ["ip", "link", "set", "eth0", state]
            subprocess.run((first if cut == "here" else second).command(command), check=True)
        goes_on(count, 100)


@pytest.mark.parametrize("driver", ["net_af_packet0", "net_af_xdp0"])
def test_a_fast_host_talks_to_a_plain_socket(two_hosts, hugepages, run, driver):
    first, second = two_hosts
    ours = ("10.0.0.11", 4444)
    with second.entered():
        peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with peer, Daemon(first, sections(ours[0], second.address, f"{driver},iface=eth0")) as one:
        peer.bind((second.address, 4444))
        peer.settimeout(1)
        one.ready()
        run("echo.py", first, "fast").wait_for_line("ready")
        for length in (1, 64, 1400, 1468):
            message = struct.pack("<I", 1) + bytes(length % 251 for _ in range(length))
            assert answer(peer, ours, message) == struct.pack("<I", 2) + message[4:]


def answer(peer: socket.socket, to: tuple[str, int], message: bytes) -> bytes:
    """Sends until there is one: messages that nobody knows the way of yet are lost, as datagrams are."""
    for _ in range(20):
        peer.sendto(message, to)
        with contextlib.suppress(TimeoutError):
            return peer.recvfrom(65536)[0]
    raise AssertionError(f"no answer from {to}")


def test_udpdpdk_and_tcpdpdk_share_a_device(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    vdevs = (f"net_vhost0,iface={tmp_path}/cable,queues=1", f"net_virtio_user0,path={tmp_path}/cable,queues=1")
    ends = []
    for own, peer, vdev in (("10.9.0.1", "10.9.0.2", vdevs[0]), ("10.9.0.2", "10.9.0.1", vdevs[1])):
        both = {f"plugins.{plugin}": {"ip": own, "vdev": vdev} for plugin in ("udpdpdk", "tcpdpdk")}
        ends.append({**both, "peers.other": {"udpdpdk_ip": peer, "tcpdpdk_ip": peer}})
    with Daemon(first, ends[0]) as one, Daemon(second, ends[1]) as other:
        one.ready()
        other.ready()
        streams = (["fast"], ["fast", "reliable"])
        for stream, app_id in zip(streams, (4444, 4445)):
            run("echo.py", second, *stream, app_id=app_id).wait_for_line("ready")
        counting = [run("count.py", first, "1000000", *stream, app_id=app_id) for stream, app_id in zip(streams, (4444, 4445))]
        for count in counting:
            count.wait_for_line("^300$")
        assert datapaths(one) == datapaths(other) == {"udpdpdk", "tcpdpdk"}


def test_a_cable_without_another_end_is_told_once_and_others_go_on(two_hosts, hugepages, run, tmp_path):
    first, _ = two_hosts
    configuration = sections("10.9.0.1", "10.9.0.2", f"net_vhost0,iface={tmp_path}/cable,queues=1")
    configuration["plugins.udpsock"] = {"ip": first.address}
    with Daemon(first, configuration) as one:
        one.ready()
        run("echo.py", first).wait_for_line("ready")
        one.wait_for_line("net_vhost0 has no link; start the daemon whose vdev is net_virtio_user", stream="stderr", timeout_s=30)
        assert datapaths(one) == {"udpsock"}


def test_fast_falls_back_with_a_reason_where_the_device_cannot_be_had(two_hosts, run):
    first, _ = two_hosts
    configuration = sections("10.9.0.1", "10.9.0.2", "net_af_packet0,iface=no-such-interface")
    configuration["plugins.udpsock"] = {"ip": first.address}
    with Daemon(first, configuration) as one:
        one.ready()
        run("echo.py", first, "fast").wait_for_line("ready")
        assert datapaths(one) == {"udpsock"}
        assert one.output().count("udpdpdk is off: ") == 1
        assert one.output().count("gets udpsock instead of udpdpdk") == 1
