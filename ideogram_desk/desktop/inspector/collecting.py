"""The inspector's collections: those that hold all of the selection, and a field for one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ideogram_desk.desktop.inspector.shared import same
from ideogram_desk.desktop.inspector.tagging import began_writing, is_escape
from ideogram_desk.desktop.kit import Button, FlowLayout, Section, caption, named
from ideogram_desk.domain.change import Collect, Uncollect

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping, Sequence

    from ideogram_desk.desktop.inspector.shared import Shared
    from ideogram_desk.domain.collection import Collection

BETWEEN = " / "  # a collection and the one inside it
LONGEST = 120  # characters of a name
WIDTH = 96
MOST_SOME = 12
_DEEPEST = 32


def paths(collections: Sequence[Collection]) -> dict[int, str]:
    """Each collection's name with those that it lies in: "Clients / Acme"."""
    known = {collection.id: collection for collection in collections}
    found = {}
    for collection in collections:
        names, at = [collection.name], collection.parent
        while at in known and len(names) < _DEEPEST:
            names.append(known[at].name)
            at = known[at].parent
        found[collection.id] = BETWEEN.join(reversed(names))
    return found


class CollectionsGroup(Section):
    """`change_requested` with what is put in or taken out; `new_wanted` for an unknown name."""

    change_requested = Signal(object)  # a Collect or an Uncollect
    new_wanted = Signal(str, object)  # a collection's name, the numbers to put into it
    known_wanted = Signal()
    left = Signal()  # by Esc

    def __init__(self, name: str, memory: MutableMapping[str, bool]) -> None:
        super().__init__("Collections", name=name, memory=memory)
        self._shared: Shared | None = None
        self._paths: Mapping[int, str] = {}
        self._names: Mapping[int, str] = {}
        self._shown: tuple[tuple[int, str, int], ...] = ()
        inside = QWidget()
        self._flow = FlowLayout(inside)
        self.field = named(
            QLineEdit(),
            f"{name}_field",
            "Add to a collection",
            "Add to a collection: Enter after its name, also a new one",
        )
        self.field.setPlaceholderText("+ collection")
        self.field.setMaxLength(LONGEST)
        self.field.setProperty("role", "chip")
        self.field.setFixedWidth(WIDTH)
        self.field.returnPressed.connect(self._enter)
        self.field.installEventFilter(self)
        self._flow.addWidget(self.field)
        self.add(inside)
        self.set_open(self.is_open)

    @property
    def shown(self) -> tuple[str, ...]:
        """The collections on the chips."""
        return tuple(path for _, path, _ in self._shown)

    def show_shared(self, shared: Shared) -> None:
        had = self._shared
        if had is not None and self.field.text() and not same(shared.numbers, had.numbers):
            self.field.clear()  # what was begun was meant for others
        self._shared = shared
        self.set_note(shared.applies)
        self._rebuild()

    def set_known(self, collections: Sequence[Collection]) -> None:
        """Every collection there is: for the chips' names, and to be completed."""
        self._paths = paths(collections)
        self._names = {collection.id: collection.name for collection in collections}
        completer = QCompleter(sorted(self._paths.values(), key=str.casefold), self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._add, Qt.ConnectionType.QueuedConnection)
        self.field.setCompleter(completer)
        self._rebuild()

    def _rebuild(self) -> None:
        shared = self._shared
        if shared is None:
            return
        every = [c for c in shared.of_all(shared.collections) if c in self._paths]
        some = [c for c in shared.of_some(shared.collections) if c in self._paths]
        listed = (*sorted(every, key=self._path), *sorted(some[:MOST_SOME], key=self._path))
        shown = tuple((c, self._paths[c], shared.collections[c]) for c in listed)
        if shown == self._shown:
            return
        self._shown = shown
        while self._flow.count() > 1:
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (number, path, had) in enumerate(shown):
            chip = self._chip(number, path, had, shared.count)
            self._flow.insert(place, chip)
            chip.show()

    def _path(self, number: int) -> str:
        return self._paths[number].casefold()

    def _chip(self, number: int, path: str, had: int, count: int) -> Button:
        if had >= count:
            chip = Button(
                caption(f"{self._names[number]} ×"),
                "chip",
                icon="folder",
                tooltip=f"Take out of {path}",
                name=f"{self.objectName()}_{number}",
            )
            chip.setAccessibleName(f"Collection {path}, press to take out")
            chip.clicked.connect(lambda: self._want(Uncollect(self._numbers(), number)))
            return chip
        chip = Button(
            caption(f"{self._names[number]} · {had:,}"),
            "chip",
            icon="plus",
            tooltip=f"{had:,} of {count:,} are in {path}: put all of them into it",
            name=f"{self.objectName()}_{number}",
        )
        chip.clicked.connect(lambda: self._want(Collect(self._numbers(), number)))
        return chip

    def _numbers(self) -> Sequence[int]:
        return self._shared.numbers if self._shared is not None else ()

    def _want(self, change: Collect | Uncollect) -> None:
        self.change_requested.emit(change)

    def _enter(self) -> None:
        self._add(self.field.text())

    def _add(self, text: str) -> None:
        said = " ".join(text.split())
        self.field.clear()
        if not said or self._shared is None:
            return
        number = self._number_of(said)
        if number is None:
            self.new_wanted.emit(said, self._shared.numbers)
        else:
            self._want(Collect(self._shared.numbers, number))

    def _number_of(self, said: str) -> int | None:
        """A collection by its whole path, else by its name where only one has it."""
        folded = said.casefold()
        for number, path in self._paths.items():
            if path.casefold() == folded:
                return number
        named_so = [n for n, name in self._names.items() if name.casefold() == folded]
        return named_so[0] if len(named_so) == 1 else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if began_writing(event):
            self.known_wanted.emit()
        if is_escape(event):
            self.field.clear()
            self.left.emit()
            return True
        return super().eventFilter(watched, event)
