"""The window's face put together; the one file that names qasync."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

    from ideogram_desk.base.paths import Paths
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.session import Session
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.desktop.window import MainWindow

_log = logging.getLogger(__name__)

APP_ID = "io.github.ideogram_desk.IdeogramDesk"


def main(home: Path | None = None, demo: Path | None = None, files: tuple[str, ...] = ()) -> int:
    """Open the window and serve it until it is closed; the exit code.

    Where this library's window is open already, `files` are handed to it.
    """
    # The frame comes first: whatever it does not need is imported after it has been painted.
    from PySide6.QtWidgets import QApplication

    from ideogram_desk.base import paths as places
    from ideogram_desk.base import settings as settings_file
    from ideogram_desk.desktop.single import HANDED_OVER, Wish, hand_over
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.desktop.window import MainWindow

    app = QApplication(sys.argv[:1])
    app.setApplicationName("Ideogram Desk")
    app.setDesktopFileName(APP_ID)
    app.setQuitOnLastWindowClosed(False)
    paths = places.find(home or _demo_home(demo))
    if demo is None and hand_over(paths.library, Wish(files=files)):
        sys.stderr.write(f"{HANDED_OVER}\n")
        return 0
    settings, corrections = settings_file.load(paths.settings_file)
    state = settings_file.load_state(paths.state_file)
    theme = Theme()
    theme.choose(settings.theme)
    theme.prepare(app)
    window = MainWindow(theme)
    window.restore_place(state)
    window.show()
    app.processEvents()  # no loop runs yet that this could disturb: it paints the first frame
    session = _furnish(app, window, theme, paths, settings)
    session.calling.wish = Wish(files=files)
    window.restore(state)
    for sentence in corrections:
        window.status.say(sentence)
    return _serve(app, session, demo)


def _furnish(
    app: QApplication, window: MainWindow, theme: Theme, paths: Paths, settings: Settings
) -> Session:
    """Everything behind the first frame."""
    from PySide6.QtGui import QIcon

    from ideogram_desk.base import logs
    from ideogram_desk.base.paths import resources
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.collector import Collector
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.session import Session

    logs.start(paths.logs)
    tasks = Tasks(_report)
    late = LateLibrary(paths.library)
    window.furnish(tasks, late, late, late.absolute)
    theme.apply(app)
    window.setWindowIcon(QIcon(str(resources() / "ideogram-desk.svg")))
    Collector(window).start()
    return Session(window, late, theme, tasks, paths, settings, _report)


def _demo_home(demo: Path | None) -> Path | None:
    """A demo keeps its pictures beside its results, unless a home was named."""
    if demo is None or os.environ.get("IDEOGRAM_DESK_HOME"):
        return None
    return demo / "home"


def _serve(app: QApplication, session: Session, demo: Path | None) -> int:
    os.environ["QT_API"] = "pyside6"  # qasync takes the first Qt it finds
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    loop = new_loop(app)
    asyncio.set_event_loop(loop)
    # qasync's own threads are QThreads, around which PySide has crashed.
    executor = ThreadPoolExecutor(4, thread_name_prefix="desk")
    loop.set_default_executor(executor)
    loop.set_exception_handler(lambda _loop, context: _report_context(context))
    sys.excepthook = _report_uncaught
    with contextlib.closing(loop):
        code = loop.run_until_complete(_run(session, demo))
    executor.shutdown()
    if app.platformName() == "offscreen":
        app.clipboard().clear()  # there the clipboard outlives Python, and takes the process down
    return code


def new_loop(app: QApplication) -> asyncio.AbstractEventLoop:
    """An asyncio loop that Qt turns."""
    import qasync

    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(app)
    return loop


async def _run(session: Session, demo: Path | None) -> int:
    import asyncio

    window, tasks = session.window, session.tasks
    asked, told = asyncio.Event(), asyncio.Event()  # to leave: by the user, by the system
    window.closing.connect(asked.set)
    _leave_on_signals(asyncio.get_running_loop(), told)
    opening = tasks.start(session.open())
    code = 0
    if demo is not None:
        from ideogram_desk.desktop.demo import run_demo

        await opening
        code = await run_demo(session, window, demo)
    else:
        if session.calling.wish.files:
            await opening
            session.calling.take_files()
        await _leave(session, asked, told)
    window.setEnabled(False)
    window.status.say("Bringing in what is being sent…", serious=True)
    await session.close()
    await tasks.close()
    window.let_close()
    return code


async def _leave(session: Session, asked: asyncio.Event, told: asyncio.Event) -> None:
    """Wait until the window shall be closed; who asks for it may think better of it."""
    import asyncio

    system = asyncio.ensure_future(told.wait())
    while not told.is_set():
        user = asyncio.ensure_future(asked.wait())
        await asyncio.wait([system, user], return_when=asyncio.FIRST_COMPLETED)
        user.cancel()
        if told.is_set():
            break
        question = asyncio.ensure_future(session.may_close())
        await asyncio.wait([system, question], return_when=asyncio.FIRST_COMPLETED)
        if not question.done():
            question.cancel()
            await asyncio.wait([question])
        elif question.result():
            break
        asked.clear()
    system.cancel()


def _leave_on_signals(loop: asyncio.AbstractEventLoop, leaving: asyncio.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, leaving.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(leaving.set))


def _report(bug: BaseException) -> None:
    """A mistake of ours: logged whole, and told in a sentence by whoever notices."""
    _log.error("a mistake of ours", exc_info=bug)
    if os.environ.get("IDEOGRAM_DESK_DEBUG"):
        import traceback

        traceback.print_exception(bug)


def _report_uncaught(
    _kind: type[BaseException], bug: BaseException, _trace: TracebackType | None
) -> None:
    _report(bug)


def _report_context(context: dict[str, object]) -> None:
    bug = context.get("exception")
    _report(bug if isinstance(bug, BaseException) else RuntimeError(str(context.get("message"))))
