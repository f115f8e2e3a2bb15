"""How the program looks: light, dark, or as the system is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import Segmented, named
from ideogram_desk.desktop.settings.rows import Row

if TYPE_CHECKING:
    from ideogram_desk.desktop.settings.choices import Choices
    from ideogram_desk.desktop.theme import Theme


class LookPage(QWidget):
    """The theme; a choice restyles the program at once."""

    def __init__(self, choices: Choices, theme: Theme) -> None:
        super().__init__()
        named(self, "look_page", "Look")
        self._choices, self._theme = choices, theme
        self.looks = Segmented(
            "theme_segmented",
            "Appearance",
            [
                ("system", "System", "As the system is set, and with it"),
                ("light", "Light", "Always light"),
                ("dark", "Dark", "Always dark"),
            ],
        )
        self.looks.set_value(choices.now.theme)
        self.looks.chosen.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.looks, 3)
        row.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(Row("Appearance", row, "appearance_row", drop=8))
        rows.addStretch(1)

    def _choose(self, choice: str) -> None:
        match choice:
            case "system" | "light" | "dark":
                self._theme.choose(choice)
                self._choices.change(theme=choice)
