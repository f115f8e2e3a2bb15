"""The command line: the same engine as the window, without Qt."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from ideogram_desk.base import logs, paths
from ideogram_desk.cli import batch, generating, queueing, searching, serve
from ideogram_desk.cli.printing import (
    BAD_INPUT,
    COULD_NOT_RUN,
    FAILED,
    INTERRUPTED,
    print_json,
    say,
)
from ideogram_desk.domain.errors import (
    BatchFileError,
    DeskError,
    InvalidRequest,
    LibraryDamaged,
    LibraryLocked,
    LibraryTooNew,
    NotFound,
    SettingsError,
    Unreadable,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Coroutine
    from types import FrameType

    from ideogram_desk.base.paths import Paths

    Command = Callable[[argparse.Namespace, Paths], Coroutine[Any, Any, int]]


def run(arguments: argparse.Namespace) -> int:
    """Run one command; its exit code."""
    _speak_any_language(utf8=arguments.json)
    places = paths.find(arguments.home)
    logs.start(places.logs)
    try:
        with _terminated_as_interrupted():
            code = asyncio.run(_command(arguments)(arguments, places))
            sys.stdout.flush()  # while somebody is here to catch what goes wrong
            return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except DeskError as error:
        return _failed(arguments, error)
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _command(arguments: argparse.Namespace) -> Command:
    match arguments.command:
        case "generate":
            return generating.generate
        case "batch":
            return batch.batch
        case "search":
            return searching.search
        case "serve":
            return serve.run
        case _:
            return queueing.queue


def _speak_any_language(*, utf8: bool) -> None:
    """JSON is UTF-8 wherever it goes; other output in what the terminal can show, never failing."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if utf8 else None, errors="backslashreplace")


@contextlib.contextmanager
def _terminated_as_interrupted() -> Any:
    """A polite kill is treated as Ctrl+C: what is being sent is brought in first."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, interrupt)
    # A script's background job starts with Ctrl+C ignored, and then neither would reach us.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGINT, ignored)


def _failed(arguments: argparse.Namespace, error: DeskError) -> int:
    say(str(error))
    if arguments.json:
        problems = error.problems if isinstance(error, InvalidRequest) else ()
        listed = [{"field": problem.field, "message": problem.message} for problem in problems]
        print_json({"error": str(error), "problems": listed})
    match error:
        case InvalidRequest() | BatchFileError() | SettingsError() | NotFound() | Unreadable():
            return BAD_INPUT
        case LibraryLocked() | LibraryTooNew() | LibraryDamaged():
            return COULD_NOT_RUN
        case _:
            return FAILED
