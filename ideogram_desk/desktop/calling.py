"""What later starts of the same library ask of this window: to come to the front, to take files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ideogram_desk.desktop.single import Single, Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.desktop.session import Session

BATCHES = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"})


class Calling:
    """Listens from `listen` on, as only the library's owner may."""

    def __init__(self, session: Session) -> None:
        self._session = session
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
        self.take_files(wish.files)

    def take_files(self, files: Sequence[str]) -> None:
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
