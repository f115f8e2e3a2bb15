"""What the user chooses, taken to where it has its effect: key, queue, money, callbacks, looks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ideogram_desk.app import DEFAULT_API, MB, Connection, takes_key
from ideogram_desk.base import settings as settings_file
from ideogram_desk.base.secrets import clean_key
from ideogram_desk.desktop.settings.callbacks.reception import Reception
from ideogram_desk.desktop.welcome import Welcome
from ideogram_desk.domain.errors import DeskError, KeyRejected, StoreError
from ideogram_desk.domain.events import CallbacksChanged, Event
from ideogram_desk.domain.job import QueueTotals

if TYPE_CHECKING:
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.money.page import Books
    from ideogram_desk.desktop.session import Session
    from ideogram_desk.desktop.settings.callbacks.outbox import Callbacks
    from ideogram_desk.desktop.settings.dialog import SettingsDialog
    from ideogram_desk.desktop.settings.key_section import Place
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.money import Balance, Spend
    from ideogram_desk.engine.desk import Desk

_NOT_OPEN = "The library is not open yet."


class Preferences(QObject):
    """The settings dialog and the first-run card, and what they change."""

    settings_changed = Signal(object)  # Settings, when they hold
    prices_changed = Signal(object)  # domain.money.Prices

    def __init__(self, session: Session, window: MainWindow, theme: Theme, tasks: Tasks) -> None:
        super().__init__()
        self._session = session
        self._window = window
        self._theme = theme
        self._tasks = tasks
        self._totals = QueueTotals()
        self._connection: Connection | None = None
        self._dialog: SettingsDialog | None = None
        self._saving = asyncio.Lock()
        self._reception = Reception(session.keys, session.paths.data / "exports", session.report)
        self.welcome = Welcome(theme)
        window.gallery.set_first_run(self.welcome)
        window.settings_requested.connect(self.open)
        window.compose.notice_clicked.connect(self.open)
        self.welcome.key_entered.connect(lambda key: tasks.start(self._welcome_key(key)))
        self.welcome.sandbox_chosen.connect(self._choose_sandbox)
        self.welcome.sample_chosen.connect(self._try_sample)

    def show_connection(self, connection: Connection) -> None:
        self._connection = connection
        chosen = self._session.settings.sandbox
        self.welcome.set_ready(ready=chosen or connection.key is not None)
        self._tasks.start(self._receive())
        if self._dialog is not None:
            self._tasks.start(self._show_place())

    async def _show_place(self) -> None:
        """Say in the dialog where the key is, and whether one would be kept."""
        keyring = await asyncio.to_thread(self._session.keys.has_keyring)
        if self._dialog is not None:
            self._dialog.set_key_place(self._place(), keyring=keyring)

    def show_totals(self, totals: QueueTotals) -> None:
        self._totals = totals
        if self._dialog is not None:
            self._dialog.money.stale()

    async def close(self) -> None:
        """Let go of the port, and see to the callbacks that came."""
        await self._reception.close()

    # --- the dialog --------------------------------------------------------------------------

    def open(self, page: str = "") -> None:
        """Show the settings; `page` is one of the dialog's, as "money", else the one in sight."""
        if self._dialog is None:
            self._dialog = self._make_dialog()
            self._tasks.start(self._show_place())
            self._dialog.open()
        else:
            self._dialog.raise_()
        if page:
            self._dialog.show_page(page)

    def _make_dialog(self) -> SettingsDialog:
        from ideogram_desk.desktop.settings.about_page import LibraryPlace
        from ideogram_desk.desktop.settings.callbacks.outbox import Outbox
        from ideogram_desk.desktop.settings.dialog import SettingsDialog
        from ideogram_desk.desktop.settings.key_section import KeyActions

        session = self._session
        dialog = SettingsDialog(
            self._theme,
            session.settings,
            self._tasks,
            KeyActions(self.save_key, self.test_key, self.remove_key),
            LibraryPlace(session.paths.library, self._totals.pictures, self._totals.bytes),
            self._books(),
            Outbox(self._callbacks, session.keys),
            self._window,
        )
        dialog.set_key_place(self._place())
        dialog.changed.connect(lambda settings: self._tasks.start(self.change(settings)))
        dialog.reveal_requested.connect(session.reveal)
        dialog.callbacks.receiving.secret_changed.connect(
            lambda: self._tasks.start(self._receive())
        )
        if session.program is not None:
            session.program.desk.bus.listen(self._heard)
        dialog.finished.connect(self._forget_dialog)
        return dialog

    def _forget_dialog(self) -> None:
        if self._session.program is not None:
            self._session.program.desk.bus.leave(self._heard)
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _heard(self, event: Event) -> None:
        if isinstance(event, CallbacksChanged) and self._dialog is not None:
            self._dialog.callbacks.stale()

    def _place(self) -> Place:
        key = self._connection.key if self._connection else None
        return key.source if key else "none"

    def _desk(self) -> Desk:
        """Raises StoreError while no library is open."""
        if self._session.program is None:
            raise StoreError(_NOT_OPEN)
        return self._session.program.desk

    def _callbacks(self) -> Callbacks:
        return self._desk().callbacks

    def _books(self) -> Books:
        from ideogram_desk.desktop.money.page import Books

        async def totals() -> QueueTotals:
            return await self._desk().totals()

        async def spend(days: int) -> list[Spend]:
            return await self._desk().library.spend(days)

        async def balance() -> Balance:
            return await self._desk().library.balance()

        return Books(totals, spend, balance)

    # --- what is changed ---------------------------------------------------------------------

    async def change(self, settings: Settings) -> None:
        """Keep new settings and let them have their effect."""
        before, self._session.settings = self._session.settings, settings
        if self._dialog is not None:
            self._dialog.choices.tell(settings)
        self._take_effect(before, settings)
        async with self._saving:  # one after the other: the last choice is the one that stays
            file, last = self._session.paths.settings_file, self._session.settings
            try:
                await asyncio.to_thread(settings_file.save, file, last)
            except DeskError as error:
                self._window.status.say(str(error), serious=True)
        if (settings.receive, settings.receive_port) != (before.receive, before.receive_port):
            await self._receive()
        if settings.sandbox != before.sandbox:
            await self._session.connect()

    def _take_effect(self, before: Settings, settings: Settings) -> None:
        if self._session.program is not None:
            desk = self._session.program.desk
            if settings.pool != before.pool:
                desk.set_pool(settings.pool)
            desk.day_budget = settings.day_budget
            desk.low_water = settings.low_water_mb * MB
            desk.prices = settings.prices
        if settings.prices != before.prices:
            self.prices_changed.emit(settings.prices)
        self.settings_changed.emit(settings)

    async def _receive(self) -> None:
        """Listen for callbacks, or stop, as the settings say."""
        program = self._session.program
        if program is None or program.read_only:
            return
        trouble = await self._reception.follow(program.desk, self._session.settings)
        if self._dialog is not None:
            self._dialog.callbacks.receiving.show_trouble(trouble)
        elif trouble:
            self._window.status.say(trouble, serious=True)

    # --- the key -----------------------------------------------------------------------------

    @property
    def _url(self) -> str:
        return self._connection.url if self._connection else DEFAULT_API

    async def save_key(self, text: str) -> str:
        """Keep a key, and work with it from now on; what to say about it."""
        key = await asyncio.to_thread(self._session.keys.save, self._url, text)
        if self._session.settings.sandbox:
            await self.change(replace(self._session.settings, sandbox=False))
        else:
            await self._session.connect()
        if key.source == "keyring":
            return "Saved in the system's keyring."
        return "Kept in memory until the program ends; this system has no keyring."

    async def test_key(self, text: str | None) -> str:
        """Ask the API, free of charge, whether it takes a key."""
        secret = clean_key(text) if text else None
        if secret is None:
            found = self._connection.key if self._connection else None
            secret = found.secret if found else ""
        if not await takes_key(self._url, secret):
            raise KeyRejected("Ideogram does not take this key.")
        return "Ideogram takes this key."

    async def remove_key(self) -> str:
        await asyncio.to_thread(self._session.keys.forget, self._url)
        await self._session.connect()
        return "The key is removed."

    # --- the first run -----------------------------------------------------------------------

    async def _welcome_key(self, text: str) -> None:
        try:
            await self.save_key(text)
        except DeskError as error:
            self.welcome.key_failed(str(error))
        else:
            self.welcome.key_saved()

    def _choose_sandbox(self) -> None:
        self._tasks.start(self.change(replace(self._session.settings, sandbox=True)))
        self.welcome.set_ready(ready=True)
        self._window.compose.focus_prompt()

    def _try_sample(self, prompt: str) -> None:
        self._window.compose.change(prompt=prompt)
        self._window.compose.focus_prompt()
