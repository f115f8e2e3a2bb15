"""One endpoint's form: the address is judged as it is typed, and nothing holds before Save."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import Button, Check, PlainLabel, Segmented, named
from ideogram_desk.desktop.settings.callbacks.secret_editor import SecretEditor, SecretWords
from ideogram_desk.desktop.settings.rows import column, sentence
from ideogram_desk.desktop.theme import set_role
from ideogram_desk.domain.address import url_problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from ideogram_desk.domain.callback import Endpoint

LONGEST_NAME = 80
_OWN_NETWORK = (
    "Callbacks may then go to localhost and to addresses of your network, also over plain http. "
    "Leave it off for anything on the Internet."
)
_FULL_PATH = (
    "Otherwise the receiver is told the file's name only. A whole path tells your user name and "
    "how your disk is laid out."
)
_SECRET = SecretWords(
    kept="Signed. The secret is in the system's keyring and is not shown.",
    none="Not signed: with a secret the receiver can tell that a callback is really yours.",
)


class EndpointEditor(QFrame):
    """Adds or changes an endpoint; `saved` brings it with the new secret, or None."""

    saved = Signal(object, object)  # Endpoint, str | None
    cancelled = Signal()

    def __init__(self, endpoint: Endpoint, taken: Collection[str], *, new: bool) -> None:
        super().__init__()
        named(self, "endpoint_editor", "New endpoint" if new else "Edit endpoint")
        self.setProperty("surface", "card")
        self._endpoint, self._taken = endpoint, frozenset(taken)
        self.name = _line("endpoint_name_edit", "Name", "Name, as “Shop” (may be empty)")
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setText(endpoint.name)
        self.url = _line("endpoint_url_edit", "Address", "https://example.com/callbacks")
        self.url.setText(endpoint.url)
        self.problem = PlainLabel("", "bad", wrap=True, name="endpoint_url_problem")
        self.jobs = Segmented(
            "endpoint_jobs",
            "Which jobs",
            [
                ("every", "Every picture", "Tell of every job"),
                ("named", "Only jobs that name it", "Tell only of jobs that name this address"),
            ],
        )
        self.jobs.set_value("every" if endpoint.every_job else "named")
        self.own_network = Check(
            "This is my own machine or network", _OWN_NETWORK, "endpoint_own_network"
        )
        self.own_network.setChecked(endpoint.own_network)
        self.full_path = Check("Tell the whole path of the file", _FULL_PATH, "endpoint_full_path")
        self.full_path.setChecked(endpoint.full_path)
        self.secret = SecretEditor("endpoint_secret", _SECRET)
        self.secret.set_kept(kept=endpoint.signed)
        tooltip = "Add this endpoint" if new else "Keep these changes"
        self.save = Button(
            "Add" if new else "Save", "primary", tooltip=tooltip, name="endpoint_save_button"
        )
        self.cancel = Button("Cancel", tooltip="Change nothing", name="endpoint_cancel_button")
        self._lay_out()
        self._wire()
        self._tell("")

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(14)
        rows.addLayout(column(PlainLabel("Name", "label"), self.name))
        rows.addLayout(column(PlainLabel("Address", "label"), self.url, self.problem))
        rows.addLayout(column(PlainLabel("Tell it of", "label"), self.jobs))
        own = sentence(_OWN_NETWORK, "endpoint_own_network_sentence")
        rows.addLayout(column(self.own_network, _indented(own)))
        path = sentence(_FULL_PATH, "endpoint_full_path_sentence")
        rows.addLayout(column(self.full_path, _indented(path)))
        rows.addLayout(column(PlainLabel("Signing secret", "label"), self.secret))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        rows.addLayout(foot)

    def _wire(self) -> None:
        self.url.textChanged.connect(lambda _text: self._judge())
        self.own_network.toggled.connect(lambda _on: self._judge())
        for field in (self.name, self.url, self.secret.field):
            field.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)

    def _judge(self) -> str:
        """Say what is wrong with the address, if anything is; an empty one is only unfinished."""
        url = self.url.text().strip()
        problem = url_problem(url, own_network=self.own_network.isChecked()) if url else ""
        if url in self._taken:
            problem = "There is an endpoint with this address already."
        self._tell(problem)
        return problem

    def _tell(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.url.setAccessibleDescription(problem)
        set_role(self.url, "invalid", bool(problem))

    def fail(self, sentence: str) -> None:
        """It could not be kept."""
        self._tell(sentence)

    def _save(self) -> None:
        url = self.url.text().strip()
        if not url:
            self._tell("Write the address that callbacks go to.")
        if not url or self._judge():
            self.url.setFocus()
            return
        if not self.secret.check():
            return
        endpoint = replace(
            self._endpoint,
            url=url,
            name=" ".join(self.name.text().split()),
            every_job=self.jobs.value == "every",
            own_network=self.own_network.isChecked(),
            full_path=self.full_path.isChecked(),
            signed=self.secret.is_kept,
        )
        self.saved.emit(endpoint, self.secret.secret)


def _line(name: str, accessible: str, placeholder: str) -> QLineEdit:
    made = named(QLineEdit(), name, accessible, placeholder)
    made.setPlaceholderText(placeholder)
    return made


def _indented(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(22, 0, 0, 0)  # under the words of the box above
    row.addWidget(widget)
    return row
