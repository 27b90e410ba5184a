"""./insane as a user meets it."""

import json
import subprocess

import pytest
from conftest import TOP

COMMANDS = ["setup", "tutorial", "test", "doctor", "bench", "stats", "notebook", "graalpy"]


def insane(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([str(TOP / "insane"), *arguments], capture_output=True, text=True, timeout=100, check=False)


def test_help_names_every_command():
    done = insane("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)


def test_a_wrong_command_is_named():
    done = insane("tutrial")
    assert done.returncode == 2 and "tutrial" in done.stderr


@pytest.mark.parametrize("command", ["setup", "tutorial", "test", "doctor", "stats"])
def test_every_command_explains_itself(command):
    done = insane(command, "--help")
    assert done.returncode == 0 and "Usage: ./insane" in done.stdout


def test_doctor_tells_what_the_machine_has(tmp_path):
    done = insane("doctor", "--json", str(tmp_path / "doctor.json"))
    assert done.returncode == 0, done.stderr
    assert "JDK" in done.stdout
    assert json.loads((tmp_path / "doctor.json").read_text())
