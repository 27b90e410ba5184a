"""Programs that run on a host: what they print, how long they may take, what they cost, how they end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from lab import TOP, LabError
from lab.hosts import Host

VENV_PYTHON = TOP / ".venv/bin/python3"
GRAALPY = TOP / "bindings-python/graalpy/graalpy"
STOP_TIMEOUT_S = 10.0
_CPU_TIME_CLOCK = 2


class Program:
    """A process of ours on a host. Use it in a `with`: it never outlives that.

    Its output is read as it comes, by a thread for each stream, so a full pipe never stops it. Waiting for a line ends
    with an error that shows the output, at the latest when the program ends or the time is over.
    """

    def __init__(
        self,
        name: str,
        argv: list[str],
        host: Host,
        cwd: Path | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.name = name
        self.lines: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._changed = threading.Condition()
        # A process group of its own: Ctrl-C in the terminal reaches us only, and we end programs in order. Not a session:
        # Linux shares cores fairly between sessions (autogroup), and a daemon that yields yields within its own only.
        # If we are killed ourselves, the kernel ends them.
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *host.command(argv)],
            cwd=cwd,
            env={**os.environ, **host.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            process_group=0,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(stream,), name=f"{name} {stream}", daemon=True)
            for stream in self.lines
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._process.poll() is None:
                self.stop()
        finally:
            for reader in self._readers:
                reader.join(STOP_TIMEOUT_S)
            self._process.stdout.close()
            self._process.stderr.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait_for_line(self, pattern: str, timeout_s: float = 20.0, stream: str = "stdout", after: int = 0) -> re.Match:
        """Waits for a line that `pattern` is found in, the `after`-th of `stream` at the earliest."""

        def find() -> re.Match | None:
            return next(filter(None, (re.search(pattern, line) for line in self.lines[stream][after:])), None)

        return self._wait_until(find, f"a line like {pattern!r}", timeout_s)

    def wait_for_lines(self, count: int, timeout_s: float, stream: str = "stdout") -> list[str]:
        """Waits until it has printed `count` lines; answers these."""
        self._wait_until(lambda: len(self.lines[stream]) >= count, f"line {count} of its output", timeout_s)
        return self.lines[stream][:count]

    def wait(self, timeout_s: float = STOP_TIMEOUT_S) -> int:
        """Waits for its end; answers its exit status, negative for a signal. All its output is read then."""
        try:
            status = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise LabError(self._story(f"did not end within {timeout_s:g} s")) from None
        for reader in self._readers:
            reader.join(STOP_TIMEOUT_S)
        return status

    def send_signal(self, number: int) -> None:
        self._process.send_signal(number)

    def stop(self, number: int = signal.SIGTERM, timeout_s: float = STOP_TIMEOUT_S) -> int:
        """Ends it by a signal and answers its exit status; kills it and complains where it does not follow."""
        self._process.send_signal(number)
        try:
            return self.wait(timeout_s)
        except LabError:
            self.kill()
            raise

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        self._process.kill()
        self._process.wait()

    def cpu_seconds(self) -> float:
        """The CPU time that all its threads have used so far; answers even after its end, until that is waited for."""
        # What clock_getcpuclockid(3) answers; /proc/PID/stat has the same in steps of 10 ms.
        return time.clock_gettime(~self.pid << 3 | _CPU_TIME_CLOCK)

    def output(self) -> str:
        """All it has printed, for a person to read."""
        parts = (f"--- {self.name}: {stream}\n" + "\n".join(lines) for stream, lines in self.lines.items() if lines)
        return "\n".join(parts)

    def _wait_until(self, condition: Callable[[], object], what: str, timeout_s: float):
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while not (result := condition()):
                if not any(reader.is_alive() for reader in self._readers):
                    raise LabError(self._story(f"ended with {self._process.wait()} before {what}"))
                if time.monotonic() >= deadline:
                    raise LabError(self._story(f"did not print {what} within {timeout_s:g} s"))
                self._changed.wait(min(1.0, max(0.0, deadline - time.monotonic())))
        return result

    def _read(self, stream: str) -> None:
        for line in getattr(self._process, stream):
            with self._changed:
                self.lines[stream].append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def _story(self, what: str) -> str:
        return f"{self.name} {what}\n{self.output()}".rstrip()


def python_program(name: str, script: Path, arguments: list[str], host: Host, **options) -> Program:
    """A Python script of this project, run by the .venv's Python in the script's own folder."""
    return Program(name, [str(VENV_PYTHON), script.name, *arguments], host, **{"cwd": script.parent, **options})
