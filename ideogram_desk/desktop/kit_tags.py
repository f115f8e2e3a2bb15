"""Tags as chips that go away at a click, with a field for one more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ideogram_desk.desktop.kit_basics import Button, named, slug
from ideogram_desk.desktop.kit_flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

LONGEST_TAG = 64
MOST_TAGS = 50
_BETWEEN = re.compile(r"[,;\r\n\u2028\u2029\x00]+")


def clean_tag(said: str) -> str:
    """A tag as it is stored: one line, no leading "#", nothing that cannot be seen."""
    shown = "".join(c for c in said if c.isprintable() and c not in ",;")
    return " ".join(shown.split()).lstrip("#").strip()[:LONGEST_TAG]


class _TagField(QLineEdit):
    """The "+ tag" field: comma and Enter add, Backspace on nothing takes the last one back."""

    entered = Signal(str)
    took_back = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if plain and (enter or event.text() in (",", ";")):
            self.entered.emit(self.text())
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.took_back.emit()
        else:
            super().keyPressEvent(event)


class TagEditor(QWidget):
    """The tags of something; `changed` tells them all whenever the user adds or removes one."""

    changed = Signal(tuple)

    def __init__(self, name: str = "tag_editor", accessible: str = "Tags") -> None:
        super().__init__()
        named(self, name, accessible)
        self._tags: tuple[str, ...] = ()
        self._flow = FlowLayout(self)
        self.field = named(
            _TagField(),
            f"{name}_field",
            "Add a tag",
            "Add a tag: Enter or a comma after it",
        )
        self.field.setPlaceholderText("+ tag")
        self.field.setMaxLength(2000)
        self.field.setProperty("role", "chip")
        self.field.setFixedWidth(64)
        self.field.entered.connect(self.add)
        self.field.took_back.connect(self._take_back)
        self.field.editingFinished.connect(lambda: self.add(self.field.text()))
        self._flow.addWidget(self.field)

    @property
    def tags(self) -> tuple[str, ...]:
        return self._tags

    def set_tags(self, tags: Iterable[str]) -> None:
        """Show these; silent."""
        wanted: list[str] = []
        seen: set[str] = set()
        for tag in map(clean_tag, tags):
            if tag and tag.casefold() not in seen and len(wanted) < MOST_TAGS:
                wanted.append(tag)
                seen.add(tag.casefold())
        if tuple(wanted) == self._tags:
            return
        self._tags = tuple(wanted)
        self._rebuild()

    def set_known(self, tags: Iterable[str]) -> None:
        """Tags that the field completes."""
        completer = QCompleter(sorted(tags), self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field.setCompleter(completer)

    def add(self, said: str) -> None:
        self.field.clear()
        before = self._tags
        self.set_tags((*before, *_BETWEEN.split(said)))
        if self._tags != before:
            self.changed.emit(self._tags)

    def remove(self, tag: str) -> None:
        if tag in self._tags:
            self.set_tags(other for other in self._tags if other != tag)
            self.changed.emit(self._tags)

    def _take_back(self) -> None:
        if self._tags:
            self.remove(self._tags[-1])

    def _rebuild(self) -> None:
        while self._flow.count() > 1:
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, tag in enumerate(self._tags):
            chip = Button(
                f"#{tag} ×",
                "chip",
                tooltip=f"Remove the tag {tag}",
                name=slug(self.objectName(), "tag", tag),
            )
            chip.setAccessibleName(f"Tag {tag}, press to remove")
            chip.clicked.connect(lambda _checked=False, tag=tag: self.remove(tag))
            self._flow.insert(index, chip)
            chip.show()
        self.updateGeometry()
