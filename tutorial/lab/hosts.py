"""Hosts on one machine: network namespaces joined by a veth cable, or just this machine."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

from lab import LabError

CLONE_NEWNET = 0x40000000
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Host:
    """Where programs run: a network namespace, or this machine itself where `namespace` is None.

    `environment` is what programs there need beyond this process's own environment.
    """

    name: str
    address: str
    namespace: str | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, argv: list[str]) -> list[str]:
        """The command that runs `argv` on this host; it keeps its process id all the way."""
        return ["ip", "netns", "exec", self.namespace, *argv] if self.namespace else list(argv)

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """While this lasts, sockets that the calling thread opens belong to this host."""
        if self.namespace is None:
            yield
            return
        with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{self.namespace}") as away:
            _set_namespace(away.fileno())
            try:
                yield
            finally:
                _set_namespace(home.fileno())


def can_make_hosts() -> bool:
    """Whether this process may make network namespaces."""
    return os.geteuid() == 0


def this_machine() -> Host:
    """This machine as a host with a control socket of its own, so that it meets no other daemon."""
    return Host("localhost", "127.0.0.1", None, {"NSND_SOCKET": f"@nsnd-{os.getpid()}-{next(_numbers)}"})


@contextlib.contextmanager
def one_host(name: str = "vm1") -> Iterator[Host]:
    """A network namespace with nothing but its loopback."""
    with _namespace(name) as namespace:
        yield Host(name, "127.0.0.1", namespace)


@contextlib.contextmanager
def two_hosts() -> Iterator[tuple[Host, Host]]:
    """Two network namespaces, vm1 at 10.0.0.1 and vm2 at 10.0.0.2, joined by a veth cable."""
    with _namespace("vm1") as first, _namespace("vm2") as second:
        _ip("link", "add", "eth0", "netns", first, "type", "veth", "peer", "name", "eth0", "netns", second)
        hosts = (Host("vm1", "10.0.0.1", first), Host("vm2", "10.0.0.2", second))
        for host in hosts:
            _ip("-n", host.namespace, "address", "add", f"{host.address}/24", "dev", "eth0")
            _ip("-n", host.namespace, "link", "set", "eth0", "up")
        yield hosts


@contextlib.contextmanager
def _namespace(name: str) -> Iterator[str]:
    """A namespace that no other process and no other call of this one makes too."""
    namespace = f"nsn-{os.getpid()}-{next(_numbers)}-{name}"
    # Who takes it away is a process of its own, which reads until we close the pipe or are killed.
    undertaker = subprocess.Popen(
        ["sh", "-c", 'read -r _; exec ip netns delete "$0"', namespace],
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    try:
        _ip("netns", "add", namespace)
        _ip("-n", namespace, "link", "set", "lo", "up")
        yield namespace
    finally:
        undertaker.stdin.close()
        undertaker.wait()


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


def _set_namespace(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
