"""What later starts of the same library ask of this window: to come to the front, to take files."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ideogram_desk.desktop.single import HANDED_OVER, Single, Wish, hand_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.desktop.session import Session

BATCHES = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"})


class Calling:
    """Listens from `listen` on, as only the library's owner may."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.wish = Wish()  # what this start itself was asked for
        self._single = Single(session.paths.library, session.window)
        self._single.called.connect(self._called)

    def listen(self) -> None:
        self._single.listen()

    def close(self) -> None:
        self._single.close()

    def _called(self, wish: Wish) -> None:
        window = self._session.window
        if wish.to_front:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()
        self._take(wish.files)

    def take_files(self) -> None:
        """What this start was given, once the library is open."""
        self._take(self.wish.files)

    def hand_over(self) -> bool:
        """Whether another window of this library takes this start's wish. Blocks for a while.

        One that is still opening holds the library's lock a moment before it listens.
        """
        for wait in (0.0, 0.3, 0.7):
            time.sleep(wait)
            if hand_over(self._session.paths.library, self.wish):
                sys.stderr.write(f"{HANDED_OVER}\n")
                return True
        return False

    def _take(self, files: Sequence[str]) -> None:
        """A batch file goes to the Batch tab; anything else is an input picture of the composer."""
        paths = [Path(file) for file in files]
        batches = [path for path in paths if path.suffix.casefold() in BATCHES]
        pictures = tuple(path for path in paths if path not in batches)
        columns = self._session.window.columns
        if pictures:
            columns.go_compose()
            self._session.window.compose.take_files(pictures)
        if batches:
            columns.go_batch()
            if self._session.campaigning is not None:
                self._session.campaigning.import_file(batches[0])
