"""The picture file that a callback names: a regular file on this computer, and nothing else."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ideogram_desk.domain.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_FILE: Final = 50 * 2**20  # bytes; as large as a picture from the API may be

_LONGEST = 4_096  # characters
_MOST_LOOKED_AT = 200_000  # files in a folder and all that are in it
_SHOWN = 200  # characters
_ELSEWHERE = re.compile(r"[/\\]{2}|[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # UNC, file:, https:


def find_file(said: str, folders: Sequence[Path]) -> Path:
    """The file that is meant. Blocks. Raises Unreadable.

    With `folders` it has to be in one of them, or below; a name alone is looked for there.
    """
    if not said.strip() or len(said) > _LONGEST or "\0" in said:
        raise Unreadable("The callback names no file.")
    if _ELSEWHERE.match(said):
        raise Unreadable(f"The callback names a file elsewhere, {shown(said)}; it is not fetched.")
    path = Path(said)
    if path.is_absolute():
        candidates = [path]
    elif folders:
        candidates = [folder / path for folder in folders]
        if len(path.parts) == 1 and not any(map(os.path.lexists, candidates)):
            candidates = _everywhere(said, folders)
    else:
        raise Unreadable(
            f"The callback names {shown(said)} without its folder, and no folder to look in is "
            "chosen."
        )
    return _one_of(candidates, folders, said)


def shown(text: str) -> str:
    """A foreign text in a sentence: in quotes, on one line, not too long, nothing invisible."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[: _SHOWN + 1])
    return f"“{line[:_SHOWN].strip()}{'…' if len(line) > _SHOWN else ''}”"


def _one_of(candidates: Sequence[Path], folders: Sequence[Path], said: str) -> Path:
    allowed = [folder.resolve() for folder in folders]
    for candidate in candidates:
        try:
            real = candidate.resolve(strict=True)
            state = real.stat()
        except (OSError, RuntimeError, ValueError):  # not there, or a link that leads to itself
            continue
        if allowed and not any(real.is_relative_to(folder) for folder in allowed):
            raise Unreadable(f"{shown(said)} is outside the folders that files are taken from.")
        if not stat.S_ISREG(state.st_mode):
            raise Unreadable(f"{shown(said)} is no file.")
        if state.st_size > MAX_FILE:
            raise Unreadable(f"{shown(said)} is too large for a picture.")
        return real
    raise Unreadable(f"{shown(said)} is not there.")


def _everywhere(name: str, folders: Sequence[Path]) -> list[Path]:
    """The file of this name below the folders. Raises Unreadable if there are several."""
    found, looked_at = [], 0
    for folder in folders:
        for place, _, files in os.walk(folder):
            looked_at += len(files)
            if name in files:
                found.append(Path(place, name))
            if looked_at > _MOST_LOOKED_AT:
                break
    if len({file.resolve() for file in found}) > 1:
        raise Unreadable(f"There are several files named {shown(name)}.")
    return found
