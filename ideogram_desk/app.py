"""Puts the program together: the one place that plugs the adapters into the engine's ports."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ideogram_desk.base.logs import protect
from ideogram_desk.base.program import command
from ideogram_desk.base.settings import api_url
from ideogram_desk.domain.errors import LibraryTooNew, SecretUnavailable, StoreError
from ideogram_desk.engine.bus import Bus
from ideogram_desk.engine.desk import CLOSE_PATIENCE, Desk

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from pathlib import Path

    from ideogram_desk.base.paths import Paths
    from ideogram_desk.base.secrets import Key, KeyStore
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.engine.ports import Caller
    from ideogram_desk.sandbox.process import SandboxProcess
    from ideogram_desk.store.database import Database
    from ideogram_desk.store.library import Library

_log = logging.getLogger(__name__)

DEFAULT_API = "https://api.ideogram.ai"
_SANDBOX_KEY = "sandbox"
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Connection:
    """Where requests go, and with which key; `key` is None where there is none."""

    url: str
    key: Key | None
    sandbox: bool
    trouble: str = ""  # why a key that may be there could not be had


def find_connection(settings: Settings, keys: KeyStore) -> Connection:
    """The API to talk to, by environment, settings and keyring. Blocks on the keyring.

    With no key and no URL of one's own, or by choice, that is the built-in sandbox.
    """
    url = api_url(settings, os.environ)
    own_url = url is not None
    url = url or DEFAULT_API
    key, trouble = None, ""
    try:
        key = keys.find(url)
    except SecretUnavailable as error:
        trouble = str(error)
    sandbox = not own_url and (settings.sandbox or key is None)
    return Connection(url, key, sandbox, trouble)


async def takes_key(url: str, secret: str) -> bool:
    """Whether the API at this URL takes a key; a free call. Raises Unreachable, SettingsError."""
    from ideogram_desk.api.client import Ideogram

    protect(secret)
    api = Ideogram(url, secret)
    try:
        return await api.check_key()
    finally:
        await api.close()


class Program:
    """One library and everything that works on it; opened by `open_program`."""

    def __init__(self, paths: Paths, settings: Settings, keys: KeyStore, opened: _Opened) -> None:
        self.paths = paths
        self.settings = settings
        self.keys = keys
        self.desk = opened.desk
        self.read_only = opened.read_only
        self._caller = opened.caller
        self._closing = opened.closing
        self._sandbox: SandboxProcess | None = None
        self.connection: Connection | None = None
        self._switching = asyncio.Lock()
        self._closed = False

    async def connect(self, settings: Settings | None = None) -> Connection:
        """Find the API and work with it. Raises SandboxFailed, SettingsError, StoreError."""
        if settings is not None:
            self.settings = settings
        async with self._switching:  # the last one asked for is the last one made
            return await self._connect()

    async def _connect(self) -> Connection:
        if self._closed:
            raise StoreError("The program is closing.")
        found = await asyncio.to_thread(find_connection, self.settings, self.keys)
        if self.read_only:
            return found
        url, secret = found.url, found.key.secret if found.key else None
        if found.sandbox:
            url, secret = await self._sandbox_url(), _SANDBOX_KEY
        from ideogram_desk.api.client import Ideogram

        if secret and not found.sandbox:
            protect(secret)
        api = Ideogram(url, secret)
        await api.warm()  # what it loads must not hold up the first request
        await self.desk.connect(api, sandbox=found.sandbox)
        if not found.sandbox:
            await self._stop_sandbox()
        self.connection = found
        return found

    async def _sandbox_url(self) -> str:
        if self._sandbox is not None and not self._sandbox.is_alive:
            await self._stop_sandbox()
        if self._sandbox is None:
            from ideogram_desk.sandbox.process import SandboxProcess

            self._sandbox = await asyncio.to_thread(
                SandboxProcess, command("sandbox"), self.paths.data
            )
        return self._sandbox.url

    async def _stop_sandbox(self) -> None:
        if self._sandbox is not None:
            sandbox, self._sandbox = self._sandbox, None
            await asyncio.to_thread(sandbox.stop)

    async def close(self, patience: float = CLOSE_PATIENCE) -> None:
        """Bring in what is being sent within `patience` seconds, then let go of everything."""
        self._closed = True
        async with self._switching:
            try:
                await self.desk.close(patience)
            finally:
                await self._caller.close()
                await self._stop_sandbox()
                await asyncio.to_thread(self._closing.close)


@dataclass(frozen=True, slots=True)
class _Opened:
    desk: Desk
    caller: Caller
    read_only: bool
    closing: contextlib.ExitStack


def open_program(
    paths: Paths,
    settings: Settings,
    keys: KeyStore,
    report: Callable[[BaseException], None],
    *,
    beside: bool = False,
) -> Program:
    """Open the library, as its only owner, and plug everything together. Blocks.

    A library of a newer program is opened for reading only, and so is one `beside` its owner.
    Raises LibraryLocked, StoreError.
    """
    from ideogram_desk.media.checker import PictureChecker
    from ideogram_desk.store.callbacks import Callbacks
    from ideogram_desk.store.campaigns import Campaigns
    from ideogram_desk.store.files import Files
    from ideogram_desk.store.jobs import Jobs
    from ideogram_desk.store.library import Library
    from ideogram_desk.store.library_lock import LibraryLock
    from ideogram_desk.store.organising import Organising
    from ideogram_desk.store.thumbnails import Thumbnails
    from ideogram_desk.webhooks.sender import WebhookCaller

    with contextlib.ExitStack() as closing:
        files = Files(paths.library)
        if not beside:
            files.prepare_root()
            closing.callback(LibraryLock(paths.library / "lock").close)
            files.prepare()
        database, read_only = _open_database(paths.library / "library.db", read_only=beside)
        closing.callback(database.close)
        library = Library(database)
        thumbnails = Thumbnails(paths.thumbnails, database.library_id)
        closing.callback(thumbnails.close)
        checker = PictureChecker(command("picture-worker"))
        closing.callback(checker.close)
        caller = WebhookCaller(_trust)
        desk = Desk(
            jobs=Jobs(database),
            library=library,
            files=files,
            checker=checker,
            thumbnails=thumbnails,
            campaigns=Campaigns(database),
            callbacks=Callbacks(database),
            organising=Organising(database),
            caller=caller,
            secrets=keys,
            bus=Bus(report),
            report=report,
            pool=settings.pool,
            download_places=settings.download_places,
            prices=settings.prices,
            day_budget=settings.day_budget,
            low_water=settings.low_water_mb * MB,
        )
        opened = _Opened(desk, caller, read_only, closing.pop_all())
        return Program(paths, settings, keys, opened)


def _trust() -> ssl.SSLContext:
    """What receivers of callbacks are verified with: the same as the API. Blocks."""
    from ideogram_desk.api.transport import tls

    return tls()


def _open_database(path: Path, *, read_only: bool) -> tuple[Database, bool]:
    from ideogram_desk.store.database import Database

    try:
        return Database(path, read_only=read_only), read_only
    except LibraryTooNew as error:
        _log.warning("%s", error)
        return Database(path, read_only=True), True


def open_for_reading(paths: Paths) -> tuple[Library, Callable[[], None]] | None:
    """The library for looking only, beside whoever owns it, and how to close it; None if none is.

    Blocks. Raises StoreError.
    """
    from ideogram_desk.store.database import Database
    from ideogram_desk.store.library import Library

    path = paths.library / "library.db"
    if not path.exists():
        return None
    database = Database(path, read_only=True)
    return Library(database), database.close
