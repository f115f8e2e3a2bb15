"""Worker processes that die, hang about or end: the checker outlives them all."""

import contextlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ideogram_desk.domain.errors import Unreadable
from ideogram_desk.media import checker as checker_module
from ideogram_desk.media.checker import PictureChecker
from tests.media.conftest import WORKER, noisy, packed

# Workers that do one thing wrong. A marker file counts how often one was started.
PREAMBLE = """
import json, os, sys, time
started = {counter!r}
with open(started, "a") as file:
    file.write("x")
times = os.path.getsize(started)
task = json.loads(sys.stdin.buffer.readline())
good = {{"format": "PNG", "width": 1, "height": 1, "sha256": "ab", "thumbnails": [512, 256], "lengths": [3, 3]}}
"""
DIES = "os.kill(os.getpid(), 9)"
PRINTS_HALF = """
sys.stdout.buffer.write(json.dumps(good).encode() + b"\\nabcd")
sys.stdout.buffer.flush()
os.kill(os.getpid(), 9)
"""
TALKS_NONSENSE = "print('Segmentation fault')"
WELL = """
sys.stdout.buffer.write(json.dumps(good).encode() + b"\\nabcdef")
sys.stdout.buffer.flush()
sys.stdin.read()
"""


@pytest.fixture
def faulty(tmp_path):
    """A checker over workers that run this code; and how many of them were started."""
    opened = []
    counter = tmp_path / "started"

    def make(code, then=None):
        body = code if then is None else f"exec({code!r} if times == 1 else {then!r})"
        program = PREAMBLE.format(counter=str(counter)) + body
        opened.append(PictureChecker([sys.executable, "-c", program], workers=1))
        return opened[-1]

    make.started = lambda: counter.stat().st_size
    yield make
    for checker in opened:
        checker.close()


def processes(checker):
    return [worker._process for worker in checker._all if worker._process is not None]


@pytest.fixture
def picture(file):
    return file(packed(noisy(60, 40)))


@pytest.fixture
def own():
    """A checker of the test's own, with the real worker."""
    checker = PictureChecker(WORKER)
    yield checker
    checker.close()


@pytest.mark.parametrize(
    "code", [DIES, PRINTS_HALF, TALKS_NONSENSE], ids=["dies", "half", "nonsense"]
)
def test_a_picture_that_ends_two_workers_is_unreadable(faulty, picture, code):
    checker = faulty(code)
    with pytest.raises(Unreadable):
        checker.check(picture)
    assert faulty.started() == 2


@pytest.mark.parametrize(
    "code", [DIES, PRINTS_HALF, TALKS_NONSENSE], ids=["dies", "half", "nonsense"]
)
def test_a_worker_that_dies_once_costs_nothing(faulty, picture, code):
    facts = faulty(code, then=WELL).check(picture)
    assert (facts.sha256, facts.thumbnails) == ("ab", {512: b"abc", 256: b"def"})
    assert faulty.started() == 2


def test_a_worker_that_hangs_is_ended_and_its_picture_given_up(faulty, picture, monkeypatch):
    monkeypatch.setattr(checker_module, "_PATIENCE", 0.3)
    checker = faulty("sys.stdin.read()")
    with pytest.raises(Unreadable):
        checker.check(picture)
    assert faulty.started() == 2


def test_a_worker_killed_between_two_pictures_is_replaced(own, picture):
    before = own.check(picture)
    (first,) = processes(own)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert own.check(picture) == before
    assert processes(own)[0].pid != first.pid


@pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")
def test_a_worker_killed_in_the_middle_of_a_picture_costs_nothing(own, picture, tmp_path):
    """The picture is a named pipe: the worker waits in it until it is killed there."""
    own.check(picture)
    (first,) = processes(own)
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(own.check, pipe)
        with pipe.open("wb"):  # opens as soon as the worker reads
            first.kill()
            first.wait()
            (tmp_path / "copy.png").write_bytes(picture.read_bytes())
            (tmp_path / "copy.png").replace(pipe)
        with contextlib.suppress(Unreadable):  # the second worker may have had the pipe, too
            answer.result(30)
    assert own.check(picture).width == 60


def test_a_broken_picture_does_not_end_its_worker(own, picture, file):
    own.check(picture)
    before = processes(own)[0].pid
    with pytest.raises(Unreadable):
        own.check(file(b"garbage", "broken.png"))
    assert own.check(picture).width == 60
    assert processes(own)[0].pid == before


def test_a_worker_without_work_ends_and_the_next_picture_starts_another(picture):
    idle = [
        sys.executable,
        "-c",
        "from ideogram_desk.media import worker; worker.IDLE_SECONDS = 0.1; worker.main()",
    ]
    checker = PictureChecker(idle)
    try:
        checker.check(picture)
        (first,) = processes(checker)
        assert first.wait(20) == 0
        assert checker.check(picture).width == 60
        assert processes(checker)[0].pid != first.pid
    finally:
        checker.close()


def test_pictures_that_come_one_by_one_share_one_worker(own, picture):
    for _ in range(3):
        own.check(picture)
    assert len(processes(own)) == 1


def test_pictures_from_four_threads_each_get_their_own_answer(own, tmp_path):
    files = {}
    for number in range(16):
        path = tmp_path / f"{number}.png"
        path.write_bytes(packed(noisy(40 + number, 30)))
        files[path] = 40 + number
    with ThreadPoolExecutor(4) as threads:
        widths = dict(
            zip(files, threads.map(lambda path: own.check(path).width, files), strict=True)
        )
    assert widths == files
    assert len(processes(own)) == 2


def test_closing_ends_every_worker(picture):
    checker = PictureChecker(WORKER)
    checker.check(picture)
    (worker,) = processes(checker)
    checker.close()
    assert worker.returncode is not None
    checker.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_no_key_is_in_a_worker_s_surroundings(own, picture, monkeypatch):
    monkeypatch.setenv("IDEOGRAM_API_KEY", "k3y-that-nobody-may-see")
    own.check(picture)
    (worker,) = processes(own)
    surroundings = Path(f"/proc/{worker.pid}/environ").read_bytes()
    assert b"PATH=" in surroundings
    assert b"k3y-that-nobody-may-see" not in surroundings
    assert b"IDEOGRAM_API_KEY" not in surroundings


def test_a_worker_ends_with_its_starter():
    worker = subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    worker.stdin.close()
    assert worker.wait(20) == 0
