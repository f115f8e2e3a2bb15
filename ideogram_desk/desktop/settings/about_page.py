"""Where the library is and what it holds, and what this program is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ideogram_desk import __version__
from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import Button, PlainLabel, named, tip
from ideogram_desk.desktop.settings.rows import Row, column, sentence

if TYPE_CHECKING:
    from pathlib import Path

_ABOUT = (
    "The program is under the MIT licence. It is made with Qt for Python (LGPL), the Inter "
    "typeface (OFL) and Lucide icons (ISC).\n"
    "Pictures come from Ideogram's API. What you may make and how you may use it is said in "
    "Ideogram's usage policy and terms of service, at ideogram.ai."
)


@dataclass(frozen=True, slots=True)
class LibraryPlace:
    """The library's folder and what is in it."""

    folder: Path
    pictures: int
    bytes: int


class AboutPage(QWidget):
    """The library's place, and the program's version and licences."""

    reveal_requested = Signal(object)  # a Path

    def __init__(self, library: LibraryPlace) -> None:
        super().__init__()
        named(self, "about_page", "Library & about")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(Row("Library", self._library_part(library), "library_row"))
        version = PlainLabel(f"Ideogram Desk {__version__}", selectable=True, name="about_version")
        rows.addWidget(
            Row("About", column(version, sentence(_ABOUT, "about_sentence")), "about_row")
        )
        rows.addStretch(1)

    def _library_part(self, library: LibraryPlace) -> QLayout:
        path = PlainLabel(elide=True, selectable=True, name="library_path")
        path.setText(str(library.folder))
        path.setAccessibleName("Library folder")
        show = Button(
            "Show in folder",
            icon="folder-open",
            tooltip="Show the library's folder",
            name="library_reveal_button",
        )
        show.setToolTip(tip(str(library.folder)))
        show.clicked.connect(lambda: self.reveal_requested.emit(library.folder))
        holds = f"{words.counted(library.pictures, 'image')} · {words.bytes_label(library.bytes)}"
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(column(path, PlainLabel(holds, "dim", name="library_holds")), 1)
        row.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
        return row
