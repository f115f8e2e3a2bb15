"""Choosing a colour palette: Ideogram's presets by eye, or up to eight colours of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ideogram_desk.desktop.kit import ChipGroup, FlowLayout, IconButton, named, slug
from ideogram_desk.desktop.kit_choices import Tile
from ideogram_desk.desktop.theme import LABEL, PALETTES, set_role, tokens_now
from ideogram_desk.desktop.words import readable
from ideogram_desk.domain import catalogue

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ideogram_desk.desktop.kit_choices import Option

_HEX = re.compile(r"#?((?:[0-9a-fA-F]{3}){1,2})")


def parse_colour(said: str) -> str | None:
    """The form #RRGGBB of "ff8800", "#f80"; None if it is no colour."""
    match = _HEX.fullmatch(said.strip())
    if match is None:
        return None
    digits = match[1] if len(match[1]) > 3 else "".join(d * 2 for d in match[1])  # noqa: PLR2004
    return f"#{digits.upper()}"


class _PresetTile(Tile):
    """A preset as a strip of its colours, with its name under it."""

    def __init__(self, preset: str) -> None:
        super().__init__(slug("palette", preset), f"Palette {readable(preset)}")
        self._preset = preset
        self.setFixedSize(64, 38)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strip = QRectF(6, 6, self.width() - 12, 11)
        clip = QPainterPath()
        clip.addRoundedRect(strip, 3, 3)
        painter.setClipPath(clip)
        colours = PALETTES[self._preset]
        step = strip.width() / len(colours)
        for index, colour in enumerate(colours):
            piece = QRectF(strip.x() + index * step, strip.y(), step + 1, strip.height())
            painter.fillRect(piece, QColor(colour))
        painter.setClipping(False)
        font = QFont(self.font())
        font.setPixelSize(LABEL - 1)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(tokens_now().text))
        foot = QRectF(0, 20, self.width(), 14)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, readable(self._preset))


class _Presets(ChipGroup):
    def make_chip(self, option: Option) -> QAbstractButton:
        return _PresetTile(option[0])


class _Swatch(QPushButton):
    """One colour of one's own; a click takes it away."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = colour
        self.setProperty("role", "tile")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(28, 28)
        named(self, slug("colour", colour), f"Colour {colour}", f"{colour}: click to remove it")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour.partition("@")[0]))
        painter.drawRoundedRect(QRectF(4, 4, self.width() - 8, self.height() - 8), 4, 4)


class PalettePicker(QWidget):
    """The palette of a request: () or (preset,) or colours."""

    changed = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        named(self, "palette_picker", "Colour palette")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.presets = _Presets("palette_presets", "Palette presets", gap=5)
        self.presets.set_options((name, name, name) for name in catalogue.PALETTES)
        self.presets.chosen.connect(lambda preset: self.changed.emit((preset,)))
        column.addWidget(self.presets)
        own = QWidget()
        self._row = FlowLayout(own)
        self.field = named(
            QLineEdit(), "palette_field", "Add a colour", "A colour: # and six hexadecimal digits"
        )
        self.field.setPlaceholderText("#RRGGBB")
        self.field.setProperty("role", "chip")
        self.field.setFixedWidth(84)
        self.field.setMaxLength(16)
        self.field.returnPressed.connect(self._enter)
        self.field.textEdited.connect(lambda _text: set_role(self.field, "invalid", value=False))
        self._dialog: QColorDialog | None = None
        self.pick = IconButton("palette", "Choose a colour by eye", "palette_pick", size=14)
        self.pick.clicked.connect(self._open_dialog)
        self._row.addWidget(self.field)
        self._row.addWidget(self.pick)
        column.addWidget(own)
        self._palette: tuple[str, ...] = ()

    def show_palette(self, palette: tuple[str, ...]) -> None:
        if palette == self._palette:
            return
        self._palette = palette
        is_preset = len(palette) == 1 and palette[0] in catalogue.PALETTES
        self.presets.set_value(palette[0] if is_preset else "")
        while self._row.count() > 2:  # noqa: PLR2004  the field and the button stay
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, colour in enumerate(() if is_preset else palette):
            swatch = _Swatch(colour)
            swatch.clicked.connect(lambda _on=False, at=index: self._remove(at))
            self._row.insert(index, swatch)
            swatch.show()
        self.updateGeometry()

    @property
    def _own(self) -> tuple[str, ...]:
        return tuple(c for c in self._palette if c not in catalogue.PALETTES)

    def add(self, colour: str) -> None:
        if colour not in self._own and len(self._own) < catalogue.MAX_PALETTE:
            self.changed.emit((*self._own, colour))

    def _remove(self, index: int) -> None:
        self.changed.emit(self._own[:index] + self._own[index + 1 :])

    def _enter(self) -> None:
        colour = parse_colour(self.field.text())
        set_role(self.field, "invalid", colour is None)
        if colour is not None:
            self.field.clear()
            self.add(colour)

    def _open_dialog(self) -> None:
        if self._dialog is None:
            self._dialog = QColorDialog(self)
            self._dialog.colorSelected.connect(lambda c: self.add(c.name().upper()))
        self._dialog.open()
