"""The window's face put together; the one file that names qasync."""

from __future__ import annotations

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

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.session import Session
    from ideogram_desk.desktop.window import MainWindow

_log = logging.getLogger(__name__)

APP_ID = "io.github.ideogram_desk.IdeogramDesk"


def main(home: Path | None = None, demo: Path | None = None) -> int:
    """Open the window and serve it until it is closed; the exit code."""
    # The frame comes first: whatever it does not need is imported after it has been painted.
    from PySide6.QtWidgets import QApplication

    from ideogram_desk.base import paths as places
    from ideogram_desk.base import settings as settings_file
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.desktop.window import MainWindow

    app = QApplication(sys.argv[:1])
    app.setApplicationName("Ideogram Desk")
    app.setDesktopFileName(APP_ID)
    app.setQuitOnLastWindowClosed(False)
    paths = places.find(home or _demo_home(demo))
    settings, corrections = settings_file.load(paths.settings_file)
    theme = Theme()
    theme.choose(settings.theme)  # type: ignore[arg-type]  # checked when it was loaded
    theme.apply(app)
    tasks = Tasks(_report)
    late = LateLibrary(paths.library)
    window = MainWindow(theme, tasks, late, late, late.absolute)
    window.restore(settings_file.load_state(paths.state_file))
    window.show()
    app.processEvents()  # no loop runs yet that this could disturb: it paints the first frame

    from PySide6.QtGui import QIcon

    from ideogram_desk.base import logs
    from ideogram_desk.desktop.session import Session

    logs.start(paths.logs)
    window.setWindowIcon(QIcon(str(places.resources() / "ideogram-desk.svg")))
    for sentence in corrections:
        window.status.say(sentence)
    session = Session(window, late, theme, tasks, paths, settings, _report)
    return _serve(app, session, window, tasks, demo)


def _demo_home(demo: Path | None) -> Path | None:
    """A demo keeps its pictures beside its results, unless a home was named."""
    if demo is None or os.environ.get("IDEOGRAM_DESK_HOME"):
        return None
    return demo / "home"


def _serve(
    app: QApplication, session: Session, window: MainWindow, tasks: Tasks, demo: Path | None
) -> int:
    os.environ["QT_API"] = "pyside6"  # qasync takes the first Qt it finds
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    import qasync

    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    # qasync's own threads are QThreads, around which PySide has crashed.
    executor = ThreadPoolExecutor(4, thread_name_prefix="desk")
    loop.set_default_executor(executor)
    loop.set_exception_handler(lambda _loop, context: _report_context(context))
    sys.excepthook = _report_uncaught
    with loop:
        code: int = loop.run_until_complete(_run(session, window, tasks, demo))
    executor.shutdown()
    return code


async def _run(session: Session, window: MainWindow, tasks: Tasks, demo: Path | None) -> int:
    import asyncio

    leaving = asyncio.Event()
    window.closing.connect(leaving.set)
    _leave_on_signals(asyncio.get_running_loop(), leaving)
    opening = tasks.start(session.open())
    code = 0
    if demo is not None:
        from ideogram_desk.desktop.demo import run_demo

        await opening
        code = await run_demo(session, window, demo)
    else:
        await leaving.wait()
    window.setEnabled(False)
    window.status.say("Bringing in what is being sent…", serious=True)
    await session.close()
    await tasks.close()
    window.let_close()
    return code


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
