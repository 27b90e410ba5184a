"""The programs of examples/ and the README's jshell snippet, run as a reader would, against a real daemon."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import TOP
from lab.processes import VENV_PYTHON, Program

EXAMPLES = TOP / "examples"
RUNTIME = TOP / "runtime/target/nsn-runtime.jar"


def jdk(program: str) -> str:
    home = subprocess.check_output([str(TOP / "nsnd/find-jdk"), program], text=True).strip()
    return f"{home}/bin/{program}"


@pytest.fixture(params=["java", "c"])
def example(request, tmp_path):
    """The command of each ping-pong."""
    if request.param == "java":
        return [jdk("java"), "--enable-native-access=ALL-UNNAMED", "-cp", str(RUNTIME), "PingPong.java"]
    if not (shutil.which("cc") and shutil.which("pkg-config")):
        pytest.skip("no C compiler or no pkg-config: sudo apt-get install -y gcc libc6-dev pkg-config")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(TOP / "bindings-c/lib/pkgconfig")}
    flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "nsn"], env=environment, text=True).split()
    subprocess.run(["cc", "-Wall", "-Wextra", "-Werror", "ping_pong.c", "-o", tmp_path / "ping_pong", *flags], cwd=EXAMPLES, check=True)
    return [str(tmp_path / "ping_pong")]


@pytest.mark.parametrize("other", ["itself", "python"])
def test_ping_pong(daemon, host, example, other):
    pong_argv = [*example, "pong"] if other == "itself" else [str(VENV_PYTHON), str(TOP / "tutorial/insane/pong.py")]
    with Program("pong", pong_argv, host, cwd=EXAMPLES) as pong:
        pong.wait_for_line("^pong ready$", 60)
        with Program("ping", [*example, "ping"], host, cwd=EXAMPLES) as ping:
            assert ping.wait(60) == 0, ping.output()
            assert len(ping.lines["stdout"]) == 10, ping.output()
            assert all(re.fullmatch(r"[\d.]+ .s", line) for line in ping.lines["stdout"]), ping.output()


def test_an_example_without_a_daemon_says_how_to_start_one(host, example):
    with Program("ping", [*example, "ping"], host, cwd=EXAMPLES) as ping:
        assert ping.wait(60) != 0
        assert "start one" in ping.output()


def test_the_jshell_snippet_of_the_readme(daemon, host, tmp_path):
    snippet = re.search(r"```jshell\n(.*?)```", (TOP / "README.md").read_text(), re.DOTALL)[1]
    script = tmp_path / "readme.jsh"
    script.write_text(f"{snippet}\n/exit\n")
    with Program("pong", [str(VENV_PYTHON), "pong.py"], host, cwd=TOP / "tutorial/insane") as pong:
        pong.wait_for_line("^pong ready$")
        argv = [jdk("jshell"), "--class-path", str(RUNTIME), "-R--enable-native-access=ALL-UNNAMED", str(script)]
        with Program("jshell", argv, host, cwd=tmp_path) as shell:
            assert shell.wait(100) == 0, shell.output()
            assert shell.lines["stdout"] == ["hello, INSANE"], shell.output()
