"""C programs: every call, compiled as a user would, with pkg-config."""

import os
import shutil
import subprocess

import pytest
from conftest import TOP
from lab.processes import Program

SOURCE = TOP / "bindings-c/src/test/c/every_call.c"


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler: sudo apt-get install -y gcc libc6-dev")
def test_every_call_of_both_headers(daemon, host, tmp_path):
    program = tmp_path / "every_call"
    flags = ["-I", str(TOP / "bindings-c/include"), "-L", str(TOP / "bindings-c/lib"), "-lnsn"]
    if shutil.which("pkg-config"):
        paths = {**os.environ, "PKG_CONFIG_PATH": str(TOP / "bindings-c/lib/pkgconfig")}
        flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "nsn"], env=paths, text=True).split()
    subprocess.run(["cc", "-std=gnu11", "-Wall", "-Werror", str(SOURCE), "-o", str(program), *flags, "-pthread"], check=True)
    with Program("every_call", [str(program)], host, environment={"LD_LIBRARY_PATH": str(TOP / "bindings-c/lib")}) as every_call:
        assert every_call.wait(60) == 0, every_call.output()
        assert "all calls work" in every_call.lines["stdout"]
