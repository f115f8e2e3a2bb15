"""The first page of the settings: the Ideogram key, and the sandbox in its stead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import Check, named
from ideogram_desk.desktop.settings.key_section import KeyActions, KeySection
from ideogram_desk.desktop.settings.rows import Row, column, sentence

if TYPE_CHECKING:
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.settings.choices import Choices

_SANDBOX = (
    "A stand-in for Ideogram that runs on this machine: it draws its own pictures, and nothing "
    "is sent or billed."
)


class ConnectionPage(QWidget):
    """Where pictures come from."""

    def __init__(self, choices: Choices, tasks: Tasks, key_actions: KeyActions) -> None:
        super().__init__()
        named(self, "connection_page", "Key & connection")
        self._choices = choices
        self.key = KeySection(tasks, key_actions)
        said = "Make pictures with the sandbox instead of Ideogram"
        self.sandbox = Check("Use the built-in sandbox", said, "sandbox_switch")
        self.sandbox.toggled.connect(lambda on: choices.change(sandbox=on))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(Row("Ideogram key", self.key, "key_row", drop=7))
        part = column(self.sandbox, sentence(_SANDBOX, "sandbox_sentence"))
        rows.addWidget(Row("Sandbox", part, "sandbox_row"))
        rows.addStretch(1)
        choices.told.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.sandbox.setChecked(self._choices.now.sandbox)
