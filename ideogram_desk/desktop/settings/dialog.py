"""The settings: everything takes effect at once, and Esc closes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ideogram_desk import __version__
from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import Button, PlainLabel, Segmented, named, tip
from ideogram_desk.desktop.settings.key_section import KeyActions, KeySection, Place
from ideogram_desk.desktop.settings.rows import Row, column, sentence

if TYPE_CHECKING:
    from pathlib import Path

    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.theme import Theme

POOL = range(1, 11)

_SANDBOX = (
    "A stand-in for Ideogram that runs on this machine: it draws its own pictures, and nothing "
    "is sent or billed."
)
_POOL = "Pictures asked for at the same time. More is faster until Ideogram says it is too many."
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


class SettingsDialog(QDialog):
    """Opened with `.open()`; `changed` brings the new settings at every change."""

    changed = Signal(object)  # Settings
    reveal_requested = Signal(object)  # a Path

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        tasks: Tasks,
        key_actions: KeyActions,
        library: LibraryPlace,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "settings_dialog", "Settings")
        self.setWindowTitle("Settings")
        self._theme, self._settings = theme, settings
        self.key = KeySection(tasks, key_actions)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.setSpacing(0)
        frame.addWidget(self._scroll(library), 1)
        frame.addLayout(self._foot())
        self.resize(620, 700)

    def _scroll(self, library: LibraryPlace) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("surface", "clear")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(24, 8, 24, 8)
        rows.setSpacing(0)
        rows.addWidget(Row("Ideogram key", self.key, "key_row", drop=7))
        rows.addWidget(Row("Sandbox", self._sandbox_part(), "sandbox_row"))
        rows.addWidget(Row("Pool", self._pool_part(), "pool_row"))
        rows.addWidget(Row("Appearance", self._theme_part(), "appearance_row", drop=8))
        rows.addWidget(Row("Library", self._library_part(library), "library_row"))
        rows.addWidget(Row("About", self._about_part(), "about_row"))
        rows.addStretch(1)
        scroll = named(QScrollArea(), "settings_scroll", "Settings")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        return scroll

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 12, 24, 16)
        foot.addWidget(PlainLabel("Changes take effect at once.", "dim", name="settings_hint"), 1)
        close = Button("Close", tooltip="Close (Esc)", name="settings_close_button")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        return foot

    def _sandbox_part(self) -> QLayout:
        self.sandbox = named(QCheckBox("Use the built-in sandbox"), "sandbox_switch")
        self.sandbox.setToolTip("Make pictures with the sandbox instead of Ideogram")
        self.sandbox.setAccessibleName("Use the built-in sandbox")
        self.sandbox.setChecked(self._settings.sandbox)
        self.sandbox.toggled.connect(lambda on: self._change(replace(self._settings, sandbox=on)))
        return column(self.sandbox, sentence(_SANDBOX, "sandbox_sentence"))

    def _pool_part(self) -> QLayout:
        self.pool = named(
            QSlider(Qt.Orientation.Horizontal),
            "pool_slider",
            "Pictures in flight",
            "Pictures in flight, 1 to 10 (arrow keys)",
        )
        self.pool.setRange(POOL[0], POOL[-1])
        self.pool.setPageStep(1)
        self.pool.setValue(self._settings.pool)
        self._pool_said = PlainLabel("", name="pool_said")
        self._pool_said.setMinimumWidth(84)
        self._say_pool(self._settings.pool)
        self.pool.valueChanged.connect(self._set_pool)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.pool, 1)
        row.addWidget(self._pool_said)
        return column(row, sentence(_POOL, "pool_sentence"))

    def _set_pool(self, value: int) -> None:
        self._say_pool(value)
        self._change(replace(self._settings, pool=value))

    def _say_pool(self, value: int) -> None:
        self._pool_said.setText(words.counted(value, "picture"))

    def _theme_part(self) -> QLayout:
        self.looks = Segmented(
            "theme_segmented",
            "Appearance",
            [
                ("system", "System", "As the system is set, and with it"),
                ("light", "Light", "Always light"),
                ("dark", "Dark", "Always dark"),
            ],
        )
        self.looks.set_value(self._settings.theme)
        self.looks.chosen.connect(self._set_theme)
        row = QHBoxLayout()
        row.addWidget(self.looks, 3)
        row.addStretch(1)
        return row

    def _set_theme(self, choice: str) -> None:
        match choice:
            case "system" | "light" | "dark":
                self._theme.choose(choice)
                self._change(replace(self._settings, theme=choice))

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

    def _about_part(self) -> QLayout:
        version = PlainLabel(f"Ideogram Desk {__version__}", selectable=True, name="about_version")
        return column(version, sentence(_ABOUT, "about_sentence"))

    def _change(self, settings: Settings) -> None:
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)

    @property
    def settings(self) -> Settings:
        return self._settings

    def set_key_place(self, place: Place, *, keyring: bool = True) -> None:
        self.key.set_place(place, keyring=keyring)
