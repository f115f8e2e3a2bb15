"""The ledger's four accounts, each with its sum and one sentence on what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import PlainLabel, named

if TYPE_CHECKING:
    from ideogram_desk.domain.money import Balance

_ACCOUNTS = (
    ("reserved", "Set aside", "For pictures that are queued or under way, at today’s prices."),
    ("charged", "Charged", "For answers that came: what Ideogram bills, also for withheld ones."),
    ("unsure", "Unsure", "Sent, but no answer came. It may have been paid; your bill tells."),
    ("released", "Given back", "Was set aside, and then not needed: cancelled, refused or failed."),
)


class LedgerTable(QWidget):
    """Every job's money is in exactly one account at any time."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "ledger", "Ledger")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self._sums: dict[str, PlainLabel] = {}
        top = Qt.AlignmentFlag.AlignTop
        for row, (account, title, sentence) in enumerate(_ACCOUNTS):
            total = PlainLabel("–", name=f"ledger_{account}")
            total.setAlignment(Qt.AlignmentFlag.AlignRight | top)
            self._sums[account] = total
            said = PlainLabel(sentence, "dim", wrap=True, name=f"ledger_{account}_sentence")
            grid.addWidget(PlainLabel(title, name=f"ledger_{account}_title"), row, 0, top)
            grid.addWidget(total, row, 1, top)
            grid.addWidget(said, row, 2, top)

    def show_balance(self, balance: Balance) -> None:
        for account, title, _ in _ACCOUNTS:
            said = words.dollars(getattr(balance, account))
            self._sums[account].setText(said)
            self._sums[account].setAccessibleName(f"{title}: {said}")
