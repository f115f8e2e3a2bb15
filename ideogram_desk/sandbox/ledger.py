"""The ledger: what was accepted, completed and billed, as JSON Lines that outlive the process."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from ideogram_desk.sandbox.generation import Generation, State
from ideogram_desk.sandbox.order import Order

if TYPE_CHECKING:
    from pathlib import Path


class Ledger:
    """Without a path it remembers nothing."""

    def __init__(self, path: Path | None) -> None:
        self.secret = secrets.token_hex(32)
        self.generations: dict[str, Generation] = {}
        self._file: IO[str] | None = None
        if path is not None:
            found = path.exists() and self._load(path.read_text(encoding="utf-8"))
            self._file = _opened(path)
            if not found:
                self._write({"event": "opened", "secret": self.secret})

    def accepted(self, generation: Generation) -> None:
        self._write(
            {
                "event": "accepted",
                "id": generation.id,
                "at": generation.accepted_at,
                "order": asdict(generation.order),
                "seeds": generation.seeds,
                "usd_micros": generation.order.cost,
                "marks": generation.marks,
            }
        )

    def settled(self, generation: Generation) -> None:
        self._write(
            {
                "event": generation.state.value,
                "id": generation.id,
                "at": generation.settled_at,
                "billed_usd_micros": generation.billed,
            }
        )

    def close(self) -> None:
        if self._file:
            self._file.close()

    def _write(self, entry: dict[str, Any]) -> None:
        if self._file:
            self._file.write(json.dumps(entry) + "\n")
            self._file.flush()

    def _load(self, text: str) -> bool:
        """Replay the entries; a line may be torn, since the process may die while writing."""
        entries = []
        for line in text.splitlines():
            try:
                entries.append(json.loads(line))
            except ValueError:
                continue
        for entry in entries:
            self._replay(entry)
        return bool(entries)

    def _replay(self, entry: dict[str, Any]) -> None:
        match entry["event"]:
            case "opened":
                self.secret = entry["secret"]
            case "accepted":
                self.generations[entry["id"]] = _generation(entry)
            case state:
                generation = self.generations[entry["id"]]
                generation.state = State(state)
                generation.settled_at = entry["at"]
                generation.settled.set()


def _generation(entry: dict[str, Any]) -> Generation:
    order = entry["order"] | {"colors": tuple(entry["order"]["colors"])}
    return Generation(
        entry["id"], Order(**order), tuple(entry["seeds"]), entry["at"], entry["marks"]
    )


def _opened(path: Path) -> IO[str]:
    """Open for appending, readable by the owner only: it holds the secret that signs links."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    file = os.fdopen(descriptor, "a", encoding="utf-8")
    if path.stat().st_size and not path.read_bytes().endswith(b"\n"):
        file.write("\n")
    return file
