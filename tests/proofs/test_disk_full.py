"""A small disk that fills up at many places: spending stops, nothing is lost, work resumes."""

import contextlib
import ctypes
import os
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.fakes.sandbox import Sandbox
from tests.proofs.test_batch_killed import Batch

JOBS = 24
MEGABYTE = 1_000_000


def can_mount():
    if sys.platform != "linux" or shutil.which("mount") is None:
        return False
    return (
        subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0
    )


pytestmark = pytest.mark.skipif(
    not can_mount(), reason="no small disk can be mounted here: a full one CANNOT be proven"
)


@contextlib.contextmanager
def small_disk(folder, size):
    folder.mkdir()
    options = f"size={size},mode=0700"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, options.encode()):
        pytest.skip(f"no small disk: {os.strerror(ctypes.get_errno())}")
    try:
        yield folder
    finally:
        for _ in range(50):
            if not libc.umount2(bytes(folder), 0):
                break
            time.sleep(0.1)
        else:
            libc.umount2(bytes(folder), 2)  # lazily


def fill(folder, leave):
    """Take the room away, but for `leave` bytes."""
    stuffing = folder / "stuffing"
    with stuffing.open("wb") as file:
        # The program takes room meanwhile, so what just fitted may not any more.
        while (room := shutil.disk_usage(folder).free - leave) > 0:
            with contextlib.suppress(OSError):
                os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, room)
    return stuffing


def billed(sandbox):
    return sum(generation["pictures"] for generation in sandbox.bill())


def settled(batch):
    with contextlib.closing(sqlite3.connect(batch.database, timeout=10)) as connection:
        return connection.execute("SELECT count(*) FROM picture WHERE state = 'stored'").fetchone()[
            0
        ]


def until(what, seconds=60):
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.05)


def run_dry_and_on(folder, leave, low_water):
    """Fill the disk when a few pictures are in, give the room back, and see it carry on."""
    sandbox = Sandbox("--seconds", "0.5-0.7")
    try:
        with small_disk(folder, 120 * MEGABYTE) as disk:
            batch = Batch(disk / "home", sandbox, JOBS, f"low-water={low_water}")
            process = batch.start()
            assert process.stdout.readline().strip() == "queued"
            until(lambda: settled(batch) >= 3)
            stuffing = fill(disk, leave)
            time.sleep(1.5)
            spent = billed(sandbox)
            time.sleep(1.0)
            went_on = billed(sandbox) - spent
            stored = settled(batch)
            stuffing.unlink()
            words, _ = process.communicate(timeout=120)
            assert process.returncode == 0, (folder.parent / "home.err").read_text()
            assert "drained" in words
            states = batch.judge()
            assert states["done"] + states["unsure"] == JOBS, states
            return went_on, stored, states
    finally:
        sandbox.close()


def test_spending_stops_before_the_disk_is_full_and_resumes_by_itself(tmp_path):
    went_on, stored, states = run_dry_and_on(tmp_path / "disk", 4 * MEGABYTE, low_water=8)
    assert went_on == 0
    assert stored < JOBS
    assert states["done"] == JOBS  # it never came to a write that failed


def test_a_disk_that_is_full_to_the_brim_loses_nothing(tmp_path):
    run_dry_and_on(tmp_path / "disk", 0, low_water=0)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("low_water", [0, 1])
def test_disk_full_at_many_places_loses_nothing(tmp_path, low_water):
    unsure = 0
    for number, leave in enumerate(range(0, 2_000_000, 40_000)):
        *_, states = run_dry_and_on(tmp_path / f"disk-{number}", leave, low_water)
        unsure += states["unsure"]
    print(f"\n50 places: {unsure} unsure, nothing lost")
