"""The list of what was done: a press on a step goes back to it, or forward again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from ideogram_desk.desktop.browse.history_model import AnyIndex, HistoryModel, Step

HEIGHT = 44
PAD = 12
DOT = 8
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: HistoryView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        self._view.paint_step(painter, option, index)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(100, self._view.step_height())


class HistoryView(QListView):
    """`chosen` tells the number of the change that shall be the last one made; 0: none."""

    chosen = Signal(int)

    def __init__(self, steps: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "history_list", "History of changes")
        self.steps = steps
        self._ink: Ink | None = None
        self._pressed = -1
        self.setModel(steps)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setBackgroundRole(QPalette.ColorRole.NoRole)

    def _ink_now(self) -> Ink:
        tokens, dpr = tokens_now(), self.devicePixelRatioF()
        if self._ink is None or self._ink.tokens is not tokens or self._ink.dpr != dpr:
            self._ink = Ink(tokens, self.font(), dpr)
        return self._ink

    def step_height(self) -> int:
        ink = self._ink_now()
        return max(HEIGHT, ink.title_metrics.height() + ink.label_metrics.height() + 12)

    # --- painting ----------------------------------------------------------------------------

    def paint_step(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        step = self.steps.step(index)
        if step is None:
            return
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        focused = self.hasFocus() and index == self.currentIndex()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, step, focused=focused, hovered=hovered)
        self._line(painter, rect, step, last=index.row() == self.steps.rowCount() - 1)
        self._words(painter, rect, step, hovered=hovered or focused)
        painter.restore()

    def _ground(
        self, painter: QPainter, rect: QRect, step: Step, *, focused: bool, hovered: bool
    ) -> None:
        tokens = self._ink_now().tokens
        fill = tokens.wash if step.is_now else tokens.raised if hovered else None
        if fill is None and not focused:
            return
        painter.setPen(QPen(QColor(tokens.accent), 1) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill) if fill is not None else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(4.5, 1.5, -4.5, -1.5), 6, 6)

    def _line(self, painter: QPainter, rect: QRect, step: Step, *, last: bool) -> None:
        """The thread that the steps hang on: full where they hold, open where they are undone."""
        tokens = self._ink_now().tokens
        x, y = rect.left() + PAD + DOT / 2, rect.center().y() + 0.5
        painter.setPen(QPen(QColor(tokens.line), 1))
        if not last:
            painter.drawLine(round(x), round(y + DOT / 2 + 2), round(x), rect.bottom() + 1)
        if self.steps.rowCount() > 1 and rect.top() > 0:
            painter.drawLine(round(x), rect.top(), round(x), round(y - DOT / 2 - 2))
        dot = QRectF(x - DOT / 2, y - DOT / 2, DOT, DOT)
        colour = tokens.accent if step.is_now else tokens.faint
        painter.setPen(QPen(QColor(colour), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush if step.undone else QColor(colour))
        painter.drawEllipse(dot)

    def _words(self, painter: QPainter, rect: QRect, step: Step, *, hovered: bool) -> None:
        ink = self._ink_now()
        left = rect.left() + PAD + DOT + 10
        width = rect.right() - PAD - left
        title, small = ink.title_metrics.height(), ink.label_metrics.height()
        top = rect.top() + (rect.height() - title - small - 1) // 2
        painter.setFont(ink.title)
        painter.setPen(QColor(ink.tokens.dim if step.undone else ink.tokens.text))
        said = ink.title_metrics.elidedText(step.said, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, top, width, title), _LEFT, said)
        painter.setFont(ink.label)
        painter.setPen(QColor(ink.tokens.dim))
        below = ink.elided(_below(step, hovered=hovered), width)
        painter.drawText(QRect(left, top + title + 1, width, small), _LEFT, below)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._ink = None
            self.scheduleDelayedItemsLayout()

    # --- pointer and keys --------------------------------------------------------------------

    def enter(self) -> None:
        self.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.steps.index(0))

    def _choose(self, index: AnyIndex) -> None:
        step = self.steps.step(index)
        if step is not None and not step.is_now:
            self.chosen.emit(step.number)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed = self.indexAt(event.position().toPoint()).row()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        pressed, self._pressed = self._pressed, -1
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.isValid() and index.row() == pressed:
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _below(step: Step, *, hovered: bool) -> str:
    if step.is_now:
        return f"{step.when} · now" if step.when else "now"
    if hovered:
        return "Bring this back" if step.undone else "Go back to here"
    parts = [step.when, "undone" if step.undone else ""]
    return " · ".join(part for part in parts if part)
