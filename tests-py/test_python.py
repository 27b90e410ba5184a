"""The module nsn as programs written for the original use it."""

import signal

import pytest


@pytest.mark.parametrize("calls", ["extension", "ctypes"])
def test_every_line_of_the_tutorials_programs(daemon, host, run, calls):
    run("echo.py", host, "reliable").wait_for_line("ready")
    program = run("every_line.py", host, calls)
    assert program.wait(60) == 0, program.output()
    assert "every line works" in program.lines["stdout"]


@pytest.mark.parametrize(
    ("how", "ends_with"),
    [
        ("plain", "KeyboardInterrupt"),
        ("buffer", "KeyboardInterrupt"),
        ("asyncio", "KeyboardInterrupt"),
        ("handler", "handler ran, empty buffer"),
        ("before", "handler ran, empty buffer"),
    ],
)
def test_ctrl_c_ends_a_call_that_waits(daemon, host, run, how, ends_with):
    program = run("waits.py", host, how)
    program.wait_for_line("waiting")
    program.send_signal(signal.SIGINT)
    assert program.wait(20) == 0, program.output()
    assert program.lines["stdout"][-1] == ends_with


def test_init_without_a_daemon_says_how_to_start_one(host, run):
    program = run("echo.py", host)
    assert program.wait(20) == 1
    assert "nsnd" in program.output() and "start one" in program.output()


@pytest.mark.parametrize("app_id", [0, 65536, -1])
def test_an_application_id_out_of_range_names_the_key(daemon, host, run, app_id):
    program = run("echo.py", host, app_id=app_id)
    assert program.wait(20) == 1
    assert "l4_port" in program.output() and str(app_id) in program.output()


def test_applications_with_different_ids_do_not_hear_each_other(daemon, host, run):
    run("echo.py", host, app_id=5001).wait_for_line("ready")
    deaf = run("count.py", host, "1", app_id=5002)
    deaf.wait_for_line("ready")
    hearing = run("count.py", host, "100", app_id=5001)
    assert hearing.wait(30) == 0, hearing.output()
    assert deaf.running and deaf.lines["stdout"] == ["ready"]


@pytest.mark.parametrize("how", ["imported", "started"])
def test_a_program_that_uses_jpype_shares_its_jvm_with_nsn(daemon, host, run, how):
    program = run("shares_jvm.py", host, how)
    assert program.wait(30) == 0, program.output()
    assert program.lines["stdout"][0].startswith("QoS of Java's: Qos[")
    assert program.lines["stdout"][1] == "init: 0"


def test_a_jvm_without_the_runtime_is_told_which_jar_to_add(daemon, host, run):
    program = run("shares_jvm.py", host, "foreign")
    assert program.wait(30) == 0, program.output()
    assert program.lines["stdout"] == ["init: -2"]
    assert "nsn-runtime.jar" in program.output()
