"""Hosts and daemons for the tests. As root each test has network namespaces of its own; otherwise what works on one host runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tutorial"))

from lab import cable, hosts  # noqa: E402
from lab.daemons import Daemon, sections  # noqa: E402
from lab.hugepages import HugepagePool  # noqa: E402
from lab.processes import python_program  # noqa: E402

PROGRAMS = Path(__file__).resolve().parent / "programs"


def datapaths(daemon: Daemon) -> set[str]:
    """The plugins that carry a stream."""
    return {plugin["name"] for plugin in daemon.report()["plugins"] if plugin["streams"]}


def plugin_sections(plugin: str, own: str, peer: str, vdev: str) -> dict:
    """The configuration of a daemon with one DPDK plugin and one peer."""
    return {f"plugins.{plugin}": {"ip": own, "vdev": vdev}, "peers.other": {f"{plugin}_ip": peer}}


def cable_ends(plugin: str, folder: Path) -> tuple[dict, dict]:
    """The configurations of two daemons joined by a cable: the end that listens, by vhost, and the one that calls, by virtio-user."""
    listening = plugin_sections(plugin, "10.9.0.1", "10.9.0.2", f"net_vhost0,iface={folder}/cable,queues=1")
    calling = plugin_sections(plugin, "10.9.0.2", "10.9.0.1", f"net_virtio_user0,path={folder}/cable,queues=1")
    return listening, calling


def goes_on(count, answers: int) -> None:
    """Waits until programs/count.py has had so many more answers."""
    heard = len(count.lines["stdout"])
    count.wait_for_line(f"^{heard - 1 + answers}$", after=heard)


@pytest.fixture
def host():
    """A host with nothing but its loopback."""
    if not hosts.can_make_hosts():
        yield hosts.this_machine()
        return
    with hosts.one_host() as own:
        yield own


@pytest.fixture
def two_hosts():
    """vm1 and vm2, joined by a cable."""
    if not hosts.can_make_hosts():
        pytest.skip("two hosts are network namespaces: run the tests as root")
    with hosts.two_hosts() as pair:
        yield pair


@pytest.fixture
def hugepages(two_hosts):
    """What two daemons need, given back at the end."""
    if not cable.has_dpdk():
        pytest.skip("no DPDK 22.11: apt-get install librte-meta-net librte-meta-mempool")
    with HugepagePool().reserved(cable.PAGES):
        yield


@pytest.fixture
def daemon(host):
    """A daemon on `host`."""
    with Daemon(host, sections(host)) as running:
        yield running.ready()


@pytest.fixture
def daemons(two_hosts):
    """A daemon on each of two hosts, each the other's peer."""
    first, second = two_hosts
    with Daemon(first, sections(first, [second])) as one, Daemon(second, sections(second, [first])) as other:
        yield one.ready(), other.ready()


@pytest.fixture
def run(tmp_path):
    """Starts a program of tests-py/programs on a host; all are ended with the test."""
    running = []

    def start(script: str, host, *arguments: str, app_id: int = 4444, **environment: str):
        config = tmp_path / f"nsn-app-{app_id}.cfg"
        config.write_text(f'[app]\nl4_port = {app_id}\nlog_level = "info"\n')
        environment = {"NSN_APP_CONFIG": str(config), **environment}
        program = python_program(script, PROGRAMS / script, list(arguments), host, environment=environment)
        running.append(program)
        return program

    yield start
    for program in reversed(running):
        if program.running:
            program.kill()
        program.__exit__()
