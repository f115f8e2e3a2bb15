"""Titled parts of a column; a section has its label at the left, a note or link at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit_basics import Button, PlainLabel, heading, named, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping


def titled(page: QWidget, trouble: QWidget, parts: Iterable[tuple[str, QWidget]]) -> None:
    """Lay a page out: what is wrong at the top, then each part under its title."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 12, 0, 8)
    column.setSpacing(10)
    column.addWidget(trouble)
    for place, (title, part) in enumerate(parts):
        if place:
            column.addSpacing(18)
        column.addWidget(heading(title, f"{part.objectName()}_title"))
        column.addWidget(part)
    column.addStretch(1)


def scrolled(form: QWidget, name: str, make_room: Callable[..., None]) -> QScrollArea:
    """A form that scrolls up and down only; `make_room` is told of its scroll bar."""
    scroll = QScrollArea()
    scroll.setObjectName(name)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(form)
    scroll.verticalScrollBar().rangeChanged.connect(
        lambda _least, most: make_room(scroll_bar=most > 0)
    )
    return scroll


class Section(QWidget):
    """A titled part of a column.

    With `memory` it folds at a click on its title, and remembers under its object name in that
    mapping, which the window keeps with its settings. `set_problem` shows a sentence under the
    content, in the place where the eye already is.
    """

    link_clicked = Signal()
    folded = Signal(bool)

    def __init__(
        self,
        title: str,
        content: QWidget | None = None,
        *,
        link: str = "",
        link_tooltip: str = "",
        name: str = "",
        memory: MutableMapping[str, bool] | None = None,
    ) -> None:
        super().__init__()
        named(self, name or slug(title, "section"), title)
        self._memory = memory
        self._title = title
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        head = self._head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        self.title_widget = self._make_title(title)
        self.note = PlainLabel("", "label", name=f"{self.objectName()}_note")
        self.note.hide()
        head.addWidget(self.title_widget)
        head.addStretch(1)
        head.addWidget(self.note)
        self.link: Button | None = None
        if link:
            self.link = Button(link, "link", tooltip=link_tooltip, name=f"{self.objectName()}_link")
            self.link.clicked.connect(self.link_clicked)
            head.addWidget(self.link)
        self._column.addLayout(head)
        self._body = QVBoxLayout()
        self._body.setSpacing(6)
        self._column.addLayout(self._body)
        self._problem: PlainLabel | None = None
        self._content: list[QWidget] = []
        if content is not None:
            self.add(content)
        if memory is not None:
            self.set_open(memory.get(self.objectName(), True))

    def _make_title(self, title: str) -> PlainLabel | Button:
        if self._memory is None:
            return PlainLabel(title, "label")
        fold = Button(title, "link", name=f"{self.objectName()}_fold", icon="chevron-down")
        fold.clicked.connect(lambda: self.set_open(not self.is_open))
        return fold

    def add_to_head(self, widget: QWidget) -> None:
        """A small control at the right of the title."""
        self._head.addWidget(widget)

    def add(self, widget: QWidget) -> None:
        self._content.append(widget)
        self._body.addWidget(widget)

    @property
    def is_open(self) -> bool:
        return self._memory is None or self._memory.get(self.objectName(), True)

    def set_open(self, is_open: bool) -> None:
        for widget in self._content:
            widget.setVisible(is_open)
        if self._memory is not None:
            self._memory[self.objectName()] = is_open
        if isinstance(self.title_widget, Button):
            self.title_widget.set_icon("chevron-down" if is_open else "chevron-right")
            self.title_widget.setAccessibleName(f"{self._title}, {'open' if is_open else 'folded'}")
        self.folded.emit(not is_open)

    def set_title(self, title: str) -> None:
        self._title = title
        self.setAccessibleName(title)
        if isinstance(self.title_widget, PlainLabel):
            self.title_widget.setText(title)
        else:
            self.title_widget.set_text(title)

    def set_note(self, text: str) -> None:
        """A quiet word at the right of the title: "896 × 1120"."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    @property
    def problem(self) -> str:
        return self._problem.text() if self._problem is not None else ""

    def set_problem(self, sentence: str) -> None:
        if self._problem is None:
            if not sentence:
                return
            name = f"{self.objectName()}_problem"
            self._problem = PlainLabel("", "bad", wrap=True, name=name)
            self._column.addWidget(self._problem)
        if self._problem.text() != sentence:
            self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
