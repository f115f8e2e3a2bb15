"""One endpoint in the list: whom it tells of what, switched on or off, edited, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import Button, Check, PlainLabel, heading, named, slug
from ideogram_desk.desktop.settings.callbacks.delivery_words import host_of

if TYPE_CHECKING:
    from ideogram_desk.domain.callback import Endpoint

_SURE = "Remove it? What it is still owed goes with it."


def title_of(endpoint: Endpoint) -> str:
    return endpoint.name or host_of(endpoint.url)


def habits(endpoint: Endpoint) -> str:
    """What it is told, and how: "Every picture · signed · whole path"."""
    said = ["Every picture" if endpoint.every_job else "Only jobs that name it"]
    said.append("signed" if endpoint.signed else "not signed")
    if endpoint.full_path:
        said.append("whole path")
    if endpoint.own_network:
        said.append("own network")
    return " · ".join(said)


class EndpointCard(QFrame):
    """`changed` brings it switched; removing asks once, in place."""

    changed = Signal(object)  # Endpoint
    edit_requested = Signal()
    remove_requested = Signal()

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        name = slug("endpoint", endpoint.id)
        title = title_of(endpoint)
        named(self, name, title)
        self.setProperty("surface", "card")
        self.endpoint = endpoint
        self.on = Check("On", f"Send callbacks to {title}", f"{name}_on")
        self.on.setAccessibleName(f"Send callbacks to {title}")
        self.on.setChecked(endpoint.active)
        self.edit = Button("Edit", tooltip=f"Edit {title}", name=f"{name}_edit")
        self.remove = Button("Remove", "danger", tooltip=f"Remove {title}", name=f"{name}_remove")
        self.keep = Button("Keep", tooltip=f"Keep {title}", name=f"{name}_keep")
        self.gone = Button("Remove", "danger", tooltip=f"Remove {title}", name=f"{name}_gone")
        self.problem = PlainLabel("", "bad", wrap=True, name=f"{name}_problem")
        self.problem.hide()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(heading(title, f"{name}_title", elide=True), 1)
        head.addWidget(self.on)
        head.addSpacing(6)
        self._question = PlainLabel(_SURE, name=f"{name}_question")
        for part in (self.edit, self.remove, self._question, self.keep, self.gone):
            head.addWidget(part)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 9, 10, 11)
        rows.setSpacing(2)
        rows.addLayout(head)
        rows.addWidget(PlainLabel(endpoint.url, "dim", elide=True, name=f"{name}_url"))
        rows.addWidget(PlainLabel(habits(endpoint), "dim", elide=True, name=f"{name}_habits"))
        rows.addWidget(self.problem)
        self._ask(sure=False)
        self.on.toggled.connect(lambda on: self.changed.emit(replace(endpoint, active=on)))
        self.edit.clicked.connect(self.edit_requested)
        self.remove.clicked.connect(lambda: self._ask(sure=True))
        self.keep.clicked.connect(lambda: self._ask(sure=False))
        self.gone.clicked.connect(self.remove_requested)

    def _ask(self, *, sure: bool) -> None:
        usual: tuple[QWidget, ...] = (self.on, self.edit, self.remove)
        asking: tuple[QWidget, ...] = (self._question, self.keep, self.gone)
        for part in usual:
            part.setVisible(not sure)
        for part in asking:
            part.setVisible(sure)
        if sure:
            self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def fail(self, sentence: str) -> None:
        """What was asked for could not be done; it stands as it stood."""
        self.on.blockSignals(True)
        self.on.setChecked(self.endpoint.active)
        self.on.blockSignals(False)
        self._ask(sure=False)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
