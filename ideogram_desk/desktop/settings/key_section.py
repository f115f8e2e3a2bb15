"""Where the Ideogram key is, and entering, testing and removing it without blocking the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.desktop.settings.key_field import KeyField
from ideogram_desk.desktop.theme import set_role
from ideogram_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ideogram_desk.desktop.bridge import Tasks

Place = Literal["environment", "keyring", "memory", "none"]

_PLACES: dict[str, str] = {
    "environment": (
        "The key comes from IDEOGRAM_API_KEY in the environment. It wins over any other; "
        "to use another key, take that variable away and start again."
    ),
    "keyring": "The key is in this system's keyring.",
    "memory": (
        "The key is kept in memory only, and forgotten when the program ends: this system has "
        "no keyring that can be used."
    ),
    "none": "There is no key yet. You get one at ideogram.ai, under API.",
}
_NO_KEYRING = " This system has no keyring: a key is kept in memory only, for this session."


@dataclass(frozen=True, slots=True)
class KeyActions:
    """What can be done with a key; each gives a sentence to show, or raises a DeskError."""

    save: Callable[[str], Awaitable[str]]
    test: Callable[[str | None], Awaitable[str]]  # None tests the key in use
    remove: Callable[[], Awaitable[str]]


class KeySection(QWidget):
    """The key's row: field, buttons, and what came of the last press."""

    saved = Signal()

    def __init__(self, tasks: Tasks, actions: KeyActions) -> None:
        super().__init__()
        named(self, "key_section", "Ideogram key")
        self._tasks, self._actions = tasks, actions
        self._place: Place = "none"
        self._busy = False
        self.where = PlainLabel("", "dim", wrap=True, name="key_place")
        self.field = KeyField("key_edit", "Paste a key")
        self.save = Button("Save", "primary", tooltip="Keep this key", name="key_save_button")
        said = "Ask Ideogram, free of charge, whether it takes the key"
        self.test = Button("Test", tooltip=said, name="key_test_button")
        self.remove = Button(
            "Remove", "danger", tooltip="Forget the kept key", name="key_remove_button"
        )
        self.progress = named(QProgressBar(), "key_progress", "Working on it")
        self.progress.setRange(0, 0)
        self.said = PlainLabel("", "good", wrap=True, name="key_said")
        self._lay_out()
        self.field.textChanged.connect(self._refresh)
        self.field.returnPressed.connect(self.save.click)
        self.save.clicked.connect(self._save)
        self.test.clicked.connect(self._test)
        self.remove.clicked.connect(self._remove)
        self.set_place("none")
        self._tell("")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        for press in (self.save, self.test, self.remove):
            row.addWidget(press)
        column.addLayout(row)
        column.addWidget(self.progress)
        column.addWidget(self.said)
        column.addWidget(self.where)
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)  # nothing below moves when it comes and goes
        self.progress.setSizePolicy(keeps)

    def set_place(self, place: Place, *, keyring: bool = True) -> None:
        """Say where the key is now, and whether this system has a keyring."""
        self._place = place
        tail = _NO_KEYRING if place == "none" and not keyring else ""
        self.where.setText(_PLACES[place] + tail)
        self._refresh()

    def _refresh(self) -> None:
        fixed = self._place == "environment"
        typed = bool(self.field.key)
        self.field.setEnabled(not fixed)
        self.field.setPlaceholderText(
            "Paste another key" if self._place != "none" else "Paste a key"
        )
        self.save.setEnabled(typed and not fixed and not self._busy)
        self.test.setEnabled((typed or self._place != "none") and not self._busy)
        self.remove.setVisible(self._place in ("keyring", "memory"))
        self.remove.setEnabled(not self._busy)
        self.progress.setVisible(self._busy)

    def _save(self) -> None:
        if self.save.isEnabled():
            key = self.field.key
            self._start(lambda: self._actions.save(key), "Saving the key …", forget=True)

    def _test(self) -> None:
        key = self.field.key or None
        self._start(lambda: self._actions.test(key), "Asking Ideogram …")

    def _remove(self) -> None:
        self._start(self._actions.remove, "Removing the key …")

    def _start(
        self, work: Callable[[], Awaitable[str]], doing: str, *, forget: bool = False
    ) -> None:
        self._busy = True
        self._tell(doing, "dim")
        self._refresh()
        self._tasks.start(self._do(work, forget=forget))

    async def _do(self, work: Callable[[], Awaitable[str]], *, forget: bool) -> None:
        said, role = "That did not work; the log tells more.", "bad"
        try:
            said, role = await work(), "good"
        except DeskError as error:
            said = str(error)
        finally:
            if isValid(self):  # the window may have gone while the keyring thought about it
                self._finish(said, role, forget=forget)

    def _finish(self, said: str, role: str, *, forget: bool) -> None:
        self._busy = False
        if forget and role == "good":
            self.field.clear()
            self.saved.emit()
        set_role(self.field, "invalid", role == "bad")
        self._tell(said, role)
        self._refresh()

    def _tell(self, said: str, role: str = "good") -> None:
        set_role(self.said, "role", role)
        self.said.setText(said)
        self.said.setVisible(bool(said))
