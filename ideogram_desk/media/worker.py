"""The picture worker: a process that decodes pictures, so that a broken one can harm no other.

It reads one JSON line a task on standard input and answers with one JSON line, which tells the
lengths of the blobs that follow it. `ideogram-desk picture-worker` starts it. It ends when its
input does, or after a while without work.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.errors import Unreadable
from ideogram_desk.media import decode

if TYPE_CHECKING:
    from typing import BinaryIO

IDLE_SECONDS = 45.0
_MEMORY = 1_500_000_000  # bytes of address space
_CPU_SECONDS = 30  # a task
_KEPT = 64 << 20  # bytes
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as malloc.h has them


def main() -> int:
    """Answer tasks until there are none."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A decoder that prints must not write into our answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit_memory()
    _keep_memory()
    while line := _next(tasks):
        _limit_time()
        head, blobs = _answer(json.loads(line))
        answers.write(json.dumps(head).encode() + b"\n")
        for blob in blobs:
            answers.write(blob)
        answers.flush()
    return 0


def _next(tasks: BinaryIO) -> bytes:
    if sys.platform != "win32":
        ready, _, _ = select.select([tasks], [], [], IDLE_SECONDS)
        if not ready:
            return b""
    return tasks.readline()


def _answer(task: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    path = Path(task["path"])
    try:
        data = _content(path)
        image, kind = decode.load(data)
        thumbnails = decode.thumbnails(image, task.get("thumbnails", ()))
        variants = [
            decode.cover(image, v["width"], v["height"], v["quality"])
            for v in task.get("variants", ())
        ]
    except (Unreadable, MemoryError) as error:
        return {"error": str(error) or "The picture needs too much memory."}, []
    blobs = [*thumbnails.values(), *variants]
    head = {
        "format": kind,
        "width": image.width,
        "height": image.height,
        # Of what the disk gives back, which is what must not change from now on.
        "sha256": hashlib.sha256(data).hexdigest(),
        "thumbnails": list(thumbnails),
        "lengths": [len(blob) for blob in blobs],
    }
    return head, blobs


def _content(path: Path) -> bytes:
    """Read once: what is decoded is what is hashed. Raises Unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("The picture's file cannot be read.") from error


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _keep_memory() -> None:
    """What one picture took serves the next: each fresh page costs more than reading or hashing it.

    Given back when the worker ends, which is soon after the last picture.
    """
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # another C library has no such call
            libc = ctypes.CDLL(None)
            libc.mallopt(_MMAP_THRESHOLD, _KEPT // 2)
            libc.mallopt(_TRIM_THRESHOLD, _KEPT)


def _limit_time() -> None:
    if sys.platform != "win32":
        import resource

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + _CPU_SECONDS, hard))
