"""Hosts, daemons and programs to try INSANE with, on one machine.

`hosts` makes network namespaces, `processes` runs programs in them and reads what they print, `daemons` configures and
starts `nsnd`, `systems` measures the ping-pong of the tutorial, `report` shows the result. The tutorial, the end-to-end
tests and the benchmarks all use this package, which needs nothing but Python's own library.
"""

from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
"""The top of the clone."""


class LabError(Exception):
    """Something of the lab did not work; the message says what, for a person to read."""
