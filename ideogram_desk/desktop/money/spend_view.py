"""Spend by day as a chart with the models beside it, for the last week, month or three months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import PlainLabel, Segmented, named
from ideogram_desk.desktop.money.chart import DayChart
from ideogram_desk.desktop.money.model_bars import ModelBars
from ideogram_desk.desktop.money.spending import (
    RANGES,
    axis_words,
    day_words,
    gathered,
    series_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ideogram_desk.domain.money import Spend

USUAL = 30  # days
MODELS_WIDTH = 216
_CENT = 10_000


class SpendView(QWidget):
    """What was charged; the line above the chart tells the sum, or what is pointed at."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "spend_view", "Spend")
        self._spend: tuple[Spend, ...] = ()
        self._today: date | None = None
        self._sum = ""
        options = [(str(days), f"{days} days", f"The last {days} days") for days in RANGES]
        self.range = Segmented("spend_range", "Days shown", options)
        self.range.set_value(str(USUAL))
        self.range.setFixedWidth(216)
        self.range.chosen.connect(lambda _value: self._show())
        self.said = PlainLabel("", elide=True, name="spend_said")
        self.chart = DayChart(
            "spend_chart",
            "Spend by day",
            amount_words=words.dollars,
            axis_words=axis_words,
            series_words=series_words,
            day_words=day_words,
            empty="Nothing spent yet",
            least_step=_CENT,
        )
        self.chart.pointed.connect(lambda said: self.said.setText(said or self._sum))
        self.models = ModelBars()
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.said, 1)
        head.addWidget(self.range)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self.chart, 1, Qt.AlignmentFlag.AlignTop)
        self.models.setFixedWidth(MODELS_WIDTH)
        row.addWidget(self.models)
        column.addLayout(row)

    def show_spend(self, spend: Sequence[Spend], today: date) -> None:
        """Show what was charged on the last days; it holds as many as the longest range."""
        self._spend, self._today = tuple(spend), today
        self._show()

    def _show(self) -> None:
        if self._today is None:
            return
        days = int(self.range.value)
        spending = gathered(self._spend, self._today, days)
        empty = not self._spend
        self._sum = (
            ""
            if empty
            else f"{words.dollars(spending.charged)} in {days} days · "
            f"{words.counted(spending.pictures, 'image')}"
        )
        self.chart.show_days(spending.days, spending.order)
        self.models.show_models(spending.models, spending.order)
        self.models.setVisible(bool(spending.models))
        self.said.setText(self.chart.said or self._sum)
