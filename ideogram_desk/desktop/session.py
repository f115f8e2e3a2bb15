"""One session: the window's wishes carried to the engine, the engine's events to the window."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from ideogram_desk.base import settings as settings_file
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.desktop.acting import Acting
from ideogram_desk.desktop.browsing import Browsing
from ideogram_desk.desktop.calling import Calling
from ideogram_desk.desktop.exporting import Exporting
from ideogram_desk.desktop.inspecting import Inspecting
from ideogram_desk.desktop.late import LateLibrary
from ideogram_desk.desktop.looking import Looking
from ideogram_desk.desktop.organising import Organising
from ideogram_desk.desktop.preferences import Preferences
from ideogram_desk.desktop.queueing import Queueing
from ideogram_desk.desktop.rerunning import Rerunning
from ideogram_desk.domain.errors import DeskError, LibraryLocked, StoreError
from ideogram_desk.domain.events import (
    CallbacksChanged,
    Event,
    Notice,
    Progress,
    QueueChanged,
)
from ideogram_desk.engine.desk import CLOSE_PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ideogram_desk.app import Program
    from ideogram_desk.base.paths import Paths
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.campaign.panel import BatchPanel
    from ideogram_desk.desktop.campaign.view import CampaignView
    from ideogram_desk.desktop.campaigning import Campaigning
    from ideogram_desk.desktop.status import Connection as ConnectionWord
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.money import Prices

_log = logging.getLogger(__name__)

TOO_NEW = "This library was written by a newer Ideogram Desk: it can be looked at only."
IN_USE = (
    "This library is in use by another Ideogram Desk, perhaps on the command line: it can be "
    "looked at only. Open this window again when that one is done."
)


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
        self._blocked = ""
        self._sandbox = False
        self._only_looked_at = TOO_NEW
        self._hurried = False  # the user would not wait for what is being sent
        self._late = late
        self._theme = theme
        self.tasks = tasks
        self.report = report
        self.keys = KeyStore()
        self.inspecting = Inspecting(window, late, tasks)
        self.organising = Organising(window, late, tasks, self.inspecting)
        self.rerunning = Rerunning(window, late, tasks)
        self.browsing = Browsing(window, late, tasks, self.organising)
        self.looking = Looking(window, late, tasks)
        self.preferences = Preferences(self, window, theme, tasks)
        self.queueing = Queueing(window, late, tasks)
        self.acting = Acting(window, late, tasks, lambda: self.settings)
        self.campaigning: Campaigning | None = None  # with the Batch tab's first showing
        self.queueing.told = [self.preferences.show_totals, self.acting.show_totals]
        self.exporting = Exporting(window, late, tasks)
        self.calling = Calling(self)
        self._wire()
        self._show_prices(settings.prices)
        # Until it is known where requests go, and so what they cost.
        self._block("Connecting…")

    def _wire(self) -> None:
        window, tasks, order = self.window, self.tasks, self.queueing.order
        for panel in (window.gallery, window.inspector):
            panel.cancel_requested.connect(lambda job: order("cancel", job))
            panel.retry_requested.connect(lambda job: order("retry", job))
            panel.dismiss_requested.connect(lambda job: order("dismiss", job))
            panel.reveal_requested.connect(self.reveal)
        window.gallery.sample_requested.connect(window.compose.focus_prompt)
        window.gallery.thumbnail_missing.connect(
            lambda number: tasks.start(self._remake_thumbnail(number))
        )
        for asker in (window.gallery, self.looking):
            asker.change_requested.connect(self.organising.change)
        window.gallery.view.stack_requested.connect(self.organising.stack)
        window.inspector.compare_requested.connect(self.looking.compare)
        window.columns.batch_made.connect(self._take_up_batch)
        window.compose.draft_changed.connect(self.save_state)
        window.left_changed.connect(self.save_state)
        for budget in (window.compose.budget_clicked, window.columns.budget_clicked):
            budget.connect(lambda: self.preferences.open("money"))
        self.preferences.prices_changed.connect(self._show_prices)
        self.preferences.settings_changed.connect(lambda _settings: self._look_again())

    def _take_up_batch(self, batch: BatchPanel, campaign: CampaignView) -> None:
        from ideogram_desk.desktop.campaigning import Campaigning

        self.campaigning = Campaigning(batch, campaign, self._late, self.tasks)
        self.queueing.told.append(self.campaigning.show_totals)
        batch.set_blocked(self._blocked)
        batch.set_sandbox(self._sandbox)
        if self.program is not None and not self._blocked:
            self.tasks.start(self.campaigning.open())
            self.queueing.want_totals()

    def _show_prices(self, prices: Prices) -> None:
        self.window.compose.set_prices(prices)
        self.window.inspector.set_prices(prices)
        if self.campaigning is not None and self.program is not None:
            self.tasks.start(self.campaigning.open())

    def _look_again(self) -> None:
        """Budget, prices and what is kept in view may be others now."""
        self.queueing.want_totals()
        self.acting.look_again()

    def _block(self, reason: str) -> None:
        """Why nothing can be queued now, told at both buttons; "" when it is gone."""
        self._blocked = reason
        self.window.compose.set_blocked(reason)
        if self.window.columns.batch is not None:
            self.window.columns.batch.set_blocked(reason)

    # --- opening and closing -----------------------------------------------------------------

    async def open(self) -> None:
        """Open the library, show it, connect, and let the queue run."""
        try:
            program = await self._open_program()
        except StoreError as error:
            self._cannot_open(error)
            return
        except Exception:
            self._cannot_open(StoreError("The library could not be opened; the log has it."))
            raise
        if program is None:
            self.window.closing.emit()  # the other window has taken over
            return
        self.program = program
        if not program.read_only:
            self.calling.listen()
        program.desk.bus.listen(self._tell)
        self._late.open(program.desk)
        await self.window.gallery.load()
        await self.queueing.show_history()
        await self.queueing.show_totals()
        if program.read_only:
            self._block(self._only_looked_at)
            self.organising.set_blocked(self._only_looked_at)
            self.window.status.say(self._only_looked_at, serious=True)
            return
        await self.connect()

    async def _open_program(self) -> Program | None:
        """As the library's owner; beside another one, such as the command line, for looking.

        None where the owner is a window, which then has what this start was asked for.
        """
        from ideogram_desk import app

        had = (self.paths, self.settings, self.keys, self.report)
        try:
            return await asyncio.to_thread(app.open_program, *had)
        except LibraryLocked:
            if await asyncio.to_thread(self.calling.hand_over):
                return None
            self._only_looked_at = IN_USE
            return await asyncio.to_thread(app.open_program, *had, beside=True)

    def _cannot_open(self, error: StoreError) -> None:
        self._late.fail(error)
        self._block(str(error))
        self.window.status.say(str(error), serious=True)

    async def connect(self) -> None:
        """Find the API by what is known now, and work with it."""
        if self.program is None or self.program.read_only:
            return
        try:
            found = await self.program.connect(self.settings)
        except DeskError as error:
            self.window.status.set_connection("offline")
            self._block(str(error))
            return
        self._block("")
        self._sandbox = found.sandbox
        self.window.compose.set_sandbox(found.sandbox)
        if self.campaigning is not None and self.window.columns.batch is not None:
            self.window.columns.batch.set_sandbox(found.sandbox)
            self.tasks.start(self.campaigning.open())
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

    async def may_close(self) -> bool:
        """Whether the window may go: what is being sent comes first, or the user's word."""
        if self.program is None or self.program.read_only:
            return True
        from ideogram_desk.desktop.leaving import Leaving

        leaving = Leaving(self.window, self.program.desk)
        may = await leaving.may_close()
        self._hurried = leaving.is_hurried
        return may

    async def close(self) -> None:
        """Bring in what is being sent, keep how the window stands, let go of everything."""
        state = self.window.state()
        if self.program is not None:
            self.window.inspector.commit()
            await self.organising.finish()
        for part in (self.inspecting, self.queueing, self.acting, self.browsing, self.looking):
            part.stop()
        if self.campaigning is not None:
            self.campaigning.stop()
        self.calling.close()
        await self.preferences.close()
        self.window.gallery.shut()
        # What the window still asks for is of no use any more, and the library is about to go.
        await self.tasks.close()
        await self._write_state(state)
        if self.program is not None:
            program, self.program = self.program, None
            program.desk.bus.leave(self._tell)
            await program.close(0.0 if self._hurried else CLOSE_PATIENCE)

    def save_state(self) -> None:
        """Keep how the window stands and what is in the composer."""
        state = self.window.state()
        self.tasks.start(self._write_state(state))

    async def _write_state(self, state: dict[str, object]) -> None:
        try:
            await asyncio.to_thread(settings_file.save_state, self.paths.state_file, state)
        except OSError as error:
            _log.warning("the window's state was not kept: %s", error)

    # --- what the engine tells ---------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        if self.campaigning is not None:
            self.campaigning.apply(event)
        parts = (self.acting, self.inspecting, self.organising, self.browsing, self.looking)
        for part in parts:
            part.apply(event)
        match event:
            case Notice(text, serious):
                self.window.status.say(text, serious=serious)
            case QueueChanged():
                self.queueing.want_totals()
            case Progress() | CallbacksChanged():
                pass
            case _:
                self.window.gallery.apply(event)

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
