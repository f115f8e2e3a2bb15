"""Choosing the model, the aspect ratio, how many, and the seed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
)

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import ChipGroup, named, slug
from ideogram_desk.desktop.kit_choices import Tile
from ideogram_desk.desktop.theme import LABEL, set_role, tokens_now
from ideogram_desk.domain import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QPaintEvent

    from ideogram_desk.desktop.kit_choices import Option

FIRST_ROW = 5
_TILE = QSize(40, 46)


class ModelPicker(ChipGroup):
    """The generations as chips of one width, so that all of them stand in one row."""

    def __init__(self) -> None:
        super().__init__("model_picker", "Model", gap=4, even=True)
        self.set_options((name, name, f"Ideogram {name}") for name in catalogue.generations())

    def make_chip(self, option: Option) -> QAbstractButton:
        chip = super().make_chip(option)
        chip.setProperty("role", "model")
        chip.setMinimumWidth(35)
        chip.setFixedHeight(28)
        return chip


class AspectTile(Tile):
    """A ratio as a little drawn rectangle, with its name under it."""

    def __init__(self, aspect: str, text: str, tooltip: str) -> None:
        super().__init__(slug("aspect", aspect), tooltip)
        self._aspect, self._text = aspect, text
        self.setMinimumWidth(_TILE.width())
        self.setFixedHeight(_TILE.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = tokens_now()
        strong = self.isChecked() or self.underMouse() or self.hasFocus()
        colour = QColor(tokens.text if strong else tokens.dim)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.25))
        self._draw_sign(painter, QRectF(0, 6, self.width(), 18), tokens.dim)
        font = QFont(self.font())
        font.setPixelSize(LABEL)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(colour)
        foot = QRectF(0, 27, self.width(), 14)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, self._text)

    def _draw_sign(self, painter: QPainter, box: QRectF, dim: str) -> None:
        if self._aspect in (catalogue.AUTO, "more"):
            name = "sparkles" if self._aspect == catalogue.AUTO else "ellipsis"
            drawn = icons.pixmap(name, dim, 16, self.devicePixelRatioF())
            painter.drawPixmap(round(box.center().x() - 8), round(box.center().y() - 8), drawn)
            return
        shape = catalogue.ratio(self._aspect)
        # Of one area, as the pictures are, but never longer than the tile allows.
        width, height = 15 * shape**0.5, 15 / shape**0.5
        shrink = min(1.0, 24 / width, 19 / height)
        rect = QRectF(0, 0, round(width * shrink), round(height * shrink))
        rect.moveCenter(box.center())
        rect.moveTopLeft(rect.topLeft().toPoint().toPointF() + QRectF(0.5, 0.5, 0, 0).topLeft())
        painter.drawRoundedRect(rect, 1.5, 1.5)


class AspectPicker(ChipGroup):
    """The common ratios in one row; "More" shows all of them."""

    def __init__(self) -> None:
        super().__init__("aspect_picker", "Aspect ratio", even=True)
        self._all: tuple[str, ...] = ()
        self._expanded = False

    @property
    def expanded(self) -> bool:
        return self._expanded

    def show_ratios(self, ratios: tuple[str, ...], default: str, chosen: str) -> None:
        """The model's ratios; `chosen` is always among those in sight."""
        self._all = ratios
        shown = list(ratios)
        if not self._expanded:
            tall = "4:5" if "4:5" in ratios else "3:4"
            first = "auto" if default == "auto" else "1:1"
            common = dict.fromkeys((first, "1:1", tall, "9:16", "16:9", "3:2"))
            shown = [ratio for ratio in common if ratio in ratios][:FIRST_ROW]
            if chosen in ratios and chosen not in shown:
                shown[-1] = chosen
        self.set_options([*((r, _ratio_text(r), _ratio_tip(r)) for r in shown), self._last()])
        self.set_value(chosen)

    def _last(self) -> Option:
        if self._expanded:
            return ("more", "Less", "Show only the common ratios")
        return ("more", "More", f"Show all {len(self._all)} ratios")

    def make_chip(self, option: Option) -> QAbstractButton:
        tile = AspectTile(*option)
        tile.setCheckable(option[0] != "more")
        return tile

    def toggle(self) -> None:
        self._expanded = not self._expanded


def _ratio_text(ratio: str) -> str:
    return "Auto" if ratio == catalogue.AUTO else ratio


def _ratio_tip(ratio: str) -> str:
    if ratio == catalogue.AUTO:
        return "The model chooses the shape"
    shape = catalogue.ratio(ratio)
    name = "square" if shape == 1 else "wide" if shape > 1 else "tall"
    return f"{ratio}, {name}"


def _roll() -> int:
    return secrets.randbelow(catalogue.MAX_SEED + 1)


class SeedEdit(QLineEdit):
    """The seed; empty is random. Its icon rolls a number to keep, or clears it."""

    edited = Signal(str)

    def __init__(self, roll: Callable[[], int] = _roll) -> None:
        super().__init__()
        named(self, "seed_edit", "Seed", "Seed: the same seed makes the same picture again")
        self.setPlaceholderText("Random")
        self.setMaxLength(64)
        self.setFixedHeight(34)
        self._roll = roll
        self._act = self.addAction(icons.icon("dice-5", tokens_now().dim), _TRAILING)
        self._act.setObjectName("seed_roll")
        self._act.triggered.connect(self._roll_or_clear)
        self.textChanged.connect(self._draw)
        self.textEdited.connect(self.edited)
        self._draw()

    def show_text(self, text: str) -> None:
        if text != self.text():
            self.setText(text)

    def set_invalid(self, invalid: bool) -> None:
        set_role(self, "invalid", invalid)

    def _roll_or_clear(self) -> None:
        self.setText("" if self.text() else str(self._roll()))
        self.edited.emit(self.text())

    def _draw(self) -> None:
        filled = bool(self.text())
        self._act.setIcon(icons.icon("x" if filled else "dice-5", tokens_now().dim))
        self._act.setToolTip("Random again" if filled else "Keep one seed")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "_act"):
            self._draw()


_TRAILING = QLineEdit.ActionPosition.TrailingPosition
