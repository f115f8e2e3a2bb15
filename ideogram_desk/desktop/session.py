"""One session: the window's wishes carried to the engine, the engine's events to the window."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from ideogram_desk.base import settings as settings_file
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.desktop.inspecting import Inspecting
from ideogram_desk.desktop.late import LateLibrary
from ideogram_desk.desktop.preferences import Preferences
from ideogram_desk.domain.errors import DeskError, InvalidRequest, StoreError
from ideogram_desk.domain.events import Event, JobChanged, JobsAdded, Notice, QueueChanged
from ideogram_desk.domain.job import NewJob, Picture

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from ideogram_desk.app import Program
    from ideogram_desk.base.paths import Paths
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.compose.draft import Composition
    from ideogram_desk.desktop.status import Connection as ConnectionWord
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.engine.export import Exported

_log = logging.getLogger(__name__)

HISTORY = 200  # prompts to go back through
TOTALS_REST = 80  # milliseconds: a burst of events asks for the totals once
WITHIN_A_SESSION = 1000


class Session:
    """Opens the library behind the window that already stands, and serves it until it closes."""

    def __init__(
        self,
        window: MainWindow,
        late: LateLibrary,
        theme: Theme,
        tasks: Tasks,
        paths: Paths,
        settings: Settings,
        report: Callable[[BaseException], None],
    ) -> None:
        self.window = window
        self.paths = paths
        self.settings = settings
        self.program: Program | None = None
        self._late = late
        self._theme = theme
        self.tasks = tasks
        self._report = report
        self.keys = KeyStore()
        self.inspecting = Inspecting(window, late, tasks)
        self.preferences = Preferences(self, window, theme, tasks)
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.setInterval(TOTALS_REST)
        self._rest.timeout.connect(lambda: tasks.start(self._show_totals()))
        self._wire()
        # Until it is known where requests go, and so what they cost.
        window.compose.set_blocked("Connecting…")

    def _wire(self) -> None:
        window, tasks = self.window, self.tasks
        window.compose.generate_requested.connect(
            lambda composition, first: tasks.start(self.generate(composition, first=first))
        )
        for panel in (window.gallery, window.inspector):
            panel.cancel_requested.connect(lambda job: self._order("cancel", job))
            panel.retry_requested.connect(lambda job: self._order("retry", job))
            panel.dismiss_requested.connect(lambda job: self._order("dismiss", job))
            panel.reveal_requested.connect(self.reveal)
        window.gallery.sample_requested.connect(window.compose.focus_prompt)
        window.gallery.thumbnail_missing.connect(
            lambda number: tasks.start(self._remake_thumbnail(number))
        )
        window.status.pause_toggled.connect(lambda pause: tasks.start(self._pause(pause)))
        window.status.review_clicked.connect(lambda: tasks.start(self._show_review()))
        window.compose.draft_changed.connect(self.save_state)
        window.left_changed.connect(self.save_state)
        window.export_requested.connect(lambda: tasks.start(self._choose_and_export()))

    # --- opening and closing -----------------------------------------------------------------

    async def open(self) -> None:
        """Open the library, show it, connect, and let the queue run."""
        from ideogram_desk import app

        try:
            program = await asyncio.to_thread(
                app.open_program, self.paths, self.settings, self.keys, self._report
            )
        except StoreError as error:
            self._cannot_open(error)
            return
        except Exception:
            self._cannot_open(StoreError("The library could not be opened; the log has it."))
            raise
        self.program = program
        program.desk.bus.listen(self._tell)
        self._late.open(program.desk)
        await self.window.gallery.load()
        self.window.compose.set_history(await program.desk.library.prompts(HISTORY))
        await self._show_totals()
        if program.read_only:
            text = "This library was written by a newer Ideogram Desk: it can be looked at only."
            self.window.compose.set_blocked(text)
            return
        await self.connect()

    def _cannot_open(self, error: StoreError) -> None:
        self._late.fail(error)
        self.window.compose.set_blocked(str(error))
        self.window.status.say(str(error), serious=True)

    async def connect(self) -> None:
        """Find the API by what is known now, and work with it."""
        if self.program is None or self.program.read_only:
            return
        try:
            found = await self.program.connect(self.settings)
        except DeskError as error:
            self.window.status.set_connection("offline")
            self.window.compose.set_blocked(str(error))
            return
        self.window.compose.set_blocked("")
        self.window.compose.set_sandbox(found.sandbox)
        kind: ConnectionWord = "ideogram" if found.key else "no_key"
        if found.sandbox:
            kind = "sandbox"
        self.window.status.set_connection(kind)
        if found.trouble:
            self.window.status.say(found.trouble, serious=True)
        if kind == "no_key":
            self.window.compose.tell("warn", "There is no key for this API yet.", "Enter it")
        self.preferences.show_connection(found)
        self.program.desk.start()

    async def close(self) -> None:
        """Bring in what is being sent, keep how the window stands, let go of everything."""
        state = self.window.state()
        self.inspecting.stop()
        self.window.gallery.shut()
        # What the window still asks for is of no use any more, and the library is about to go.
        await self.tasks.close()
        await self._write_state(state)
        if self.program is not None:
            program, self.program = self.program, None
            program.desk.bus.leave(self._tell)
            await program.close()

    def save_state(self) -> None:
        """Keep how the window stands and what is in the composer."""
        state = self.window.state()
        self.tasks.start(self._write_state(state))

    async def _write_state(self, state: dict[str, object]) -> None:
        try:
            await asyncio.to_thread(settings_file.save_state, self.paths.state_file, state)
        except OSError as error:
            _log.warning("the window's state was not kept: %s", error)

    # --- the queue ---------------------------------------------------------------------------

    async def generate(self, composition: Composition, *, first: bool = False) -> None:
        """Queue what the composer holds; its input pictures are copied into the library."""
        desk = await self._late.desk()
        try:
            names = [await desk.add_input(file) for file in composition.files]
            mask = await desk.add_input(composition.mask) if composition.mask else None
            request = replace(composition.request, references=tuple(names), mask=mask)
            (job,) = await desk.queue([NewJob(request, tags=composition.tags)], first=first)
        except InvalidRequest as error:
            self.window.compose.tell("bad", " ".join(p.message for p in error.problems))
        except DeskError as error:
            self.window.compose.tell("bad", f"{error} Nothing was sent.")
        else:
            self.window.compose.tell("info", "")
            _log.info("queued %s", job.id)
            self.window.compose.set_history(await desk.library.prompts(HISTORY))

    def _order(self, what: str, job_id: str) -> None:
        async def order() -> None:
            desk = await self._late.desk()
            try:
                await getattr(desk, what)(job_id)
            except DeskError as error:
                self.window.toast.tell(str(error), "")

        self.tasks.start(order())

    async def _pause(self, pause: bool) -> None:
        desk = await self._late.desk()
        if pause:
            desk.pause()
        else:
            await desk.go_on()

    async def _show_review(self) -> None:
        """Go to the newest tile that needs a look."""
        desk = await self._late.desk()
        number = await desk.library.needs_a_look()
        if number is not None:
            self.window.show_number(number)

    # --- what the engine tells ---------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        match event:
            case Notice(text, serious):
                self.window.status.say(text, serious=serious)
                return
            case QueueChanged():
                if not self._rest.isActive():
                    self._rest.start()
                return
            case JobsAdded() | JobChanged():
                self.inspecting.apply(event)
        self.window.gallery.apply(event)

    async def _show_totals(self) -> None:
        if self.program is None:
            return
        totals = await self.program.desk.totals()
        self.window.status.apply(totals)
        self.preferences.show_totals(totals)

    async def _remake_thumbnail(self, number: int) -> None:
        desk = await self._late.desk()
        for picture in await desk.library.pictures([number]):
            if await desk.remake_thumbnails(picture):
                self.window.gallery.loader.forget([number])

    # --- handing on --------------------------------------------------------------------------

    def reveal(self, path: Path) -> None:
        """Show a file's folder in the file manager; only what lies in our own folders."""
        if path.is_relative_to(self.paths.data) or path.is_dir():
            folder = path if path.is_dir() else path.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    async def _choose_and_export(self) -> None:
        from ideogram_desk.desktop.folders import choose_folder

        desk = await self._late.desk()
        numbers = self.window.gallery.view.selected_numbers()[:WITHIN_A_SESSION]
        pictures = [p for p in await desk.library.pictures(numbers) if p.path]
        if not pictures:
            self.window.toast.tell("Select pictures first; their variants are exported.", "")
            return
        folder = await choose_folder(self.window, "Export variants to")
        if folder is not None:
            await self._told(self.export(pictures, folder))

    async def export(self, pictures: Sequence[Picture], folder: Path) -> list[Exported]:
        """Write the og, thumb and social variants of these pictures."""
        desk = await self._late.desk()
        self.window.status.say(f"Exporting {len(pictures):,}…")
        made = await desk.export.variants(pictures, folder)
        self.window.toast.tell(f"{len(made):,} files written to {folder.name}", "")
        return made

    async def _told(self, work: Awaitable[object]) -> None:
        """Do it, and tell an error that is no bug where the eye is."""
        try:
            await work
        except DeskError as error:
            self.window.toast.tell(str(error), "")
