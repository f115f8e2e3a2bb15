"""Keys and clicks at random over the real window: no exception, no stall."""

import asyncio
import os
import random
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDesktopServices, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from shiboken6 import isValid

from ideogram_desk.desktop.actions.table import DEEDS, HABITS
from ideogram_desk.domain.job import PictureState
from tests.desktop.driving import generate, in_session

STALL = 1.0  # seconds
SEED = int(os.environ.get("MONKEY_SEED", "20261121"))
KEPT = 25  # of the last deeds, told when something breaks
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
KEYS = [
    *(keys for deed in DEEDS for keys in (*deed.keys, *deed.near) if ", " not in keys),
    *(keys for habit in HABITS for keys in habit.keys),
    *("Tab", "Shift+Tab", "Return", "Esc", "Space", "Backspace", "Menu", "F2", "Shift+Right"),
    *(chr(code) for code in range(ord("A"), ord("Z") + 1)),
    *'0123456789:-*"<>',
    *("Left", "Right", "Up", "Down") * 4,
]


def queued():
    """Seconds that this thread was ready and had to wait for a core: that is no stall of ours."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


class Monkey:
    def __init__(self, desk, seed):
        self.window = desk.window
        self.dice = random.Random(seed)
        self.did = []
        self.slowest = (0.0, "")

    async def play(self, events):
        for _ in range(events):
            began, waited = time.perf_counter(), queued()
            self.once()
            await asyncio.sleep(0)
            took = time.perf_counter() - began - (queued() - waited)
            if took > self.slowest[0]:
                self.slowest = (took, self.did[-1] if self.did else "")
            assert took < STALL, (took, self.did[-KEPT:])

    def once(self):
        dice = self.dice.random()
        if dice < 0.6:
            self._key()
        elif dice < 0.95:
            self._click()
        else:
            self._wheel()

    def _top(self):
        app = QApplication
        over = app.activePopupWidget() or app.activeModalWidget()
        return over if over is not None and isValid(over) else self.window

    def _note(self, *what):
        self.did.append(" ".join(map(str, what)))
        del self.did[:-KEPT]

    def _key(self):
        top = self._top()
        widget = top if top is not self.window else (QApplication.focusWidget() or top)
        keys = self.dice.choice(KEYS)
        pressed = QKeySequence(keys)[0]
        self._note("key", keys, "in", widget.objectName() or type(widget).__name__)
        QTest.keyClick(widget, pressed.key(), pressed.keyboardModifiers())

    def _point(self):
        top = self._top()
        where = QPoint(self.dice.randrange(top.width()), self.dice.randrange(top.height()))
        widget = top.childAt(where)
        if widget is None or not isValid(widget):
            return top, where
        return widget, widget.mapFrom(top, where)

    def _click(self):
        widget, where = self._point()
        if not isValid(widget):  # a menu that is just going
            return
        button = (
            Qt.MouseButton.RightButton if self.dice.random() < 0.1 else Qt.MouseButton.LeftButton
        )
        held = self.dice.choices((NONE, SHIFT, CTRL), (8, 1, 1))[0]
        self._note("click", widget.objectName() or type(widget).__name__, where.toTuple())
        click = QTest.mouseDClick if self.dice.random() < 0.1 else QTest.mouseClick
        click(widget, button, held, where)

    def _wheel(self):
        widget, where = self._point()
        if not isValid(widget):
            return
        turned = QPoint(0, self.dice.choice((-480, -120, 120, 480)))
        held = self.dice.choices((NONE, CTRL), (8, 1))[0]
        self._note("wheel", widget.objectName() or type(widget).__name__)
        event = QWheelEvent(
            QPointF(where), QPointF(widget.mapToGlobal(where)), QPoint(), turned,
            Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)


@pytest.fixture
def nothing_leaves_the_window(monkeypatch):
    """No file is chosen and no other program started, whatever is clicked."""
    monkeypatch.setattr(QFileDialog, "open", lambda dialog, *_: dialog.reject())
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)


async def play(start, events):
    desk = await start()
    wrong = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: wrong.append(context))
    await generate(desk, "a red fox over Lisbon", 8)
    await desk.all_in(PictureState.STORED, 8)
    desk.window.activateWindow()
    monkey = Monkey(desk, SEED)
    try:
        await monkey.play(events)
    finally:
        print(f"\nseed {SEED}, slowest {monkey.slowest[0] * 1000:.0f} ms: {monkey.slowest[1]}")
        if desk.bugs or wrong:
            print("last:", *monkey.did, sep="\n  ")
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
    assert wrong == []
    assert desk.bugs == []
    assert isinstance(desk.find(QWidget, "gallery_view"), QWidget)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@in_session
async def test_five_hundred_keys_and_clicks_at_random(start, nothing_leaves_the_window):
    await play(start, 500)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@in_session
async def test_twenty_thousand_keys_and_clicks_at_random(start, nothing_leaves_the_window):
    await play(start, 20_000)
