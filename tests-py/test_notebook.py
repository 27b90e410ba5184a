"""The hands-on notebook: runs from top to bottom, and is kept without outputs."""

import os

import nbformat
import pytest
from conftest import TOP
from nbclient import NotebookClient

NOTEBOOK = TOP / "tutorial/INSANE-hands-on.ipynb"


def text_of(cell) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_it_is_kept_without_outputs():
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert cell.cell_type == "markdown" or (not cell.outputs and cell.execution_count is None)


@pytest.mark.timeout(400)
def test_every_cell_runs(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(TOP / "tutorial")}})
    client.execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    everything = "".join(text_of(cell) for cell in notebook.cells if cell.cell_type == "code")
    for said in ("JDK", "insane default reliable over", "insane fast reliable over", "b'hello, INSANE'", "0 (how many", "-2 (-2"):
        assert said in everything, everything
    assert "did not work" not in everything, everything
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 4
