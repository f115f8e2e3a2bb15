"""What the user chooses, taken to where it has its effect: key, sandbox, pool, appearance."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ideogram_desk.app import DEFAULT_API, Connection, takes_key
from ideogram_desk.base import settings as settings_file
from ideogram_desk.base.secrets import clean_key
from ideogram_desk.desktop.welcome import Welcome
from ideogram_desk.domain.errors import DeskError, KeyRejected
from ideogram_desk.domain.job import QueueTotals

if TYPE_CHECKING:
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.session import Session
    from ideogram_desk.desktop.settings.dialog import SettingsDialog
    from ideogram_desk.desktop.settings.key_section import Place
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.desktop.window import MainWindow


class Preferences:
    """The settings dialog and the first-run card, and what they change."""

    def __init__(self, session: Session, window: MainWindow, theme: Theme, tasks: Tasks) -> None:
        self._session = session
        self._window = window
        self._theme = theme
        self._tasks = tasks
        self._totals = QueueTotals()
        self._connection: Connection | None = None
        self._dialog: SettingsDialog | None = None
        self._saving = asyncio.Lock()
        self.welcome = Welcome(theme)
        window.gallery.set_first_run(self.welcome)
        window.settings_requested.connect(self.open_dialog)
        window.compose.notice_clicked.connect(self.open_dialog)
        self.welcome.key_entered.connect(lambda key: tasks.start(self._welcome_key(key)))
        self.welcome.sandbox_chosen.connect(self._choose_sandbox)
        self.welcome.sample_chosen.connect(self._try_sample)

    def show_connection(self, connection: Connection) -> None:
        self._connection = connection
        chosen = self._session.settings.sandbox
        self.welcome.set_ready(ready=chosen or connection.key is not None)
        if self._dialog is not None:
            self._tasks.start(self._show_place())

    async def _show_place(self) -> None:
        """Say in the dialog where the key is, and whether one would be kept."""
        keyring = await asyncio.to_thread(self._session.keys.has_keyring)
        if self._dialog is not None:
            self._dialog.set_key_place(self._place(), keyring=keyring)

    def show_totals(self, totals: QueueTotals) -> None:
        self._totals = totals

    # --- the dialog --------------------------------------------------------------------------

    def open_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.raise_()
            return
        from ideogram_desk.desktop.settings.dialog import LibraryPlace, SettingsDialog
        from ideogram_desk.desktop.settings.key_section import KeyActions

        session = self._session
        dialog = SettingsDialog(
            self._theme,
            session.settings,
            self._tasks,
            KeyActions(self.save_key, self.test_key, self.remove_key),
            LibraryPlace(session.paths.library, self._totals.pictures, self._totals.bytes),
            self._window,
        )
        dialog.set_key_place(self._place())
        dialog.changed.connect(lambda settings: self._tasks.start(self.change(settings)))
        dialog.reveal_requested.connect(session.reveal)
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        self._tasks.start(self._show_place())
        dialog.open()

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _place(self) -> Place:
        key = self._connection.key if self._connection else None
        return key.source if key else "none"

    async def change(self, settings: Settings) -> None:
        """Keep new settings and let them have their effect."""
        before, self._session.settings = self._session.settings, settings
        async with self._saving:  # one after the other: the last choice is the one that stays
            file, last = self._session.paths.settings_file, self._session.settings
            try:
                await asyncio.to_thread(settings_file.save, file, last)
            except DeskError as error:
                self._window.status.say(str(error), serious=True)
        if settings.pool != before.pool and self._session.program is not None:
            self._session.program.desk.set_pool(settings.pool)
        if settings.sandbox != before.sandbox:
            await self._session.connect()

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
