"""Gives pictures to worker processes to decode, and outlives whatever happens to those."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import threading
import time
from typing import IO, TYPE_CHECKING, Any

from ideogram_desk.domain.errors import Unreadable
from ideogram_desk.domain.job import PictureFacts, Variant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

THUMBNAIL_EDGES = (512, 256)
_PATIENCE = 60.0  # seconds for one picture
_SECRETS = ("IDEOGRAM_API_KEY",)


class _Watchdog:
    """Ends a process that takes too long over a task; its thread outlives the task, not the rest.

    A thread for each task would cost as much as many a picture.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._watched: subprocess.Popen[bytes] | None = None
        self._ends = 0.0

    def watch(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._watched, self._ends = process, time.monotonic() + _PATIENCE
            if self._timer is None:
                self._start(_PATIENCE)

    def let_go(self) -> None:
        with self._lock:
            self._watched = None

    def _start(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        with self._lock:
            self._timer = None
            if self._watched is None:
                return
            left = self._ends - time.monotonic()
            if left > 0:
                self._start(left)
            else:
                self._watched.kill()

    def close(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None


class _Worker:
    """One process; started by the first task, and again if it has ended."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog = _Watchdog()

    def do(self, task: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Raises EOFError if the process ended before it answered."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        self._watchdog.watch(process)
        try:
            process.stdin.write(json.dumps(task).encode() + b"\n")
            process.stdin.flush()
            # No line at all, from a worker that has ended, is no JSON either.
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            blobs = [_whole(process.stdout, length) for length in answer.get("lengths", ())]
        except (OSError, ValueError) as error:
            self.end()
            raise EOFError from error
        finally:
            self._watchdog.let_go()
        return answer, blobs

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            environment = {k: v for k, v in os.environ.items() if k not in _SECRETS}
            self._process = subprocess.Popen(  # noqa: S603  our own program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C in a terminal is for us; they end when we do
                env=environment,
            )
        return self._process

    def close(self) -> None:
        self.end()
        self._watchdog.close()

    def end(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            process.wait(1.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _whole(pipe: IO[bytes], length: int) -> bytes:
    """Raises OSError if the other end died before it had written all of it."""
    blob = pipe.read(length)
    if len(blob) < length:
        raise OSError
    return blob


class PictureChecker:
    """The engine's Checker. Calls block and may come from several threads at once."""

    def __init__(self, command: Sequence[str], workers: int = 2) -> None:
        """`command` starts a picture worker."""
        # Last in, first out: a second process is only started when two pictures come at once.
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all = [_Worker(command) for _ in range(workers)]
        for worker in self._all:
            self._idle.put(worker)

    def check(self, path: Path) -> PictureFacts:
        head, blobs = self._do({"path": str(path), "thumbnails": THUMBNAIL_EDGES})
        made = dict(zip(head["thumbnails"], blobs, strict=True))
        return PictureFacts(head["format"], head["width"], head["height"], made, head["sha256"])

    def variants(self, path: Path, wanted: Sequence[Variant]) -> list[bytes]:
        """The picture in other sizes, in the order asked for. Raises Unreadable."""
        sizes = [{"width": v.width, "height": v.height, "quality": v.quality} for v in wanted]
        _, blobs = self._do({"path": str(path), "variants": sizes})
        return blobs

    def _do(self, task: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        worker = self._idle.get()
        try:
            # Twice, since a worker may end for want of work just when it is needed; a picture
            # that ends two of them is at fault itself.
            for _ in range(2):
                with contextlib.suppress(EOFError):
                    head, blobs = worker.do(task)
                    break
            else:
                raise Unreadable("The picture could not be decoded.")
        finally:
            self._idle.put(worker)
        if "error" in head:
            raise Unreadable(head["error"])
        return head, blobs

    def close(self) -> None:
        for worker in self._all:
            worker.close()
