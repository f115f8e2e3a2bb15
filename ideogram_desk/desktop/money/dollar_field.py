"""A field for dollars, taken when it is left or Enter is pressed; its trouble in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit

from ideogram_desk.desktop.kit import PlainLabel, named
from ideogram_desk.desktop.money.amounts import micros_of, typed
from ideogram_desk.desktop.theme import set_role

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

LONGEST = 20  # characters


class _Edit(QLineEdit):
    taken_back = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Escape closes the dialog, but first takes back what was begun here.
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.taken_back.emit()
        else:
            super().keyPressEvent(event)


class DollarField(QObject):
    """`edit` and, to be put below it, `problem`; `chosen` tells millionths of a dollar or None."""

    chosen = Signal(object)  # int | None

    def __init__(
        self, name: str, accessible: str, placeholder: str = "", *, may_be_empty: bool = False
    ) -> None:
        super().__init__()
        self._empty = may_be_empty
        self._kept: int | None = None
        hint = "US dollars; Enter takes it, Esc takes it back"
        self.edit = named(_Edit(), name, accessible, hint)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(LONGEST)
        self.problem = PlainLabel("", "bad", wrap=True, name=f"{name}_problem")
        self.problem.hide()
        self.edit.textEdited.connect(lambda _text: self._check())
        self.edit.editingFinished.connect(self._take)
        self.edit.taken_back.connect(lambda: self.set_micros(self._kept))

    @property
    def micros(self) -> int | None:
        """What was taken last."""
        return self._kept

    def set_micros(self, micros: int | None) -> None:
        self._kept = micros
        self.edit.setText("" if micros is None else typed(micros))
        self.edit.setModified(False)
        self._tell("")

    def _read(self) -> int | None:
        text = self.edit.text().strip()
        if not text and self._empty:
            return None
        return micros_of(text)

    def _check(self) -> bool:
        try:
            self._read()
        except ValueError as error:
            self._tell(str(error))
            return False
        self._tell("")
        return True

    def _take(self) -> None:
        if not self.edit.isModified() or not self._check():
            return
        micros = self._read()
        self.set_micros(micros)
        self.chosen.emit(micros)

    def _tell(self, sentence: str) -> None:
        set_role(self.edit, "invalid", bool(sentence))
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(sentence)
