"""The whole program for the time of one command."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from ideogram_desk import app
from ideogram_desk.base import settings
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.cli.printing import say, tell
from ideogram_desk.domain.errors import LibraryTooNew

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ideogram_desk.base.paths import Paths
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.domain.events import Event

_log = logging.getLogger(__name__)


def chosen_settings(places: Paths) -> Settings:
    """The settings; what had to be corrected in them is said."""
    chosen, corrections = settings.load(places.settings_file)
    for sentence in corrections:
        say(sentence)
    return chosen


@contextlib.asynccontextmanager
async def opened(places: Paths) -> AsyncIterator[app.Program]:
    """The program as the library's owner, not connected; closed in order, whatever happens."""
    chosen = chosen_settings(places)
    program = await asyncio.to_thread(app.open_program, places, chosen, KeyStore(), report)
    try:
        if program.read_only:
            raise LibraryTooNew("This library was written by a newer Ideogram Desk; update first.")
        yield program
    finally:
        await program.close()


@contextlib.asynccontextmanager
async def connected(
    places: Paths, listener: Callable[[Event], None] = tell
) -> AsyncIterator[app.Program]:
    """The program at work with its API; `listener` hears all that happens from then on."""
    async with opened(places) as program:
        connection = await program.connect()
        if connection.trouble:
            say(connection.trouble)
        if connection.sandbox:
            say("No key: running on the built-in sandbox. Nothing is billed.")
        program.desk.bus.listen(listener)
        yield program


def report(bug: BaseException) -> None:
    _log.error("a mistake of ours", exc_info=bug)
    say(f"Ideogram Desk made a mistake ({type(bug).__name__}); the log has it.")
