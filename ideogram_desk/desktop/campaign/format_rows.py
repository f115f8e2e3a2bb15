"""The formats: each a row with its shape drawn, that opens in place to be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ideogram_desk.desktop.campaign.choices import models, ratios, speeds, styles
from ideogram_desk.desktop.kit import IconButton, Pick, PlainLabel, named
from ideogram_desk.desktop.theme import tokens_now
from ideogram_desk.desktop.words import model_label, readable
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.campaign import Format

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

SHOWN = 60  # rows that are made; a file may hold thousands
_ROW = 34
_SIDE = 10


def draw_shape(painter: QPainter, box: QRectF, aspect: str, colour: str) -> None:
    """A ratio as a little rectangle of one area in the middle of a box."""
    try:
        shape = catalogue.ratio(aspect)
    except (ValueError, ZeroDivisionError):
        return
    width, height = 11 * shape**0.5, 11 / shape**0.5
    shrink = min(1.0, box.width() / width, box.height() / height)
    rect = QRectF(0, 0, round(width * shrink), round(height * shrink))
    rect.moveCenter(box.center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.25))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, 1.5, 1.5)


class _Face(QPushButton):
    """A closed row: name, shape, ratio, style."""

    def __init__(self, form: Format, number: int) -> None:
        super().__init__()
        self._form = form
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        said = ", ".join(filter(None, (form.name, form.aspect, form.style)))
        named(self, f"format_{number}", f"Format {said}", "Change this format")

    def sizeHint(self) -> QSize:
        return QSize(200, _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens, form = tokens_now(), self._form
        painter = QPainter(self)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        aspect = form.aspect or ""
        right = self.width() - _SIDE
        style = " · ".join(
            filter(None, (readable(form.style) if form.style else "", model_of(form)))
        )
        metrics = painter.fontMetrics()
        third = QRectF(right - 84, 0, 84, self.height())
        second = QRectF(third.left() - 66, 0, 62, self.height())
        first = QRectF(_SIDE, 0, second.left() - _SIDE - 6, self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        cut = Qt.TextElideMode.ElideRight
        painter.setPen(QColor(tokens.text))
        painter.drawText(first, flags, metrics.elidedText(form.name, cut, int(first.width())))
        painter.setPen(QColor(tokens.dim))
        painter.drawText(second.adjusted(22, 0, 0, 0), flags, aspect or "Auto")
        painter.drawText(third, flags, metrics.elidedText(style, cut, int(third.width())))
        if aspect:
            draw_shape(painter, QRectF(second.left(), 0, 16, self.height()), aspect, tokens.dim)


def model_of(form: Format) -> str:
    return model_label(form.model) if form.model else ""


class _Editor(QFrame):
    """An open row."""

    changed = Signal(object)
    removed = Signal()
    closed = Signal()

    def __init__(self, form: Format, campaign_model: str) -> None:
        super().__init__()
        self.setObjectName("format_editor")
        self._form, self._campaign_model = form, campaign_model
        self.name = named(QLineEdit(form.name), "format_name", "Name of the format")
        self.name.setPlaceholderText("Name")
        self.name.setMaxLength(200)
        self.aspect = Pick("format_aspect", "Aspect ratio")
        self.style_pick = Pick("format_style", "Style")
        self.model_pick = Pick("format_model", "Model")
        self.speed = Pick("format_speed", "Speed")
        self.remove = IconButton("trash-2", "Remove this format", "format_remove", size=14)
        self.done = IconButton("check", "Done (Enter)", "format_done", size=14)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.name, 1)
        head.addWidget(self.remove)
        head.addWidget(self.done)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for at, (label, pick) in enumerate(
            (
                ("Aspect ratio", self.aspect),
                ("Style", self.style_pick),
                ("Model", self.model_pick),
                ("Speed", self.speed),
            )
        ):
            row, column = divmod(at, 2)
            pick.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            grid.addWidget(PlainLabel(label, "label"), 2 * row, column)
            grid.addWidget(pick, 2 * row + 1, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(8, 8, 8, 10)
        column_.setSpacing(8)
        column_.addLayout(head)
        column_.addLayout(grid)
        self._offer()
        self._wire()

    def _wire(self) -> None:
        self.name.textEdited.connect(lambda text: self._change(name=text))
        self.name.returnPressed.connect(self.closed)
        self.aspect.chosen.connect(lambda said: self._change(aspect=said or None))
        self.style_pick.chosen.connect(lambda said: self._change(style=said or None))
        self.model_pick.chosen.connect(lambda said: self._change(model=said or None))
        self.speed.chosen.connect(lambda said: self._change(speed=said or None))
        self.remove.clicked.connect(self.removed)
        self.done.clicked.connect(self.closed)

    def _offer(self) -> None:
        form = self._form
        model = form.model or self._campaign_model
        for pick, options, chosen in (
            (self.aspect, ratios(model, form.aspect), form.aspect),
            (self.style_pick, styles(model, form.style), form.style),
            (self.model_pick, [("", "Default"), *models()], form.model),
            (self.speed, speeds(model, form.speed), form.speed),
        ):
            pick.set_options(options)
            pick.set_value(chosen or "")

    def _change(self, **parts: str | None) -> None:
        self._form = replace(self._form, **parts)  # type: ignore[arg-type]
        self._offer()
        self.changed.emit(self._form)

    def show_model(self, campaign_model: str) -> None:
        self._campaign_model = campaign_model
        self._offer()


class FormatRows(QFrame):
    """All formats; one is open at most. `changed(formats)` by the user."""

    changed = Signal(tuple)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        named(self, "format_rows", "Formats")
        self.setProperty("surface", "raised")
        self._formats: tuple[Format, ...] = ()
        self._model = catalogue.DEFAULT_MODEL
        self._open = -1
        self._editor: _Editor | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)

    @property
    def formats(self) -> tuple[Format, ...]:
        return self._formats

    def show_formats(self, formats: tuple[Format, ...], model: str) -> None:
        """Show these; silent. What is being typed stays open."""
        if model != self._model and self._editor is not None:
            self._editor.show_model(model)
        self._model = model
        if formats != self._formats:
            self._formats = formats
            self._open = -1
            self._rebuild()

    def add(self) -> None:
        """One more, open, with a shape that is not there yet."""
        taken = {one.aspect for one in self._formats}
        shapes = ("1:1", "9:16", "16:9", "4:5", "3:2", "2:3")
        aspect = next((shape for shape in shapes if shape not in taken), "1:1")
        names = {one.name for one in self._formats}
        number = len(self._formats) + 1
        while f"format-{number}" in names:
            number += 1
        self._formats = (*self._formats, Format(f"format-{number}", aspect))
        self.open(len(self._formats) - 1)
        self.changed.emit(self._formats)

    def open(self, at: int) -> None:
        self._open = at
        self._rebuild()
        if self._editor is not None:
            self._editor.name.setFocus(Qt.FocusReason.OtherFocusReason)
            self._editor.name.selectAll()

    def _rebuild(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._editor = None
        for at, form in enumerate(self._formats[:SHOWN]):
            if at:
                self._column.addWidget(_Line())
            self._column.addWidget(self._edit(at, form) if at == self._open else self._face(at))
        left = len(self._formats) - SHOWN
        if left > 0:
            more = PlainLabel(f"and {left:,} more", "dim", name="formats_more")
            more.setContentsMargins(_SIDE, 6, _SIDE, 6)
            self._column.addWidget(more)
        self.setVisible(bool(self._formats))
        self.updateGeometry()

    def _face(self, at: int) -> QWidget:
        face = _Face(self._formats[at], at + 1)
        face.clicked.connect(lambda: self.open(at))
        return face

    def _edit(self, at: int, form: Format) -> QWidget:
        editor = self._editor = _Editor(form, self._model)
        editor.changed.connect(lambda changed: self._put(at, changed))
        editor.removed.connect(lambda: self._remove(at))
        editor.closed.connect(lambda: self._close(at))
        return editor

    def _put(self, at: int, form: Format) -> None:
        self._formats = (*self._formats[:at], form, *self._formats[at + 1 :])
        self.changed.emit(self._formats)

    def _remove(self, at: int) -> None:
        self._formats = (*self._formats[:at], *self._formats[at + 1 :])
        self._open = -1
        self._rebuild()
        self.changed.emit(self._formats)
        self.removed.emit(1)

    def _close(self, at: int) -> None:
        self._open = -1
        self._rebuild()
        item = self._column.itemAt(2 * at)
        face = item.widget() if item is not None else None
        if face is not None:
            face.setFocus(Qt.FocusReason.OtherFocusReason)


class _Line(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(tokens_now().line))
