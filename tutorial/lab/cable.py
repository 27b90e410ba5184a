"""A cable between the DPDK ports of two daemons on one machine: vhost at one end, virtio-user at the other.

Frames pass through shared memory, past the kernel. Both ends need hugepages, which are reserved while the cable lasts.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab import LabError
from lab.hugepages import HugepagePool

PAGES = 128
"""Hugepages of 2 MiB that two daemons need."""


@dataclass(frozen=True)
class Cable:
    """The `vdev` keys of both ends, and the addresses that they have on the cable: the kernel knows neither."""

    vdevs: tuple[str, str]
    addresses: tuple[str, str] = ("10.9.0.1", "10.9.0.2")


def has_dpdk() -> bool:
    """Whether this machine has DPDK's libraries."""
    return any(Path("/usr/lib").glob("*/librte_eal.so.23"))


@contextlib.contextmanager
def dpdk_cable() -> Iterator[Cable]:
    """A cable; a LabError says what this machine lacks."""
    if os.geteuid() != 0:
        raise LabError("DPDK's hugepages need root")
    if not has_dpdk():
        raise LabError("there is no DPDK 22.11 here: sudo apt-get install -y dpdk")
    with HugepagePool().reserved(PAGES), tempfile.TemporaryDirectory(prefix="cable-") as folder:
        end = f"{folder}/cable"
        yield Cable((f"net_vhost0,iface={end},queues=1", f"net_virtio_user0,path={end},queues=1"))
