"""Today's money: what is spent and set aside, the day's budget, and what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import PlainLabel, named, slug
from ideogram_desk.desktop.money.dollar_field import DollarField
from ideogram_desk.desktop.money.marks import Swatch
from ideogram_desk.desktop.theme import set_role, tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ideogram_desk.domain.job import QueueTotals

_SENTENCE = (
    "When it is reached nothing more is sent until midnight. What is set aside and what may have "
    "been paid count too, so it cannot be overrun. The sandbox costs nothing."
)


class BudgetBar(QWidget):
    """Spent, may have been paid, set aside: side by side against the budget."""

    TOKENS = ("accent", "warn", "faint")

    def __init__(self) -> None:
        super().__init__()
        named(self, "budget_bar", "Today against the budget")
        self._parts: tuple[int, ...] = (0, 0, 0)
        self._budget: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 12)

    def show_parts(self, parts: tuple[int, ...], budget: int | None) -> None:
        self._parts, self._budget = parts, budget
        self.update()

    def spans(self) -> list[tuple[float, float]]:
        """Where each part begins and how long it is, in pixels."""
        whole = max(sum(self._parts), self._budget or 0)
        start, spans = 0.0, []
        for part in self._parts:
            length = self.width() * part / whole if whole else 0.0
            spans.append((start, length))
            start += length
        return spans

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(tokens.line))
        for (start, length), token in zip(self.spans(), self.TOKENS, strict=True):
            if length:
                box = QRectF(start, 0, max(1.0, length - 1), self.height())
                painter.fillRect(box, QColor(str(getattr(tokens, token))))


class _Figure(QWidget):
    """A large amount, and below it, beside the colour it has in the bar, what it is."""

    def __init__(self, caption: str, token: str) -> None:
        super().__init__()
        name = slug("today", caption)
        named(self, name)
        self._caption = caption
        self.amount = PlainLabel("–", "figure", name=f"{name}_amount")
        swatch = Swatch()
        swatch.show_token(token)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.amount)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(swatch)
        below.addWidget(PlainLabel(caption, "dim", name=f"{name}_caption"), 1)
        column.addLayout(below)

    def show_amount(self, micros: int) -> None:
        self.amount.setText(words.dollars(micros))
        self.setAccessibleName(f"{words.dollars(micros)} {self._caption}")


class TodayMoney(QWidget):
    """Today's figures, and the field for the budget; `budget_chosen` tells millionths or None."""

    budget_chosen = Signal(object)  # int | None

    def __init__(self, budget: int | None) -> None:
        super().__init__()
        named(self, "today_money", "Today’s money")
        self._budget = budget
        self._totals: tuple[int, ...] = ()  # until they are known
        captions = ("spent today", "may have been paid today", "set aside")
        self._figures = [
            _Figure(caption, token)
            for caption, token in zip(captions, BudgetBar.TOKENS, strict=True)
        ]
        self.bar = BudgetBar()
        self.left = PlainLabel("", "dim", name="budget_left")
        self.field = DollarField(
            "day_budget_edit", "Day budget in dollars", "No budget", may_be_empty=True
        )
        self.field.set_micros(budget)
        self.field.chosen.connect(self._choose)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        figures = QHBoxLayout()
        figures.setSpacing(28)
        for figure in self._figures:
            figures.addWidget(figure)
        figures.addStretch(1)
        column.addLayout(figures)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.setSpacing(10)
        label = PlainLabel("Day budget", name="day_budget_label")
        label.setBuddy(self.field.edit)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
        self.field.edit.setFixedWidth(110)
        row.addWidget(self.field.edit)
        row.addWidget(self.left, 1)
        column.addLayout(row)
        column.addWidget(self.field.problem)
        column.addWidget(PlainLabel(_SENTENCE, "dim", wrap=True, name="budget_sentence"))

    def show_totals(self, totals: QueueTotals) -> None:
        self._totals = (totals.spent_today, totals.unsure_today, totals.reserved)
        self._show()

    def show_budget(self, budget: int | None) -> None:
        if budget != self._budget:
            self._budget = budget
            self.field.set_micros(budget)
            self._show()

    def _choose(self, micros: int | None) -> None:
        if micros != self._budget:
            self._budget = micros
            self._show()
            self.budget_chosen.emit(micros)

    def _show(self) -> None:
        if not self._totals:
            return
        for figure, amount in zip(self._figures, self._totals, strict=True):
            figure.show_amount(amount)
        self.bar.show_parts(self._totals, self._budget)
        said = self._said()
        self.left.setText(said)
        over = self._budget is not None and sum(self._totals) >= self._budget
        set_role(self.left, "role", "bad" if over else "dim")
        self.bar.setAccessibleDescription(said)

    def _said(self) -> str:
        if self._budget is None:
            return "Empty: nothing is held back."
        left = self._budget - sum(self._totals)
        budget = words.dollars(self._budget)
        if left < 0:
            return f"{words.dollars(-left)} over {budget}: nothing more is sent today."
        if left == 0:
            return f"All of {budget} is spent or set aside."
        return f"{words.dollars(left)} of {budget} left today."
