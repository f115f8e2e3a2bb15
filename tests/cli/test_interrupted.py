"""Ctrl+C and the polite kill: nothing that is paid for is lost, nothing is bought twice."""

import contextlib
import os
import select
import signal
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.fakes.sandbox import Sandbox

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")


@pytest.fixture(scope="module")
def slow_sandbox():
    sandbox = Sandbox("--seconds", "1")
    yield sandbox
    sandbox.close()


def stop_while(process, state, number):
    """Send a signal as soon as the program says that its job is in this state."""
    while f" {state}".encode() not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("model", "state", "number"),
    [("V_2", "sending", signal.SIGINT), ("ideogram-3", "accepted", signal.SIGTERM)],
    ids=["legacy, SIGINT", "v2, SIGTERM"],
)
def test_an_interrupted_generation_is_brought_in_by_the_next_run(
    home, slow_sandbox, model, state, number
):
    desk = Program(home, slow_sandbox.url, "test")
    prompt = f"an interrupted fox of {model} at {number}"
    process = desk.start("generate", prompt, "--model", model, "--count", "2", "--json")
    code, out, err = stop_while(process, state, number)
    assert (code, out) == (130, b"")
    assert b"Traceback" not in err

    run = desk("queue", "run", "--json")
    (job,) = desk("queue", "list", "--json").json["jobs"]
    assert job["state"] == "done", run.err
    assert [g["pictures"] for g in slow_sandbox.bill(prompt)] == [2]
    assert job["cost_usd"] == sum(g["usd_micros"] for g in slow_sandbox.bill(prompt)) / 1_000_000
    assert all(Path(image["stored_path"]).is_file() for image in job["images"])
    assert len(list((home / "library" / "images").rglob("*.png"))) == 2
    assert list((home / "library" / "tmp").iterdir()) == []


def test_an_interrupt_leaves_no_process_behind(home, slow_sandbox):
    desk = Program(home, slow_sandbox.url, "test")
    process = desk.start("generate", "a fox")
    stop_while(process, "sending", signal.SIGINT)
    assert running(home) == []


# --- the built-in sandbox -------------------------------------------------------------------------


def running(home):
    """The processes that were started with this home."""
    mark = f"IDEOGRAM_DESK_HOME={home}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


def test_without_a_key_the_built_in_sandbox_is_used_and_said_so_and_ends(home):
    process = Program(home).start("generate", "a fox", "--json")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert b"No key: running on the built-in sandbox. Nothing is billed." in err
    assert b'"sandbox": true' in out
    assert running(home) == []


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process of another")
def test_without_a_key_a_program_that_is_killed_takes_its_sandbox_along(home):
    process = Program(home).start("generate", "a fox")
    while b" sending" not in process.stderr.readline():
        assert process.poll() is None
    children = [child for child in running(home) if child != process.pid]
    assert children
    waiting = [os.pidfd_open(child) for child in children]
    process.kill()
    process.communicate()
    for child in waiting:
        ready, _, _ = select.select([child], [], [], 20)
        os.close(child)
        assert ready


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_key_goes_to_no_process_that_the_program_starts(home):
    home.mkdir()
    (home / "settings.json").write_text('{"sandbox": true}')
    desk = Program(home, key="k3y-that-nobody-may-see")
    process = desk.start("generate", "a fox")
    while b" sending" not in process.stderr.readline():
        assert process.poll() is None
    children = [child for child in running(home) if child != process.pid]
    surroundings = [Path(f"/proc/{child}/environ").read_bytes() for child in children]
    commands = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children]
    process.kill()
    process.communicate()
    assert surroundings
    assert all(b"PATH=" in block for block in surroundings)
    assert not any(b"k3y-that-nobody-may-see" in block for block in surroundings + commands)
