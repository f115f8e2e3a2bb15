"""The built-in sandbox as a process of its own, which ends when its starter does."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import SandboxFailed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SECRETS = ("IDEOGRAM_API_KEY",)


class SandboxProcess:
    """Runs from construction to `stop`. Its work and its port are kept in `folder`.

    The port is the same at every start where that is free, so that links of an earlier run live on.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        """`command` starts the sandbox. Blocks until it listens. Raises SandboxFailed."""
        remembered = folder / "sandbox-port"
        port = "0"
        with contextlib.suppress(OSError):
            port = remembered.read_text().strip()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._process = subprocess.Popen(  # noqa: S603  our own program
            [
                *command,
                "--port-or-any",
                port if port.isdecimal() else "0",
                "--ledger",
                str(folder / "sandbox.jsonl"),
                "--until-stdin-closes",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl+C in a terminal is for us; it ends when we do
            env={k: v for k, v in os.environ.items() if k not in _SECRETS},
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            self.stop()
            raise SandboxFailed("The sandbox did not start.")
        with contextlib.suppress(OSError):
            remembered.write_text(self.url.rpartition(":")[2])

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(3.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
