"""Real PCI cards under DPDK: in a virtual machine, since a test must not take the host's own. ./insane test --vm runs only this."""

import json

import pytest
from lab import LabError, cable
from vm import guest
from vm.ping_pong import MESSAGES

PING_PONG = guest.HERE / "ping_pong.py"


@pytest.fixture
def bootable():
    if not cable.has_dpdk():
        pytest.skip("no DPDK 22.11: apt-get install librte-meta-net librte-meta-mempool")
    try:
        guest.prepare()
    except LabError as missing:
        pytest.skip(str(missing))


@pytest.mark.timeout(600)
def test_two_daemons_drive_pci_cards(bootable):
    with guest.Guest(PING_PONG) as machine:
        assert machine.status(500) == 0, machine.output()
        seen = json.loads(next(line for line in machine.lines["stdout"] if line.startswith("{")))
    assert seen["drivers"] == ["uio_pci_generic"] * 2, "the kernel has nothing to do with the cards"
    assert seen["cards"] == [[card] for card in guest.CARDS], "each daemon has the registers of its own card, by pci_device"
    assert seen["ping"]["datapath"] == "udpdpdk"
    assert seen["ping"]["count"] == MESSAGES, "so many came back"
    # What takes longer than a second counts as lost: beside other work an emulated machine may stand still so long.
    assert seen["ping"]["lost"] <= MESSAGES // 100, seen["ping"]
