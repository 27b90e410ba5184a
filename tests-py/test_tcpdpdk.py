"""Reliable fast streams: TCP in user space between two daemons on a cable, and between one and a peer with the kernel's TCP."""

import pytest
from conftest import datapaths
from lab.daemons import Daemon


def sections(own: str, peer: str, vdev: str) -> dict:
    return {"plugins.tcpdpdk": {"ip": own, "vdev": vdev}, "peers.other": {"tcpdpdk_ip": peer}}


def test_a_reliable_fast_stream_goes_on_when_the_peers_daemon_is_killed_and_returns(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    listening = sections("10.9.0.1", "10.9.0.2", f"net_vhost0,iface={tmp_path}/cable,queues=1")
    calling = sections("10.9.0.2", "10.9.0.1", f"net_virtio_user0,path={tmp_path}/cable,queues=1")
    with Daemon(first, listening) as one:
        one.ready()
        with Daemon(second, calling) as other:
            other.ready()
            run("echo.py", second, "fast", "reliable").wait_for_line("ready")
            assert datapaths(other) == {"tcpdpdk"}
            count = run("count.py", first, "1000000", "fast", "reliable")
            count.wait_for_line("^100$")
            other.kill()
        for _ in range(2):
            with Daemon(second, calling) as other:
                other.ready()
                run("echo.py", second, "fast", "reliable").wait_for_line("ready")
                heard = len(count.lines["stdout"])
                count.wait_for_line(f"^{heard - 1 + 100}$", after=heard)
                other.kill()
        assert one.running and one.stop() == 0


@pytest.mark.parametrize("asks", ["fast", "default"])
def test_a_fast_host_and_a_default_one_exchange_reliably(two_hosts, hugepages, run, asks):
    first, second = two_hosts
    ours = "10.0.0.11"
    fast = sections(ours, second.address, "net_af_packet0,iface=eth0")
    default = {"plugins.tcpsock": {"ip": second.address}, "peers.other": {"tcpsock_ip": ours}}
    with Daemon(first, fast) as one, Daemon(second, default) as other:
        one.ready()
        other.ready()
        hosts = {"fast": (first, ["fast", "reliable"]), "default": (second, ["reliable"])}
        near, qos = hosts.pop(asks)
        [(far, far_qos)] = hosts.values()
        run("echo.py", far, *far_qos).wait_for_line("ready")
        count = run("count.py", near, "1000000", *qos)
        count.wait_for_line("^300$")
        assert datapaths(one) == {"tcpdpdk"} and datapaths(other) == {"tcpsock"}
