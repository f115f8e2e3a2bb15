"""Facts as two columns with a hairline under each row, and a copy button that shows on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.inspector.facts import MIXED, Fact
from ideogram_desk.desktop.kit import IconButton, PlainLabel, named, slug, tip
from ideogram_desk.desktop.theme import BODY, tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent


LABEL_WIDTH = 86
_ALWAYS = frozenset({"seed", "picture_id", "job_id", "generation_id"})  # what people come to copy
CUT = 300  # characters of one value; Copy gives them all
LONGEST_WORD = 20  # characters that fit beside a label


def copy_text(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


class CopyButton(IconButton):
    """A copy button that keeps its place while it is not painted."""

    def __init__(self) -> None:
        super().__init__("copy", "Copy", size=13)
        self.setFixedSize(22, 22)
        self._painted = True

    def show_sign(self, *, painted: bool, done: bool = False) -> None:
        self._painted = painted
        self.set_icon("check" if done else "copy", token="good" if done else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._painted:
            super().paintEvent(event)


class FactRow(QWidget):
    """One fact; the copy button shows under the pointer, and with the keyboard's focus."""

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 3, 0, 3)
        row.setSpacing(6)
        self._label = PlainLabel("", "dim", elide=True)
        self._label.setFixedWidth(LABEL_WIDTH)
        self._value = PlainLabel(wrap=True, selectable=True)
        self._value.setMinimumWidth(20)
        self._value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._copy = CopyButton()
        self._copy.installEventFilter(self)
        self._copy.clicked.connect(self.copy)
        row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._value, 1)
        row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        self._label.setMinimumHeight(22)
        self._value.setMinimumHeight(22)
        self._fact: Fact | None = None

    @property
    def fact(self) -> Fact | None:
        return self._fact

    @property
    def stop(self) -> QWidget:
        """Where Tab stops in this row."""
        return self._copy

    def show_fact(self, fact: Fact) -> None:
        if fact == self._fact:
            return
        self._fact = fact
        name = slug("fact", fact.key)
        named(self, name)
        self._label.setText(fact.label)
        named(self._value, f"{name}_value", f"{fact.label}: {fact.value[:CUT]}")
        shown = _cut_words(fact.value)
        self._value.setText(shown)
        self._value.setToolTip(tip(fact.tooltip or (fact.value if shown != fact.value else "")))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(BODY - 1)
        self._value.setFont(font if fact.mono else self.font())
        self._copy.setEnabled(fact.value != MIXED)
        named(self._copy, f"{name}_copy", tooltip=f"Copy {fact.label.lower()}")
        self._draw_copy()

    def copy(self) -> None:
        if self._fact is not None:
            copy_text(self._fact.copied or self._fact.value)
            self._copy.show_sign(painted=True, done=True)
            self.copied.emit(self._fact.label)

    def _draw_copy(self) -> None:
        always = self._fact is not None and self._fact.key in _ALWAYS and self._copy.isEnabled()
        here = self._copy.isEnabled() and (self.underMouse() or self._copy.hasFocus())
        self._copy.show_sign(painted=always or here)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._draw_copy()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._draw_copy()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens_now().line))


def _cut_words(value: str) -> str:
    """Endless words lose their middle: an id or a path must not widen the column."""
    return " ".join(
        word if len(word) <= LONGEST_WORD else f"{word[:10]}…{word[-8:]}"
        for word in value[:CUT].split()
    ) + ("…" if len(value) > CUT else "")


def _stop_before(widget: QWidget) -> QWidget:
    """Where Tab stops before it comes here."""
    before = widget.previousInFocusChain()
    while before not in (widget, None) and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        before = before.previousInFocusChain()
    return before or widget


class FactRows(QWidget):
    """Rows that are filled anew and not built anew: the arrow keys go through many pictures."""

    copied = Signal(str)

    def __init__(self, name: str, accessible: str) -> None:
        super().__init__()
        named(self, name, accessible)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._rows: list[FactRow] = []

    def show_facts(self, facts: Sequence[Fact]) -> None:
        while len(self._rows) < len(facts):
            row = FactRow()
            before = self._rows[-1].stop if self._rows else _stop_before(self)
            row.copied.connect(self.copied)
            self._column.addWidget(row)
            QWidget.setTabOrder(before, row.stop)
            self._rows.append(row)
        for row, fact in zip(self._rows, facts, strict=False):
            row.show_fact(fact)
            row.show()
        for row in self._rows[len(facts) :]:
            row.hide()

    @property
    def facts(self) -> dict[str, Fact]:
        """What is shown, by key."""
        return {row.fact.key: row.fact for row in self._rows if row.fact and not row.isHidden()}

    def row(self, key: str) -> FactRow:
        return next(r for r in self._rows if r.fact and r.fact.key == key and not r.isHidden())


class IconLine(QWidget):
    """A calm word where there is nothing to show: an icon, and a line under it."""

    def __init__(self, icon: str, text: str) -> None:
        super().__init__()
        named(self, "inspector_empty", text)
        self._icon = icon
        self._sign = PlainLabel(name="inspector_empty_sign")
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = PlainLabel(text, "dim", wrap=True, name="inspector_empty_text")
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._sign)
        column.addWidget(line)
        column.addStretch(3)
        self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap(self._icon, tokens_now().faint, 28, ratio))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_sign"):
            self._draw()
