"""The inspector's note: the user's own words on a picture, kept when the field is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal

from ideogram_desk.desktop.compose.prompt_edit import GrowingEdit
from ideogram_desk.desktop.inspector.shared import same
from ideogram_desk.desktop.inspector.tagging import is_escape
from ideogram_desk.desktop.kit import Section
from ideogram_desk.domain.change import Remark

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.inspector.shared import Shared

LEAST, MOST = 34, 180  # pixels high
_KEPT_FOCUS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class RemarkGroup(Section):
    """The note on what is selected; Ctrl+Enter or leaving the field keeps it, Esc does not."""

    change_requested = Signal(object)  # a Remark
    left = Signal()  # by Esc or Ctrl+Enter

    def __init__(self, name: str, memory: MutableMapping[str, bool]) -> None:
        super().__init__("Note", name=name, memory=memory)
        self._numbers: Sequence[int] = ()
        self._kept = ""
        said = "Your own words on it. Ctrl+Enter keeps them, Esc takes them back"
        self.edit = GrowingEdit(f"{name}_edit", "Note", said, LEAST, MOST)
        self.edit.sent.connect(self._send)
        self.edit.installEventFilter(self)
        self.add(self.edit)
        self.set_open(self.is_open)

    @property
    def field(self) -> QWidget:
        """Where one writes."""
        return self.edit

    @property
    def text(self) -> str:
        return self.edit.toPlainText()

    @property
    def is_dirty(self) -> bool:
        return self.text != self._kept

    def show_shared(self, shared: Shared) -> None:
        """Another picture's note; what is being written about this one is not disturbed."""
        if self.is_dirty:
            if same(shared.numbers, self._numbers):
                self._kept = shared.remark or ""
                return
            self.commit()
        self._numbers, self._kept = shared.numbers, shared.remark or ""
        self.set_note(shared.applies)
        mixed = shared.remark is None
        self.edit.setPlaceholderText("mixed; yours will replace all" if mixed else "Add a note")
        self.edit.show_text(self._kept)

    def commit(self) -> None:
        """Keep what was written."""
        if self.is_dirty and len(self._numbers):
            self._kept = self.text
            self.change_requested.emit(Remark(self._numbers, self._kept))

    def _send(self, _run_next: bool) -> None:
        self.commit()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            if cast("QFocusEvent", event).reason() not in _KEPT_FOCUS:
                self.commit()
        elif is_escape(event):
            self.edit.show_text(self._kept)
            self.left.emit()
            return True
        return super().eventFilter(watched, event)
