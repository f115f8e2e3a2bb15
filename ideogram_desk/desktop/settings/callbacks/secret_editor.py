"""A signing secret: made new and shown once, pasted, or taken away; what is kept shows never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.desktop.settings.key_field import KeyField
from ideogram_desk.desktop.theme import BODY, set_role
from ideogram_desk.webhooks.signature import BadSecret, new_secret, secret_bytes

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

Mode = Literal["resting", "new", "pasting", "removing"]
_COPIED_FOR = 2000  # milliseconds

_NEW = "Copy it now and give it to the other side: it is not shown again."
_PASTING = "Paste the secret that the other side has: “whsec_” and letters."
_REMOVING = "The secret is forgotten when you save."


@dataclass(frozen=True, slots=True)
class SecretWords:
    """What is said about a secret that is kept, and about one that is not there."""

    kept: str
    none: str


class SecretEditor(QWidget):
    """Only gathers a wish. With `at_once` it asks for it to be fulfilled: `wanted`."""

    wanted = Signal()

    def __init__(self, name: str, said: SecretWords, *, at_once: bool = False) -> None:
        super().__init__()
        named(self, name, "Signing secret")
        self._words, self._at_once = said, at_once
        self._kept = False
        self._mode: Mode = "resting"
        self.said = PlainLabel("", "dim", wrap=True, name=f"{name}_said")
        self.problem = PlainLabel("", "bad", wrap=True, name=f"{name}_problem")
        self.shown = named(QLineEdit(), f"{name}_shown", "New signing secret", _NEW)
        self.shown.setReadOnly(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(BODY - 1)
        self.shown.setFont(font)
        self.field = KeyField(f"{name}_field", "whsec_…", "Signing secret")
        self.copy = Button("Copy", icon="copy", tooltip="Copy the secret", name=f"{name}_copy")
        tooltip = "Make a secret that nobody else knows"
        self.make = Button("Make new", tooltip=tooltip, name=f"{name}_make")
        tooltip = "Use the other side's secret"
        self.paste = Button("Paste one", tooltip=tooltip, name=f"{name}_paste")
        self.keep = Button("Keep", "primary", tooltip="Keep this secret", name=f"{name}_keep")
        self.remove = Button("Remove", "danger", tooltip="Forget the secret", name=f"{name}_remove")
        tooltip = "Leave the secret as it is"
        self.back = Button("Take back", "quiet", tooltip=tooltip, name=f"{name}_back")
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_FOR)
        self._copied.timeout.connect(lambda: self._say_copied(done=False))
        self._lay_out()
        self._wire()
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.shown, 1)
        row.addWidget(self.field, 1)
        for press in (self.copy, self.make, self.paste, self.keep, self.remove, self.back):
            row.addWidget(press)
        row.addStretch(0)
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(self.said)

    def _wire(self) -> None:
        self.make.clicked.connect(self._make)
        self.paste.clicked.connect(lambda: self._go("pasting"))
        self.remove.clicked.connect(lambda: self._go("removing"))
        self.back.clicked.connect(lambda: self._go("resting"))
        self.copy.clicked.connect(self._copy)
        self.keep.clicked.connect(self._keep)
        self.field.textChanged.connect(lambda _text: self.tell(""))
        if self._at_once:
            self.field.returnPressed.connect(self._keep)

    # --- the wish ----------------------------------------------------------------------------

    @property
    def secret(self) -> str | None:
        """The new secret, if one is wished for."""
        if self._mode == "new":
            return self.shown.text()
        return self.field.key if self._mode == "pasting" and self.field.key else None

    @property
    def is_kept(self) -> bool:
        """Whether there is to be a secret."""
        return self.secret is not None or (self._kept and self._mode != "removing")

    def check(self) -> bool:
        """Whether the wish can be fulfilled; if not it is said why, and the field has the focus."""
        if self._mode != "pasting" or not self.field.key:
            return True
        try:
            secret_bytes(self.field.key)
        except BadSecret as error:
            self.tell(str(error))
            self.field.setFocus()
            return False
        return True

    def know(self, *, kept: bool) -> None:
        """Say whether there is a secret; what the user has begun stays as it is."""
        self._kept = kept
        self._show()

    def set_kept(self, *, kept: bool) -> None:
        """Say whether there is a secret; what was begun is over, but a new one stays shown."""
        self._kept = kept
        if not (self._mode == "new" and self._at_once and kept):
            self._go("resting")

    def tell(self, problem: str) -> None:
        """A sentence under the field; "" takes it away."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        set_role(self.field, "invalid", bool(problem))

    # --- what is seen ------------------------------------------------------------------------

    def _make(self) -> None:
        self.shown.setText(new_secret())
        self.shown.setCursorPosition(0)
        self._go("new")
        if self._at_once:
            self.wanted.emit()

    def _keep(self) -> None:
        if not self.field.key:
            self.tell("Paste a secret first.")
        elif self.check():
            self.wanted.emit()

    def _go(self, mode: Mode) -> None:
        self._mode = mode
        if mode != "new":
            self.shown.clear()
        if mode != "pasting":
            self.field.clear()
        self._say_copied(done=False)
        self.tell("")
        self._show()
        if mode == "pasting":
            self.field.setFocus()
        elif mode == "new":
            self.copy.setFocus()
        elif mode == "removing" and self._at_once:
            self.wanted.emit()

    def _show(self) -> None:
        mode = self._mode
        resting = mode == "resting"
        self.shown.setVisible(mode == "new")
        self.copy.setVisible(mode == "new")
        self.field.setVisible(mode == "pasting")
        self.keep.setVisible(mode == "pasting" and self._at_once)
        self.make.setVisible(resting)
        self.paste.setVisible(resting)
        self.remove.setVisible(resting and self._kept)
        self.back.setVisible(not resting)
        done = mode == "new" and self._at_once
        self.back.set_text("Done" if done else "Take back")
        if mode == "resting":
            said = self._words.kept if self._kept else self._words.none
        else:
            said = {"new": _NEW, "pasting": _PASTING, "removing": _REMOVING}[mode]
        self.said.setText(said)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.shown.text())
        self._say_copied(done=True)
        self._copied.start()

    def _say_copied(self, *, done: bool) -> None:
        self.copy.set_text("Copied" if done else "Copy")
        self.copy.set_icon("check" if done else "copy")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._at_once and self._mode == "new":
            self._go("resting")  # shown once
