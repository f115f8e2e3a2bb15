"""System calls that write fail once, and from then on: nothing is lost or bought twice.

`strace` puts the error in. The program may stop, rest or carry on, as it likes; killed and started
again with a sound disk, it must have everything that was paid for.
"""

import os
import random
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.fakes.sandbox import Sandbox
from tests.proofs.test_batch_killed import Batch

JOBS = 4
MOST = {False: 40, True: 15}  # places for each kind of call, once and from then on
PATIENCE = 6  # seconds; with a disk that refuses for good the program waits for ever
CALLS = {
    "fsync": "EIO",
    "fdatasync": "EIO",
    "pwrite64": "ENOSPC",
    "rename": "EIO",
    "ftruncate": "EIO",
    "unlink": "EACCES",
    "write": "ENOSPC",
    "openat": "EACCES",
}
DRIVER = Path(__file__).with_name("batch_driver.py")

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is missing: I/O errors CANNOT be proven here"
)


def strace(batch, *options):
    """Run the batch under strace until it ends or patience does."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
        "IDEOGRAM_API_URL": batch.sandbox.url,
        "IDEOGRAM_API_KEY": "k",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        ["strace", "-f", "-qq", "--seccomp-bpf", *options, "--", *batch.command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def in_order(folder, sandbox):
    """How often a sound run makes each call: all of them, and how many before it is queued."""
    log = folder / "calls"
    batch = Batch(folder / "sound", sandbox, JOBS)
    strace(batch, "-o", str(log), "-e", f"trace={','.join(CALLS)}")
    counts, before = dict.fromkeys(CALLS, 0), {}
    for line in log.read_text(errors="replace").splitlines():
        if found := re.match(r"\d+ +(\w+)\(", line):
            name = found[1]
            if name in counts:
                counts[name] += 1
            if "library/lock" in line and not before:
                before = dict(counts)
    assert batch.judge()["done"] == JOBS
    return counts, before


def fail(folder, sandbox, name, number, *, for_good):
    batch = Batch(folder / f"{name}-{number}{'-on' * for_good}", sandbox, JOBS)
    when = f"{number}+" if for_good else number
    strace(batch, "-e", f"trace={name}", "-e", f"inject={name}:error={CALLS[name]}:when={when}")
    batch.finish()
    states = batch.judge()
    assert states["done"] + states["unsure"] + states["failed"] == JOBS, states
    return states


@pytest.fixture
def sandbox():
    sandbox = Sandbox("--seconds", "0")
    yield sandbox
    sandbox.close()


def points(counts, before, most):
    """The calls from the moment on at which the library is opened; of the many, some."""
    found = []
    for name, times in counts.items():
        numbers = range(before.get(name, 0) + 1, times + 1)
        step = max(1, len(numbers) // most)
        found += [(name, number) for number in numbers[::step]]
    return found


def test_some_calls_that_fail_lose_nothing(tmp_path, sandbox):
    places = points(*in_order(tmp_path, sandbox), MOST[False])
    for n, (name, number) in enumerate(random.Random(3).sample(places, 2)):
        fail(tmp_path, fresh := Sandbox("--seconds", "0"), name, number, for_good=n % 2 == 1)
        fresh.close()


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "from-then-on"])
def test_calls_of_every_kind_that_fail_lose_nothing(tmp_path, sandbox, for_good):
    places = points(*in_order(tmp_path, sandbox), MOST[for_good])
    outcomes = {}
    for name, number in places:
        fresh = Sandbox("--seconds", "0")
        try:
            for state, times in fail(tmp_path, fresh, name, number, for_good=for_good).items():
                outcomes[state] = outcomes.get(state, 0) + times
        finally:
            fresh.close()
    print(f"\n{len(places)} calls failed {'from then on' if for_good else 'once'}: {outcomes}")
