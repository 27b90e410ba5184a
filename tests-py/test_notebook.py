"""The hands-on notebook: runs from top to bottom, and is kept without outputs."""

import os
import re
import signal
import threading
import time
from pathlib import Path

import nbformat
import pytest
from conftest import TOP
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

NOTEBOOK = TOP / "tutorial/INSANE-hands-on.ipynb"


def text_of(cell) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def client_of(notebook) -> NotebookClient:
    return NotebookClient(notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(TOP / "tutorial")}})


def test_it_is_kept_without_outputs():
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert cell.cell_type == "markdown" or (not cell.outputs and cell.execution_count is None)


@pytest.mark.timeout(400)
def test_every_cell_runs(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client_of(notebook).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    everything = "".join(text_of(cell) for cell in notebook.cells if cell.cell_type == "code")
    for said in ("JDK", "insane default reliable over", "insane fast reliable over", "one host default reliable over", "GraalPy", "b'hello, INSANE'", "0 (how many", "-2 (-2"):
        assert said in everything, everything
    assert "did not work" not in everything, everything
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 4


def cells_of(*sources: str):
    """A notebook of the first cell, which imports, and others."""
    first = next(cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code")
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (first.source, *sources)])


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ("notebook.Playground.open = lambda self: None", "start one"),
        ("notebook.systems.find_nats_server = lambda: None\nnotebook.nats(count=2)", "apt-get install -y nats-server"),
        ("notebook.nats(size=1 << 30, count=2)", "did not work"),
        ('import socket\ntaken = socket.create_server(("127.0.0.1", 4444))\nnotebook.one_host(count=2)', "another program uses this port"),
    ],
    ids=["no daemon", "no nats-server", "a message too long", "port in use"],
)
def test_a_readers_mistake_gets_a_sentence(tmp_path, monkeypatch, mistake, sentence):
    monkeypatch.setitem(os.environ, "IPYTHONDIR", str(tmp_path))
    monkeypatch.setitem(os.environ, "NSND_SOCKET", f"@nobody-{os.getpid()}")
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it, a kernel does not show what native code and Java print
    own = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if re.search("Playground|^playground|nsn[.]", cell.source)]
    notebook = cells_of(mistake, *(own if "Playground" in mistake else []))
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("#")]
    client_of(notebook).execute()
    assert sentence in "".join(text_of(cell) for cell in notebook.cells)


@pytest.mark.timeout(200)
def test_a_kernel_killed_in_mid_cell_leaves_nothing_running(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "IPYTHONDIR", str(tmp_path))
    client = client_of(cells_of('notebook.insane("default", "reliable", count=100_000)'))
    kernels = []
    killed = threading.Thread(target=lambda: kernels.extend(kill_when_a_pong_runs(tmp_path)))
    killed.start()
    with pytest.raises(DeadKernelError):
        client.execute()
    killed.join()
    deadline = time.monotonic() + 30
    while (left := [*processes_of(tmp_path).values(), *hosts_of(kernels)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left, left


def processes_of(marker: Path) -> dict[int, str]:
    """The processes with this IPYTHONDIR in their environment: a kernel and all it has started."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int(process.name) != os.getpid() and f"IPYTHONDIR={marker}\0".encode() in (process / "environ").read_bytes():
                found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # ended meanwhile, or somebody else's
    return found


def hosts_of(kernels: list[int]) -> list[str]:
    """The network namespaces that they have made."""
    return [path.name for kernel in kernels for path in Path("/run/netns").glob(f"nsn-{kernel}-*")]


def kill_when_a_pong_runs(marker: Path) -> list[int]:
    """The kernels that were killed."""
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline:
        running = processes_of(marker)
        if any("pong.py" in command for command in running.values()):
            kernels = [number for number, command in running.items() if "ipykernel" in command]
            for kernel in kernels:
                os.kill(kernel, signal.SIGKILL)
            return kernels
        time.sleep(0.1)
    return []
