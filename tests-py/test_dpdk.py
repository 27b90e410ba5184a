"""Fast streams over DPDK: two daemons joined by vhost and virtio-user, and one that faces the kernel over af_packet."""

import subprocess

import pytest
from lab import cable
from lab.hugepages import HugepagePool
from lab.daemons import Daemon


@pytest.fixture
def hugepages(two_hosts):
    """What two daemons need, given back at the end."""
    if not cable.has_dpdk():
        pytest.skip("no DPDK 22.11: apt-get install dpdk")
    with HugepagePool().reserved(cable.PAGES):
        yield


def sections(own: str, peer: str, vdev: str) -> dict:
    return {
        "plugins.udpdpdk": {"ip": own, "vdev": vdev},
        "peers.other": {"udpdpdk_ip": peer},
    }


def datapaths(daemon: Daemon) -> set[str]:
    """The plugins that carry a stream."""
    return {plugin["name"] for plugin in daemon.report()["plugins"] if plugin["streams"]}


def ping(host, address: str) -> str:
    """What ping says of three packets."""
    argv = host.command(["ping", "-c", "3", "-i", "0.1", "-W", "5", address])
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def goes_on(count, answers: int) -> None:
    heard = len(count.lines["stdout"])
    count.wait_for_line(f"^{heard - 1 + answers}$", after=heard)


def test_messages_go_over_a_virtual_cable_and_go_on_when_an_end_returns(two_hosts, hugepages, run, tmp_path):
    first, second = two_hosts
    listening = sections("10.9.0.1", "10.9.0.2", f"net_vhost0,iface={tmp_path}/cable,queues=1")
    calling = sections("10.9.0.2", "10.9.0.1", f"net_virtio_user0,path={tmp_path}/cable,queues=1")
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
    listening = sections("10.9.0.1", "10.9.0.2", f"net_vhost0,iface={tmp_path}/cable,queues=1")
    calling = sections("10.9.0.2", "10.9.0.1", f"net_virtio_user0,path={tmp_path}/cable,queues=1")
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


def test_a_fast_host_talks_to_a_default_one(two_hosts, hugepages, run):
    first, second = two_hosts
    ours = "10.0.0.11"
    fast = sections(ours, second.address, "net_af_packet0,iface=eth0")
    default = {"plugins.udpsock": {"ip": second.address}, "peers.other": {"udpsock_ip": ours}}
    with Daemon(first, fast) as one, Daemon(second, default) as other:
        one.ready()
        other.ready()
        run("echo.py", second).wait_for_line("ready")
        count = run("count.py", first, "300", "fast")
        assert count.wait(60) == 0, count.output()
        run("echo.py", first, "fast", app_id=5555).wait_for_line("ready")
        assert "3 received" in ping(second, ours)


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
