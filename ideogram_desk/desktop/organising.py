"""Carries what the user makes of the library to the engine: changes in their order, and back."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ideogram_desk.desktop.gallery.cover import Cover
from ideogram_desk.desktop.inspector.stars import MOST_STARS
from ideogram_desk.desktop.kit import Toast
from ideogram_desk.domain.change import (
    LABELS,
    PICK,
    REJECT,
    UNFLAGGED,
    Collect,
    Favor,
    Flag,
    Label,
    NewCollection,
    Rate,
    Restore,
    Stack,
    Trash,
    Unstack,
)
from ideogram_desk.domain.errors import DeskError
from ideogram_desk.domain.events import LibraryChanged

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.inspecting import Inspecting
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.change import Change
    from ideogram_desk.domain.events import Event
    from ideogram_desk.engine.organising import Organising as Organiser

BUSY = "Changing the library…"
SLOW = 0.4  # seconds after which one is told that it is being worked on
HOUR = 3600
NOTHING_TO_UNDO = "There is nothing to undo in the library."
NOTHING_TO_REDO = "There is nothing to redo in the library."
_FIELDS = {"edit_tags": "tags", "edit_remark": "remark", "collect": "collections"}


class Organising:
    """One change after the other; what is more than a mark on one picture offers its undo."""

    def __init__(
        self, window: MainWindow, late: LateLibrary, tasks: Tasks, inspecting: Inspecting
    ) -> None:
        self._window = window
        self._late = late
        self._tasks = tasks
        self._inspecting = inspecting
        self._blocked = ""
        self._turn = asyncio.Lock()  # fair: changes are made in the order in which they were wanted
        self._pending: set[asyncio.Task[None]] = set()
        self._toast: Toast | None = None  # over a picture that is looked at closely
        self._covers: set[Cover] = set()  # those that take it away with them
        inspector = window.inspector
        inspector.change_requested.connect(self.change)
        inspector.collection_wanted.connect(self.collect_in_new)
        inspector.left.connect(window.gallery.view.setFocus)
        self._bind()

    def _bind(self) -> None:
        bind = self._window.deeds.bind
        for stars in range(MOST_STARS + 1):
            bind(f"rate_{stars}", partial(self.rate, stars))
            bind(f"rate_{stars}_next", partial(self.rate, stars, advance=True))
        bind("pick", partial(self.flag, PICK))
        bind("reject", partial(self.flag, REJECT))
        bind("clear_flag", partial(self.flag, UNFLAGGED))
        for place, label in enumerate(LABELS):
            if label:
                bind(f"label_{label}", partial(self.label, place))
        bind("favorite", self.favor)
        bind("stack", partial(self.stack, True))
        bind("unstack", partial(self.stack, False), enabled=self._has_stacks)
        bind("trash", self.trash)
        bind("restore", self.restore, enabled=self._has_trash)
        bind("undo", self.undo)
        bind("redo", self.redo)
        bind("history", self.show_history)
        for name, field in _FIELDS.items():
            bind(name, partial(self.edit, field))

    def set_blocked(self, reason: str) -> None:
        """Why nothing can be changed in this library; "" where it can."""
        self._blocked = reason

    # --- what is wanted ----------------------------------------------------------------------

    def numbers(self) -> Sequence[int]:
        """What a deed acts on: the selection, or what is looked at."""
        return self._window.deeds.numbers()

    def change(self, change: Change) -> None:
        """Make a change; what comes of it is heard as an event."""
        self._do(lambda organiser: organiser.change(change))

    def rate(self, stars: int, *, advance: bool = False) -> None:
        self.change(Rate(self.numbers(), stars))
        if advance:
            self._window.deeds.advance()

    def flag(self, flag: int) -> None:
        """Pick, reject or neither; what is rejected has been dealt with, so that goes on."""
        self.change(Flag(self.numbers(), flag))
        if flag == REJECT:
            self._window.deeds.advance()

    def label(self, place: int) -> None:
        """Give a label; where all have it already, take it away."""
        numbers = self.numbers()

        async def toggle(organiser: Organiser) -> object:
            had = (await self._inspecting.summary(numbers)).labels.get(place, 0)
            return await organiser.change(Label(numbers, 0 if had == len(numbers) else place))

        self._do(toggle)

    def favor(self) -> None:
        """Make favorites of them; where all are already, none."""
        numbers = self.numbers()

        async def toggle(organiser: Organiser) -> object:
            had = (await self._inspecting.summary(numbers)).favorites
            return await organiser.change(Favor(numbers, had < len(numbers)))

        self._do(toggle)

    def stack(self, together: bool) -> None:
        numbers = self.numbers()
        self.change(Stack(numbers) if together else Unstack(numbers))

    def trash(self) -> None:
        """Pictures go into the trash, tiles without one out of the queue or out of sight."""
        numbers, view = self.numbers(), self._window.gallery.view
        if len(numbers) == view.selection_count() and numbers == view.selected_numbers():
            self._window.put_away()
        self.change(Trash(numbers))

    def restore(self) -> None:
        self.change(Restore(self.numbers()))

    def _has_trash(self) -> bool:
        return any(tile.trashed for tile in self._window.gallery.selected_tiles())

    def _has_stacks(self) -> bool:
        return any(tile.stack is not None for tile in self._window.gallery.selected_tiles())

    def collect_in_new(self, name: str, numbers: Sequence[int]) -> None:
        """Make a collection and put pictures into it."""

        async def collect(organiser: Organiser) -> object:
            before = {collection.id for collection in await organiser.collections()}
            await organiser.change(NewCollection(name))
            made = [c.id for c in await organiser.collections() if c.id not in before]
            return await organiser.change(Collect(numbers, made[0])) if made else None

        self._do(collect)

    def edit(self, field: str) -> None:
        """Put the cursor into a field of the inspector, which unfolds for it."""
        columns = self._window.columns
        columns.show_right("inspector")
        if not columns.sizes()[2]:
            columns.fold(2)
        self._window.inspector.edit_field(field)

    def show_history(self) -> None:
        """The list of changes, in the pane beside the grid."""
        from ideogram_desk.desktop.browse.rows import HISTORY

        self._window.columns.show_left("compose")
        gallery = self._window.gallery
        gallery.browsed.show_pane(True)
        if gallery.browse is not None:
            gallery.browse.show_tab(HISTORY)
            gallery.browse.enter()

    def undo(self) -> None:
        async def undo(organiser: Organiser) -> None:
            if await organiser.undo() is None:
                self._bar().tell(NOTHING_TO_UNDO, "")

        self._do(undo)

    def redo(self) -> None:
        async def redo(organiser: Organiser) -> None:
            if await organiser.redo() is None:
                self._bar().tell(NOTHING_TO_REDO, "")

        self._do(redo)

    def go_to(self, entry: int) -> None:
        """Undo or redo until this change of the history is the last one made."""
        self._do(lambda organiser: organiser.go_to(entry))

    # --- doing it ----------------------------------------------------------------------------

    def _do(self, work: Callable[[Organiser], Awaitable[object]]) -> None:
        if self._blocked:
            self._bar().tell(self._blocked, "")
            return
        task = self._tasks.start(self._in_turn(work))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def _in_turn(self, work: Callable[[Organiser], Awaitable[object]]) -> None:
        async with self._turn:
            bar = self._bar()
            slow = asyncio.get_running_loop().call_later(SLOW, lambda: bar.tell(BUSY, "", HOUR))
            try:
                await work((await self._late.desk()).organising)
            except DeskError as error:
                bar.tell(str(error), "")
                self._inspecting.look_again()
            finally:
                slow.cancel()
                if bar.label.text() == BUSY:
                    bar.hide()

    async def finish(self) -> None:
        """Wait until everything that was wanted is on the disk."""
        while self._pending:
            await asyncio.wait(self._pending)

    # --- what came of it ---------------------------------------------------------------------

    def apply(self, event: Event) -> None:
        """Offer to take it back, unless one can see at the picture what was done."""
        if not isinstance(event, LibraryChanged) or event.entry is None:
            return
        bar = self._bar()
        # After a jump in the history, taking back would be another thing than the jump back.
        if event.entry.undone or event.said != event.entry.said:
            bar.tell(f"{event.said}.", "")
        elif event.entry.count != 1 or event.hidden or event.shown:
            if bar is self._window.toast:
                self._window.offer_undo(f"{event.said}.", self.undo)
            else:
                bar.tell(f"{event.said}.")
        elif bar.isVisible():
            bar.hide()  # its undo would take this change back, and not the one that it tells

    def _bar(self) -> Toast:
        """Where one is told: over the grid, or over what covers the window."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        covers = self._window.findChildren(Cover, options=direct)
        over = next((cover for cover in covers if cover.isVisible()), None)
        if over is None:
            return self._window.toast
        if self._toast is None:
            self._toast = Toast(self._window, "cover_toast")
            self._toast.acted.connect(self.undo)
        if over not in self._covers:
            self._covers.add(over)
            over.closed.connect(self._toast.hide)
        return self._toast
