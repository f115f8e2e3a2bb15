"""Templates and earlier batches: two menus, and a line to save a template under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from ideogram_desk.desktop.kit import Button, IconButton, caption, named
from ideogram_desk.domain.campaign import Q1_LAUNCH
from ideogram_desk.domain.job import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from ideogram_desk.domain.batch import Batch

SHOWN = 20  # batches in the menu
_LONG = 42  # characters of a name in a menu


class _NameEdit(QLineEdit):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class TemplateBar(QWidget):
    """Hidden but while a template is being named; its two links stand in a section's head."""

    chosen = Signal(str, str)  # name and definition of a template
    save_requested = Signal(str)  # under this name
    remove_requested = Signal(str)
    batch_chosen = Signal(str)  # its id

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("template_bar")
        self._saved: Mapping[str, str] = {}
        self._batches: Sequence[Batch] = ()
        self.open_templates = Button(
            "Templates", "link", tooltip="Campaigns to begin with", name="open_templates"
        )
        self.open_recent = Button(
            "Recent", "link", tooltip="Batches that were queued", name="open_recent"
        )
        self.open_templates.clicked.connect(lambda: self._drop(self.make_templates_menu()))
        self.open_recent.clicked.connect(lambda: self._drop(self.make_recent_menu()))
        self.field = named(_NameEdit(), "template_name", "Name of the template")
        self.field.setPlaceholderText("Name of the template")
        self.field.setMaxLength(200)
        self.save = Button("Save", tooltip="Save the template (Enter)", name="template_save")
        self.close_button = IconButton("x", "Do not save (Esc)", "template_close", size=14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.field, self.save, self.close_button):
            row.addWidget(part, 1 if part is self.field else 0)
        self.field.returnPressed.connect(self._save)
        self.field.left.connect(self.hide)
        self.field.textChanged.connect(self._judge)
        self.save.clicked.connect(self._save)
        self.close_button.clicked.connect(self.hide)
        self._own_name = ""
        self.hide()

    @property
    def saved(self) -> Mapping[str, str]:
        return self._saved

    def set_templates(self, saved: Mapping[str, str]) -> None:
        self._saved = dict(saved)

    def set_batches(self, batches: Sequence[Batch]) -> None:
        self._batches = batches
        self.open_recent.setVisible(bool(batches))

    def set_own_name(self, name: str) -> None:
        """What the campaign is called: a template takes the same name unless told otherwise."""
        self._own_name = name

    def make_templates_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("templates_menu")
        first = menu.addAction(f"{Q1_LAUNCH.name} (example)")
        first.triggered.connect(
            lambda _on=False: self.chosen.emit(Q1_LAUNCH.name, Q1_LAUNCH.to_json())
        )
        for name, definition in self._saved.items():
            action = menu.addAction(_short(name))
            action.triggered.connect(
                lambda _on=False, name=name, text=definition: self.chosen.emit(name, text)
            )
        menu.addSeparator()
        menu.addAction("Save as template…").triggered.connect(lambda _on=False: self.ask_name())
        if self._saved:
            remove = menu.addMenu("Remove a template")
            for name in self._saved:
                remove.addAction(_short(name)).triggered.connect(
                    lambda _on=False, name=name: self.remove_requested.emit(name)
                )
        return menu

    def make_recent_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("recent_menu")
        for batch in self._batches[:SHOWN]:
            total = sum(batch.states.values())
            done = batch.states.get(JobState.DONE, 0)
            day = batch.created_at.astimezone()
            said = f"{_short(batch.name)}   {day.day} {day:%b} · {done:,} of {total:,} done"
            menu.addAction(said).triggered.connect(
                lambda _on=False, batch=batch: self.batch_chosen.emit(batch.id)
            )
        return menu

    def _drop(self, menu: QMenu) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.open_templates.mapToGlobal(self.open_templates.rect().bottomLeft()))

    def ask_name(self) -> None:
        self.field.setText(self._own_name)
        self._judge()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _judge(self) -> None:
        name = self.field.text().strip()
        self.save.set_text("Replace" if name in self._saved else "Save")
        self.save.setEnabled(bool(name))

    def _save(self) -> None:
        name = self.field.text().strip()
        if name:
            self.hide()
            self.save_requested.emit(name)


def _short(name: str) -> str:
    line = " ".join(name.split())
    return caption(line if len(line) <= _LONG else f"{line[:_LONG]}…")
