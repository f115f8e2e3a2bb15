"""Stars, favorite, flag, colour label: set by pointer or keyboard, told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ideogram_desk.desktop import icons, theme
from ideogram_desk.desktop.inspector.stars import Stars, draw_ring
from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.desktop.theme import tokens_now
from ideogram_desk.domain.change import LABELS, PICK, REJECT, Favor, Flag, Label, Rate

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QFont, QPaintEvent

    from ideogram_desk.desktop.inspector.shared import Shared

SIDE = 28  # pixels, of a button
MOST_COMPARED = 4  # of one picture: with those that follow it
FILLED = ("heart", "flag")


class Mark(QAbstractButton):
    """A small toggle: an icon, or a letter in its colour; a dash under it says "mixed"."""

    def __init__(self, name: str, said: str, tooltip: str, *, icon: str = "", colour: str) -> None:
        super().__init__()
        # The colour is a token's name beside an icon, which the theme tints, else itself.
        self._said, self._icon, self._colour = said, icon, colour
        self._mixed = False
        named(self, name, said, tooltip)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(SIDE, SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mark(self, on: bool | None) -> None:
        """None: some have it and others have not."""
        self._mixed = on is None
        self.setChecked(bool(on))
        self.setAccessibleName(f"{self._said}, mixed" if on is None else self._said)
        self.update()

    @property
    def is_mixed(self) -> bool:
        return self._mixed

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, painter = tokens_now(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        on = self.isChecked()
        if self._icon:
            painter.setBrush(QColor(tokens.wash if on else tokens.raised))
            painter.setPen(QPen(QColor(tokens.accent if on else tokens.line), 1))
            painter.drawRoundedRect(box, 6, 6)
            shown = tokens.text if self.underMouse() else tokens.dim
            if on:
                shown = str(getattr(tokens, self._colour))
            drawn = icons.pixmap(
                self._icon, shown, 15, self.devicePixelRatioF(), filled=on and self._icon in FILLED
            )
            painter.drawPixmap((self.width() - 15) // 2, (self.height() - 15) // 2, drawn)
        else:
            painter.setBrush(QColor(self._colour if on else tokens.raised))
            painter.setPen(QPen(QColor(self._colour), 2 if self.underMouse() else 1.4))
            painter.drawRoundedRect(box, 6, 6)
            painter.setFont(_letter_font(self.font()))
            painter.setPen(QColor(theme.DARK.window if on else tokens.text))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._said[:1].upper())
        if self._mixed:
            painter.fillRect(
                QRectF(self.width() / 2 - 4, self.height() - 7, 8, 2), QColor(tokens.text)
            )
        if self.hasFocus():
            draw_ring(painter, QRectF(self.rect()), tokens.accent)


class Marks(QWidget):
    """The marks of one picture, or of many; `change_requested` with what the user wants of them."""

    change_requested = Signal(object)  # a domain change
    compare_requested = Signal()

    def __init__(self, name: str, prefix: str = "") -> None:
        super().__init__()
        named(self, name, "Marks")
        self._shared: Shared | None = None
        self.stars = Stars(f"{prefix}rating_stars")

        def mark(name: str, said: str, tip: str, colour: str, icon: str = "") -> Mark:
            return Mark(f"{prefix}{name}_button", said, tip, icon=icon, colour=colour)

        self.favorite = mark("favorite", "Favorite", "Favorite (F)", "bad", "heart")
        self.pick = mark("pick", "Pick", "Pick (P)", "good", "flag")
        self.reject = mark("reject", "Reject", "Reject (X)", "bad", "x")
        self.labels = [
            mark(f"label_{label}", label.capitalize(), _label_tip(place), colour)
            for place, (label, colour) in enumerate(zip(LABELS, theme.LABELS, strict=True))
            if label
        ]
        self.compare = Button(
            "Compare",
            icon="columns-2",
            tooltip="Look at them side by side (C)",
            name=f"{prefix}compare_button",
        )
        self.compare.clicked.connect(self.compare_requested)
        self.mixed = PlainLabel("", "label", wrap=True, name=f"{name}_mixed")
        self._lay_out()
        self.stars.chosen.connect(lambda rating: self._want(Rate(self._numbers(), rating)))
        self.favorite.clicked.connect(self._favor)
        self.pick.clicked.connect(lambda: self._flag(PICK))
        self.reject.clicked.connect(lambda: self._flag(REJECT))
        for place, button in enumerate(self.labels, 1):
            button.clicked.connect(lambda _on=False, place=place: self._label(place))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        rows = ((self.stars, self.favorite, self.compare), (*self.labels, self.pick, self.reject))
        for first, *rest in rows:
            row = QHBoxLayout()
            row.setSpacing(6)
            row.addWidget(first)
            for widget in rest:
                if widget in (self.favorite, self.pick):
                    row.addStretch(1)
                row.addWidget(widget)
            column.addLayout(row)
        column.addWidget(self.mixed)

    def show_shared(self, shared: Shared) -> None:
        self._shared = shared
        self.compare.setVisible(shared.count <= MOST_COMPARED)
        self.stars.show_rating(shared.rating)
        self.favorite.show_mark(shared.favorite)
        for mark, flag in ((self.pick, PICK), (self.reject, REJECT)):
            mark.show_mark(shared.has(shared.flags, flag))
        for place, mark in enumerate(self.labels, 1):
            mark.show_mark(shared.has(shared.labels, place))
        mixed = f"mixed: {', '.join(shared.mixed)}" if shared.mixed else ""
        said = " · ".join(part for part in (shared.applies, mixed) if part)
        self.mixed.setText(said[:1].upper() + said[1:])
        self.mixed.setVisible(bool(said))

    def _numbers(self) -> tuple[int, ...]:
        return self._shared.numbers if self._shared is not None else ()  # type: ignore[return-value]

    def _want(self, change: Rate | Favor | Flag | Label) -> None:
        if len(change.numbers):
            self.change_requested.emit(change)

    def _favor(self) -> None:
        """Of several that differ, a press makes all of them favorites."""
        on = self.favorite.is_mixed or self.favorite.isChecked()
        self.favorite.show_mark(on)
        self._want(Favor(self._numbers(), on))

    def _flag(self, flag: int) -> None:
        mark, other = (self.pick, self.reject) if flag == PICK else (self.reject, self.pick)
        on = mark.is_mixed or mark.isChecked()
        mark.show_mark(on)
        other.show_mark(False)
        self._want(Flag(self._numbers(), flag if on else 0))

    def _label(self, place: int) -> None:
        pressed = self.labels[place - 1]
        on = pressed.is_mixed or pressed.isChecked()
        for mark in self.labels:
            mark.show_mark(on and mark is pressed)
        self._want(Label(self._numbers(), place if on else 0))


def _label_tip(place: int) -> str:
    return f"Label {LABELS[place]} ({place + 5})"


def _letter_font(font: QFont) -> QFont:
    font.setPixelSize(12)
    font.setWeight(font.Weight.DemiBold)
    return font
