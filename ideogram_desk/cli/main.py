"""The command line: the same engine as the window, without Qt."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from ideogram_desk import app
from ideogram_desk.base import logs, paths, settings
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.cli.arguments import request_of
from ideogram_desk.domain.errors import (
    DeskError,
    InvalidRequest,
    LibraryDamaged,
    LibraryLocked,
    LibraryTooNew,
    NotFound,
    SettingsError,
    StoreError,
    Unreadable,
)
from ideogram_desk.domain.events import Event, JobChanged, Notice
from ideogram_desk.domain.job import JobState, NewJob
from ideogram_desk.domain.record import image_record, job_record
from ideogram_desk.domain.request import checked, clean_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from types import FrameType

    from ideogram_desk.base.paths import Paths
    from ideogram_desk.domain.job import Job, Picture
    from ideogram_desk.engine.desk import Desk
    from ideogram_desk.engine.ports import LibraryStore

_log = logging.getLogger(__name__)

DONE, FAILED, BAD_INPUT, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 3, 130


def run(arguments: argparse.Namespace) -> int:
    """Run one command; its exit code."""
    _speak_any_language(utf8=arguments.json)
    places = paths.find(arguments.home)
    logs.start(places.logs)
    try:
        with _terminated_as_interrupted():
            code = asyncio.run(_COMMANDS[arguments.command](arguments, places))
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
    _say(str(error))
    if arguments.json:
        problems = error.problems if isinstance(error, InvalidRequest) else ()
        listed = [{"field": problem.field, "message": problem.message} for problem in problems]
        print(json.dumps({"error": str(error), "problems": listed}, ensure_ascii=False))
    match error:
        case InvalidRequest() | SettingsError() | NotFound() | Unreadable():
            return BAD_INPUT
        case LibraryLocked() | LibraryTooNew() | LibraryDamaged():
            return COULD_NOT_RUN
        case _:
            return FAILED


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _report(bug: BaseException) -> None:
    _log.error("a mistake of ours", exc_info=bug)
    _say(f"Ideogram Desk made a mistake ({type(bug).__name__}); the log has it.")


@contextlib.asynccontextmanager
async def _program(places: Paths) -> Any:
    """The whole program, connected; closed in order, whatever happens."""
    chosen, corrections = settings.load(places.settings_file)
    for sentence in corrections:
        _say(sentence)
    program = await asyncio.to_thread(app.open_program, places, chosen, KeyStore(), _report)
    try:
        _refuse_newer(program)
        connection = await program.connect()
        if connection.trouble:
            _say(connection.trouble)
        if connection.sandbox:
            _say("No key: running on the built-in sandbox. Nothing is billed.")
        program.desk.bus.listen(_tell)
        yield program
    finally:
        await program.close()


def _refuse_newer(program: app.Program) -> None:
    if program.read_only:
        raise LibraryTooNew("This library was written by a newer Ideogram Desk; update first.")


def _tell(event: Event) -> None:
    match event:
        case JobChanged(job):
            words = f" {job.reason}" if job.reason else ""
            _say(f"{job.id} {job.state}{words}")
        case Notice(text):
            _say(text)


async def _generate(arguments: argparse.Namespace, places: Paths) -> int:
    # What cannot work is told before anything is started or copied.
    checked(request_of(arguments, tuple(map(str, arguments.image)), arguments.mask))
    async with _program(places) as program:
        desk: Desk = program.desk
        images = tuple([await desk.add_input(file) for file in arguments.image])
        mask = await desk.add_input(arguments.mask) if arguments.mask else None
        new = NewJob(
            request=request_of(arguments, images, mask),
            tags=tuple(filter(None, map(clean_text, arguments.tag))),
            metadata={clean_text(name): clean_text(value) for name, value in arguments.meta},
            callback=clean_text(arguments.callback) if arguments.callback else None,
        )
        queued = await desk.queue([new])
        await desk.drain()
        jobs = [await desk.library.job(job.id) for job in queued]
        return await _print_jobs(arguments, jobs, desk.library, places)


async def _search(arguments: argparse.Namespace, places: Paths) -> int:
    opened = await asyncio.to_thread(app.open_for_reading, places)
    total, pictures = 0, []
    if opened is not None:
        library, close = opened
        try:
            numbers = await library.numbers(clean_text(arguments.query), stored=True)
            total = len(numbers)
            pictures = await library.pictures(numbers[: arguments.limit])
        finally:
            await asyncio.to_thread(close)
    images = [_image(picture, places) for picture in pictures]
    if arguments.json:
        print(json.dumps({"total": total, "images": images}, ensure_ascii=False))
    else:
        for image in images:
            print(f"{image['stored_path']}\t{_one_line(image['prompt'])}")
        _say(f"{total} found" + (f", {len(images)} shown" if len(images) < total else ""))
    return DONE


async def _queue(arguments: argparse.Namespace, places: Paths) -> int:
    match arguments.action:
        case "run":
            return await _queue_run(arguments, places)
        case "retry" | "cancel":
            return await _queue_change(arguments, places)
        case _:
            return await _queue_list(arguments, places)


async def _queue_list(arguments: argparse.Namespace, places: Paths) -> int:
    opened = await asyncio.to_thread(app.open_for_reading, places)
    if opened is None:
        await _print_jobs(arguments, [], None, places)
        return DONE
    library, close = opened
    try:
        await _print_jobs(arguments, await library.jobs(), library, places)
    finally:
        await asyncio.to_thread(close)
    return DONE


async def _queue_run(arguments: argparse.Namespace, places: Paths) -> int:
    async with _program(places) as program:
        desk: Desk = program.desk
        touched: dict[str, None] = {}

        def note(event: Event) -> None:
            if isinstance(event, JobChanged):
                touched[event.job.id] = None

        desk.bus.listen(note)
        await desk.drain()
        left = [
            job.id
            for job in await desk.library.jobs((JobState.QUEUED, JobState.HELD))
            if job.sandbox == desk.sandbox
        ]
        ids = list(dict.fromkeys([*touched, *left]))
        jobs = [await desk.library.job(job_id) for job_id in ids]
        return await _print_jobs(arguments, jobs, desk.library, places)


async def _queue_change(arguments: argparse.Namespace, places: Paths) -> int:
    chosen, _ = settings.load(places.settings_file)
    program = await asyncio.to_thread(app.open_program, places, chosen, KeyStore(), _report)
    desk = program.desk
    change = desk.retry if arguments.action == "retry" else desk.cancel
    jobs, refused = [], False
    try:
        _refuse_newer(program)
        for job_id in map(clean_text, arguments.ids):
            try:
                jobs.append(await change(job_id))
            except NotFound:
                raise
            except StoreError as error:
                refused = True
                _say(str(error))
                jobs.append(await desk.library.job(job_id))
        await _print_jobs(arguments, jobs, desk.library, places)
    finally:
        await program.close()
    return FAILED if refused else DONE


async def _print_jobs(
    arguments: argparse.Namespace,
    jobs: Sequence[Job],
    library: LibraryStore | None,
    places: Paths,
) -> int:
    """Print jobs with their pictures; 0 only if every one is done."""
    pictures = await library.pictures_of([job.id for job in jobs]) if library else {}
    records = [
        job_record(job, [_image(picture, places) for picture in pictures.get(job.id, ())])
        for job in jobs
    ]
    if arguments.json:
        print(json.dumps({"jobs": records}, ensure_ascii=False))
    else:
        for record in records:
            print(f"{record['id']}\t{record['state']}\t{_one_line(record['prompt'])}")
            for image in record["images"]:
                if image["stored_path"]:
                    print(f"\t{image['stored_path']}")
    return DONE if all(job.state is JobState.DONE for job in jobs) else FAILED


def _image(picture: Picture, places: Paths) -> dict[str, Any]:
    return image_record(picture, str(places.library / picture.path) if picture.path else None)


def _one_line(text: str) -> str:
    return " ".join(text.split())


_COMMANDS = {"generate": _generate, "search": _search, "queue": _queue}
