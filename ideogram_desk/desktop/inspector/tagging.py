"""The inspector's tags: those of all as chips with a field, those of some to be given to all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ideogram_desk.desktop.inspector.shared import same
from ideogram_desk.desktop.kit import Button, FlowLayout, Section, TagEditor, slug
from ideogram_desk.domain.change import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    from PySide6.QtCore import QObject

    from ideogram_desk.desktop.inspector.shared import Shared

MOST_SOME = 20  # chips of tags that only some of the pictures have
LONGEST = 30  # characters of a tag on such a chip
_QUEUED = Qt.ConnectionType.QueuedConnection  # after the field has put the choice into itself


_BACK = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


def began_writing(event: QEvent) -> bool:
    """Whether a field got the focus, and not only back from its list or another window."""
    return isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() not in _BACK


def is_escape(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() == Qt.Key.Key_Escape
    )


class TagsGroup(Section):
    """The tags of what is selected; `change_requested` with each that is added or taken away."""

    change_requested = Signal(object)  # a Tag
    left = Signal()  # by Esc
    known_wanted = Signal()  # the tags that the field completes

    def __init__(self, name: str, memory: MutableMapping[str, bool]) -> None:
        super().__init__("Tags", name=name, memory=memory)
        self._shared: Shared | None = None
        self._had: tuple[str, ...] = ()  # what the editor showed before the last edit
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.editor = TagEditor(f"{name}_editor", "Tags")
        self.editor.changed.connect(self._changed)
        self.editor.field.installEventFilter(self)
        self._some = QWidget()
        self._flow = FlowLayout(self._some)
        self._shown: tuple[tuple[str, int], ...] = ()
        column.addWidget(self.editor)
        column.addWidget(self._some)
        self.add(inside)
        self.set_open(self.is_open)

    @property
    def field(self) -> QWidget:
        """Where one writes."""
        return self.editor.field

    @property
    def tags(self) -> tuple[str, ...]:
        """Those that every picture has."""
        return self.editor.tags

    def show_shared(self, shared: Shared) -> None:
        had, field = self._shared, self.editor.field
        if had is not None and field.text() and not same(shared.numbers, had.numbers):
            field.clear()  # what was begun was meant for others
        self._shared = shared
        self.set_note(shared.applies)
        self.editor.set_tags(sorted(shared.of_all(shared.tags), key=str.casefold))
        self._had = self.editor.tags
        some = sorted(shared.of_some(shared.tags), key=lambda tag: -shared.tags[tag])
        self._show_some(tuple((tag, shared.tags[tag]) for tag in some[:MOST_SOME]), shared.count)

    def _show_some(self, some: tuple[tuple[str, int], ...], count: int) -> None:
        self._some.setVisible(bool(some))
        if some == self._shown:
            return
        self._shown = some
        self._flow.clear()
        for tag, had in some:
            short = tag if len(tag) <= LONGEST else f"{tag[:LONGEST]}…"
            chip = Button(
                f"#{short} · {had:,}",
                "chip",
                icon="plus",
                tooltip=f"{had:,} of {count:,} have the tag {tag}: give it to all of them",
                name=slug(self.objectName(), "some", tag),
            )
            chip.clicked.connect(lambda _checked=False, tag=tag: self._want(add=(tag,)))
            self._flow.addWidget(chip)
            chip.show()

    def set_known(self, tags: Iterable[str]) -> None:
        self.editor.set_known(tags)
        self.editor.field.completer().activated.connect(self._take_completed, _QUEUED)

    def _take_completed(self, tag: str) -> None:
        """Choosing from the list is all it takes."""
        self.editor.add(tag)

    def _changed(self, tags: tuple[str, ...]) -> None:
        before, self._had = self._had, tags
        self._want(
            add=tuple(tag for tag in tags if tag not in before),
            remove=tuple(tag for tag in before if tag not in tags),
        )

    def _want(self, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        if self._shared is not None and (add or remove):
            self.change_requested.emit(Tag(self._shared.numbers, add, remove))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if began_writing(event):
            self.known_wanted.emit()
        if is_escape(event):
            self.editor.field.clear()
            self.left.emit()
            return True
        return super().eventFilter(watched, event)
