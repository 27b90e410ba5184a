"""The INSANE daemon: its configuration for a host and its peers, its start, its counters."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from lab import TOP, LabError
from lab.hosts import Host
from lab.processes import Program

NSND = TOP / "nsnd/nsnd"
INSANE = TOP / "insane"
KERNEL_PLUGINS = ("udpsock", "tcpsock")
READY_TIMEOUT_S = 30.0

Sections = dict[str, dict[str, object]]
"""Section name to keys; `{"plugins.udpsock": {"ip": "10.0.0.1"}}`."""


def sections(host: Host, peers: list[Host] = (), plugins: tuple[str, ...] = KERNEL_PLUGINS) -> Sections:
    """The configuration of a daemon at `host` whose plugins all have the host's address."""
    result: Sections = {f"plugins.{plugin}": {"ip": host.address} for plugin in plugins}
    for peer in peers:
        result[f"peers.{peer.name}"] = {f"{plugin}_ip": peer.address for plugin in plugins}
    return result


def as_text(configuration: Sections) -> str:
    """The same as `nsnd.cfg` has it."""
    lines: list[str] = []
    for section, keys in configuration.items():
        lines += [f"[{section}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items()), ""]
    return "\n".join(lines)


class Daemon(Program):
    """A running `nsnd`."""

    def __init__(self, host: Host, configuration: Sections | str, environment: dict[str, str] | None = None) -> None:
        self.host = host
        self._folder = tempfile.TemporaryDirectory(prefix="nsnd-")
        self.file = Path(self._folder.name) / "nsnd.cfg"
        self.file.write_text(configuration if isinstance(configuration, str) else as_text(configuration))
        super().__init__(f"nsnd on {host.name}", [str(NSND), "--config", str(self.file)], host, environment=environment)

    def __exit__(self, *reason: object) -> None:
        try:
            super().__exit__(*reason)
        finally:
            self._folder.cleanup()

    def ready(self) -> Daemon:
        """Waits until applications can connect."""
        self.wait_for_line("^nsnd ready$", READY_TIMEOUT_S)
        return self

    def report(self) -> dict:
        """What `./insane stats --json` tells: plugins with their streams, and counters."""
        file = Path(self._folder.name) / "stats.json"
        with Program("insane stats", [str(INSANE), "stats", "--json", str(file)], self.host) as stats:
            if stats.wait(timeout_s=20) != 0:
                raise LabError(stats.output())
        return json.loads(file.read_text())
