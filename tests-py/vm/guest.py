"""A virtual machine whose root is this host's own file system, below a layer in its memory: what it changes is gone at its end.

QEMU without acceleration, so that it runs wherever the tests do. The kernel is Debian's, unpacked into `build/vm`: nothing
is installed but QEMU.
"""

from __future__ import annotations

import lzma
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from lab import TOP, LabError
from lab.hosts import this_machine
from lab.processes import Program

HERE = Path(__file__).resolve().parent
BUILD = TOP / "build/vm"
QEMU = "qemu-system-x86_64"
MODULES = (
    "virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci",
    "netfs", "fscache", "9pnet", "9pnet_virtio", "9p", "overlay", "uio", "uio_pci_generic",
)  # fmt: skip
"""In the order in which they are loaded."""
CARDS = ("0000:00:04.0", "0000:00:05.0")
"""The guest's two network cards, each on the other's cable."""


class Guest(Program):
    """A guest that runs one program of this clone; what that prints is on `stdout`."""

    def __init__(self, program: Path) -> None:
        super().__init__("guest", [QEMU, *machine(), *boot(program), *root(), *cards()], this_machine())

    def status(self, timeout_s: float) -> int:
        """The program's exit status, at its end."""
        return int(self.wait_for_line(r"^status (\d+)$", timeout_s)[1])


def machine() -> list[str]:
    processors = ["-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "2048"]
    return [*processors, "-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio", "-no-reboot"]


def boot(program: Path) -> list[str]:
    java_home = _run([str(TOP / "nsnd/find-jdk")]).strip()
    command_line = f"console=ttyS0 quiet panic=-1 JAVA_HOME={java_home} -- {program}"
    return ["-kernel", str(BUILD / "vmlinux"), "-initrd", str(BUILD / "initramfs"), "-append", command_line]


def root() -> list[str]:
    return ["-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"]


def cards() -> list[str]:
    arguments = []
    for number, address in enumerate(CARDS):
        slot = address.split(":")[2]
        arguments += ["-netdev", f"hubport,id=end{number},hubid=0"]
        arguments += ["-device", f"virtio-net-pci,netdev=end{number},addr={slot},mac=52:54:00:00:00:0{number + 1}"]
    return arguments


def prepare() -> None:
    """Makes what a guest boots from; a LabError says what this machine lacks."""
    BUILD.mkdir(parents=True, exist_ok=True)
    if shutil.which(QEMU) is None:
        _install("qemu-system-x86")
    if not (BUILD / "vmlinux").exists():
        _fetch()
        _decompress(next(BUILD.glob("boot/vmlinuz-*")), BUILD / "vmlinux")
    _pack_initramfs()


def _install(package: str) -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise LabError(f"it needs QEMU: sudo apt-get install -y {package}")
    _apt(["apt-get", "install", "-y", "--no-install-recommends", package])


def _apt(command: list[str]) -> str:
    """Once more with fresh lists where it fails: a new machine has none, and an old one's name packages that are gone."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return _run(command, cwd=BUILD, env=environment)
    except LabError:
        if os.geteuid() != 0:
            raise
        _run(["apt-get", "update"], env=environment)
        return _run(command, cwd=BUILD, env=environment)


def _fetch() -> None:
    """Debian's kernel, the modules that the guest needs, and busybox."""
    if shutil.which("apt-get") is None:
        raise LabError("it needs Debian's kernel, which apt-get has")
    depends = re.search(r"linux-image-\d\S*", _apt(["apt-cache", "depends", "linux-image-amd64"]))
    if depends is None:
        raise LabError("it needs Debian's kernel: apt-get knows no linux-image-amd64 here")
    _apt(["apt-get", "download", "-o", "APT::Sandbox::User=root", depends[0], "busybox-static"])
    for old in ("boot", "lib"):
        shutil.rmtree(BUILD / old, ignore_errors=True)
    wanted = ["./boot/vmlinuz-*", "./bin/busybox", *(f"*/{module}.ko" for module in MODULES)]
    for package in BUILD.glob("*.deb"):
        _run(["sh", "-c", 'dpkg-deb --fsys-tarfile "$0" | tar -x --wildcards "$@" 2> /dev/null || true', package.name, *wanted], cwd=BUILD)
        package.unlink()


def _decompress(vmlinuz: Path, vmlinux: Path) -> None:
    """A kernel that unpacks itself in an emulated machine takes longer over it than over all the rest of its start."""
    compressed = vmlinuz.read_bytes()
    part = vmlinux.with_suffix(".part")
    part.write_bytes(lzma.LZMADecompressor().decompress(compressed[compressed.index(b"\xfd7zXZ\0") :]))
    part.rename(vmlinux)


def _pack_initramfs() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        content = Path(folder)
        for name in ("bin", "modules", "proc", "host", "layer", "root"):
            (content / name).mkdir()
        shutil.copy(BUILD / "bin/busybox", content / "bin")
        shutil.copy(HERE / "init", content)
        for module in MODULES:
            shutil.copy(next(BUILD.rglob(f"{module}.ko")), content / "modules")
        (content / "modules/order").write_text("\n".join(MODULES))
        _run(["sh", "-c", 'find . | bin/busybox cpio -o -H newc > "$0"', str(BUILD / "initramfs")], cwd=content)


def _run(command: list[str], **options) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **options)
    if done.returncode != 0:
        raise LabError(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()}")
    return done.stdout
