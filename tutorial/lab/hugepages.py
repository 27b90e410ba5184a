"""Hugepages for as long as they are needed. Users at the same time keep each their own, also where one of them is killed.

A file tells who holds how many; whoever changes the machine's number holds that file's lock.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab import LabError

_STARTED = 19
"""Which of the fields behind a process's name in /proc/PID/stat is the time of its start."""


@dataclass(frozen=True)
class Holding:
    """Pages of one process, which is known by its number and the time of its start."""

    pid: int
    started: int
    pages: int

    @property
    def lives(self) -> bool:
        return _started(self.pid) == self.started

    def as_line(self) -> str:
        return f"{self.pid} {self.started} {self.pages}\n"


@dataclass(frozen=True)
class HugepagePool:
    """The machine's hugepages of one size: the file that has their number, and the one that has their holders."""

    number: Path = Path("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages")
    holders: Path = Path("/run/insane-hugepages")

    @contextlib.contextmanager
    def reserved(self, pages: int) -> Iterator[None]:
        """So many more, given back at the end; a LabError where the machine has no room for them."""
        holding = self._take(pages)
        try:
            if holding.pages < pages:
                raise LabError(f"this machine has no memory for {pages} hugepages of 2 MiB")
            yield
        finally:
            self._give_back(holding)

    def _take(self, pages: int) -> Holding:
        with self._locked() as holdings:
            holding = Holding(os.getpid(), _started(os.getpid()), self._change(pages))
            holdings.append(holding)
            return holding

    def _give_back(self, holding: Holding) -> None:
        with self._locked() as holdings:
            holdings.remove(holding)
            self._change(-holding.pages)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[list[Holding]]:
        """Who holds pages, to be changed by nobody else meanwhile. What the dead held is given back first."""
        with self.holders.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            known = [Holding(*map(int, line.split())) for line in file]
            holdings = [holding for holding in known if holding.lives]
            self._change(sum(holding.pages for holding in holdings) - sum(holding.pages for holding in known))
            try:
                yield holdings
            finally:
                file.truncate(0)
                file.writelines(holding.as_line() for holding in holdings)

    def _change(self, more: int) -> int:
        """Answers by how many the number has really changed."""
        before = int(self.number.read_text())
        if more:
            self.number.write_text(str(max(0, before + more)))
        return int(self.number.read_text()) - before


def _started(pid: int) -> int:
    """In ticks since the machine's; -1 where there is no such process."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[_STARTED])
    except FileNotFoundError:
        return -1
