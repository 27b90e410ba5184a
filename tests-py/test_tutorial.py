"""The main job: the ping-pong of the hands-on tutorial, as one table and as the tutorial's commands."""

import json
import os
import subprocess

import pytest
from conftest import TOP
from lab import hosts, systems
from lab.daemons import Daemon
from lab.processes import VENV_PYTHON, python_program

INSANE = TOP / "tutorial/insane"
KEYS = {"system", "qos", "datapath", "count", "first_us", "p50_us", "p99_us", "max_us", "ratio_to_nats"}


@pytest.mark.timeout(300)
def test_the_table(tmp_path):
    file = tmp_path / "tutorial.json"
    command = [str(TOP / "insane"), "tutorial", "--count", "5", "--interval", "0.05", "--size", "256", "--json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(file.read_text())
    with_nats = systems.find_nats_server() is not None
    assert [row["system"] for row in rows] == ["nats"] * with_nats + ["insane"] * (len(rows) - with_nats)
    for row in rows:
        assert row.keys() >= KEYS
        assert row["count"] == 5 and 0 < row["p50_us"] <= row["p99_us"] <= row["max_us"]
        assert row["datapath"] in done.stdout
    assert {row["qos"] for row in rows} == {"default", "fast"}
    if with_nats:
        assert all(row["ratio_to_nats"] > 0 for row in rows)


def test_by_hand_on_one_machine(host):
    with Daemon(host, (TOP / "nsnd/nsnd.cfg").read_text()) as daemon:
        daemon.ready()
        with python_program("pong.py", INSANE / "pong.py", ["--qos", "fast"], host) as pong:
            pong.wait_for_line("pong ready")
            arguments = ["--size", "64", "--qos", "fast", "--count", "3", "--interval", "0.1"]
            with python_program("ping.py", INSANE / "ping.py", arguments, host) as ping:
                assert ping.wait(30) == 0, ping.output()
                assert len(ping.lines["stdout"]) == 3
                assert all(float(line) > 0 for line in ping.lines["stdout"])
            assert pong.stop(2) in (0, 130), pong.output()


@pytest.mark.skipif(not hosts.can_make_hosts(), reason="two hosts are network namespaces: run the tests as root")
def test_by_hand_on_two_hosts(two_hosts):
    first, second = two_hosts
    with (
        Daemon(first, (INSANE / "nsnd-vm1.cfg").read_text()) as one,
        Daemon(second, (INSANE / "nsnd-vm2.cfg").read_text()) as other,
    ):
        one.ready()
        other.ready()
        with python_program("pong.py", INSANE / "pong.py", [], second) as pong:
            pong.wait_for_line("pong ready")
            with python_program("ping.py", INSANE / "ping.py", ["--count", "3", "--interval", "0.1"], first) as ping:
                assert ping.wait(30) == 0, ping.output()


def test_ping_and_pong_together_are_as_short_as_the_tutorials():
    def code_lines(file):
        lines = (line.strip() for line in file.read_text().splitlines())
        return sum(bool(line) and not line.startswith("#") for line in lines)

    assert code_lines(INSANE / "ping.py") + code_lines(INSANE / "pong.py") <= 84


def test_unprivileged_everything_runs_on_one_host(tmp_path):
    command = [str(VENV_PYTHON), str(TOP / "tutorial/run_tutorial.py"), "--count", "2", "--interval", "0.05"]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", *command]
        if subprocess.run([*command[:6], "test", "-x", str(VENV_PYTHON)], check=False).returncode != 0:
            pytest.skip(f"the user nobody may not enter {TOP}")
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not root" in done.stdout and "insane fast" in done.stdout
