"""The models by what was spent on them: name, amount, share; and the chart's key to its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import PlainLabel, named, slug
from ideogram_desk.desktop.money.chart_painter import series_token
from ideogram_desk.desktop.money.marks import ShareBar, Swatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.desktop.money.spending import ModelSpend


class _Line(QWidget):
    def __init__(self, model: str) -> None:
        super().__init__()
        name = slug("spend", model)
        named(self, name)
        self._model = words.model_label(model)
        self._swatch, self._bar = Swatch(), ShareBar()
        title = PlainLabel(self._model, elide=True, name=f"{name}_name")
        self._amount = PlainLabel(name=f"{name}_amount")
        self._pictures = PlainLabel("", "label", name=f"{name}_pictures")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._swatch, 0, 0)
        grid.addWidget(title, 0, 1)
        grid.addWidget(self._pictures, 0, 2)
        grid.addWidget(self._amount, 0, 3)
        grid.addWidget(self._bar, 1, 1, 1, 3)

    def show_spend(self, spend: ModelSpend, most: int, token: str) -> None:
        self._swatch.show_token(token)
        self._bar.show_share(spend.charged / most if most else 0.0, token)
        self._amount.setText(words.dollars(spend.charged))
        pictures = words.counted(spend.pictures, "image")
        self._pictures.setText(pictures)
        self.setAccessibleName(f"{self._model}: {words.dollars(spend.charged)} for {pictures}")


class ModelBars(QWidget):
    """The most paid for first; models without a colour of their own are grey, as in the chart."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "spend_by_model", "Spend by model")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self._lines: dict[str, _Line] = {}

    def show_models(self, models: Sequence[ModelSpend], order: Sequence[str]) -> None:
        for model in self._lines.keys() - {each.model for each in models}:
            line = self._lines.pop(model)
            line.hide()
            line.deleteLater()
        most = max((each.charged for each in models), default=0)
        for place, each in enumerate(models):
            if each.model not in self._lines:
                self._lines[each.model] = _Line(each.model)
            line = self._lines[each.model]
            self._column.insertWidget(place, line)
            line.show_spend(each, most, series_token(each.model, order))
