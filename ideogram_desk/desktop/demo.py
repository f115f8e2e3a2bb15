"""The main job done through the real window with nobody at it: compose, generate, keep, export."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ideogram_desk.domain.job import SETTLED, JobState

if TYPE_CHECKING:
    from pathlib import Path

    from ideogram_desk.desktop.session import Session
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.engine.desk import Desk

PROMPT = "A vintage travel poster of Lisbon, tram 28 climbing the hill, the text “LISBOA”"
PATIENCE = 120.0  # seconds for the whole of it
_LOOK = 0.05  # seconds between two looks at the queue
_SETTLING = 0.6  # seconds for thumbnails to be painted before the screenshot


async def run_demo(session: Session, window: MainWindow, folder: Path) -> int:
    """Print the paths of the pictures, of their variants and of a screenshot; the exit code."""
    if session.program is None:
        print("The library could not be opened.", file=sys.stderr)  # noqa: T201
        return 3
    async with asyncio.timeout(PATIENCE):
        return await _demo(session, window, folder, session.program.desk)


async def _demo(session: Session, window: MainWindow, folder: Path, desk: Desk) -> int:
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    window.compose.focus_prompt()
    before = {job.id for job in await desk.library.jobs()}
    prompt = window.findChild(QWidget, "prompt_edit")
    button = window.findChild(QPushButton, "generate_button")
    assert prompt is not None
    assert button is not None
    window.compose.change(prompt="")
    _type(prompt, PROMPT)
    _click(button)
    job = None
    while job is None or job.state not in SETTLED:
        await asyncio.sleep(_LOOK)
        again = window.findChild(QPushButton, "repeat_anyway")
        if again is not None and again.isVisible():  # of an earlier demo in the same home
            _click(again)
        jobs = [job for job in await desk.library.jobs(limit=5) if job.id not in before]
        job = jobs[0] if jobs else None
        if job is not None and job.state is JobState.HELD:
            break
    pictures = (await desk.library.pictures_of([job.id]))[job.id]
    stored = [picture for picture in pictures if picture.path]
    made = await session.exporting.export(stored, folder / "variants")
    if stored:
        window.show_number(stored[0].number)
    await asyncio.sleep(_SETTLING)
    screenshot = folder / "screenshot.png"
    window.grab().save(str(screenshot))
    paths = [desk.files.absolute(picture.path or "") for picture in stored]
    for path in (*paths, *(one.path for one in made), screenshot):
        print(path.absolute())  # noqa: T201  this is what the demo is for
    if job.state is not JobState.DONE:
        print(f"{job.state}: {job.reason}", file=sys.stderr)  # noqa: T201
    return 0 if job.state is JobState.DONE else 1


def _type(into: QWidget, text: str) -> None:
    """Key by key, as a person would."""
    for character in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(into, event)


def _click(button: QWidget) -> None:
    where = QPointF(button.rect().center())
    everywhere = button.mapToGlobal(where)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, held in (
        (QEvent.Type.MouseButtonPress, left),
        (QEvent.Type.MouseButtonRelease, none),
    ):
        event = QMouseEvent(kind, where, everywhere, left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(button, event)
