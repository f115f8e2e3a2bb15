"""The switch that lets this computer receive callbacks, the address to give away, its secret."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from ideogram_desk.base.secrets import RECEIVING
from ideogram_desk.desktop.kit import Button, Check, PlainLabel, Stepper, named
from ideogram_desk.desktop.settings.callbacks.secret_editor import SecretEditor, SecretWords
from ideogram_desk.desktop.settings.rows import column, sentence
from ideogram_desk.domain.errors import DeskError
from ideogram_desk.webhooks.receiver import LOOPBACK, PATH

if TYPE_CHECKING:
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.settings.callbacks.outbox import SecretPlace
    from ideogram_desk.desktop.settings.choices import Choices

PORTS = (1024, 65_535)

_RECEIVE = (
    "While the window is open, another program on this computer can hand pictures over: they are "
    "brought into the library and exported. Nothing on the network reaches it."
)
_SECRET = SecretWords(
    kept="Only callbacks signed with the secret are taken. It is in the keyring and not shown.",
    none="No secret: any program on this computer can hand pictures over.",
)
_MEMORY = "This system has no keyring: the secret is kept until the program ends."


class Receiving(QWidget):
    """Takes effect at once; `show_trouble` tells why nothing can be received."""

    secret_changed = Signal()

    def __init__(self, choices: Choices, secrets: SecretPlace, tasks: Tasks) -> None:
        super().__init__()
        named(self, "receiving", "Receive callbacks")
        self._choices, self._secrets, self._tasks = choices, secrets, tasks
        said = "Receive callbacks on this computer"
        self.on = Check(said, said, "receive_switch")
        self.on.toggled.connect(lambda on: choices.change(receive=on))
        self.port = Stepper("receive_port_spin", "Port", *PORTS)
        self.port.spin.setKeyboardTracking(False)
        self.port.setFixedWidth(140)
        self.port.changed.connect(lambda port: choices.change(receive_port=port))
        self.url = PlainLabel(selectable=True, name="receive_url")
        self.copy = Button(
            "Copy", icon="copy", tooltip="Copy the address", name="receive_copy_button"
        )
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.url.text()))
        self.trouble = PlainLabel("", "bad", wrap=True, name="receive_trouble")
        self.trouble.hide()
        self.secret = SecretEditor("receive_secret", _SECRET, at_once=True)
        self.secret.wanted.connect(lambda: tasks.start(self._keep_secret()))
        self._changes = 0  # of the secret: an answer that was asked for before one is old
        self._more = QWidget()
        self._lay_out()
        choices.told.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        more = QVBoxLayout(self._more)
        more.setContentsMargins(22, 6, 0, 0)
        more.setSpacing(12)
        address = QHBoxLayout()
        address.setSpacing(10)
        address.addWidget(self.url)
        address.addWidget(self.copy)
        address.addStretch(1)
        port = QHBoxLayout()
        port.addWidget(self.port)
        port.addStretch(1)
        more.addLayout(column(PlainLabel("Port", "label"), port, self.trouble))
        more.addLayout(column(PlainLabel("Address to give away", "label"), address))
        more.addLayout(column(PlainLabel("Signing secret", "label"), self.secret))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(self.on)
        rows.addWidget(sentence(_RECEIVE, "receive_sentence"))
        rows.addWidget(self._more)

    def _show(self) -> None:
        now = self._choices.now
        self.on.setChecked(now.receive)
        self.port.set_value(now.receive_port)
        self.url.setText(f"http://{LOOPBACK}:{now.receive_port}{PATH}")
        self._more.setVisible(now.receive)
        if not now.receive:
            self.show_trouble("")

    def show_trouble(self, sentence: str) -> None:
        """Why the port cannot be listened to; "" if it can."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    async def find_secret(self) -> None:
        """Ask the keyring whether there is a secret."""
        changes = self._changes
        try:
            secret = await asyncio.to_thread(self._secrets.find_secret, RECEIVING)
        except DeskError as error:
            if isValid(self):
                self.secret.tell(str(error))
        else:
            if isValid(self) and changes == self._changes:
                self.secret.know(kept=bool(secret))

    async def _keep_secret(self) -> None:
        secret, said = self.secret.secret, ""
        self._changes += 1
        try:
            if secret is None:
                await asyncio.to_thread(self._secrets.forget_secret, RECEIVING)
            elif await asyncio.to_thread(self._secrets.save_secret, RECEIVING, secret) == "memory":
                said = _MEMORY
        except DeskError as error:
            said = str(error)
        if isValid(self):
            self.secret.set_kept(kept=secret is not None)
            self.secret.tell(said)
            self.secret_changed.emit()
