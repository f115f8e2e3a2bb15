"""The one line at the window's foot: connection, queue, progress, money, library, pause."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import Button, named, tip
from ideogram_desk.desktop.status_parts import Dot, Message, Steady
from ideogram_desk.desktop.status_run import Run, time_left
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.domain.job import QueueTotals

Connection = Literal["ideogram", "sandbox", "offline", "no_key"]

HEIGHT = 30
_CONNECTIONS: dict[str, tuple[str, str, str]] = {
    "ideogram": ("Ideogram", "good", "Connected to Ideogram: pictures are paid for"),
    "sandbox": ("Sandbox", "accent", "The built-in sandbox: free, drawn on this machine"),
    "offline": ("Offline", "bad", "Ideogram cannot be reached; the queue waits"),
    "no_key": ("No key", "warn", "There is no Ideogram key yet; enter one in the settings"),
}


class StatusBar(QFrame):
    """What the program is doing, at a glance."""

    pause_toggled = Signal(bool)
    review_clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        now: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "status_bar", "Status")
        self.setProperty("surface", "panel")
        self.setFixedHeight(HEIGHT)
        self._theme, self._now, self._paused = theme, now, False
        self._run = Run()
        self._dot = Dot()
        self._word = Steady("status_connection")
        self._queue = Steady("status_queue")
        self._bar = named(QProgressBar(), "status_progress", "Progress of the queue")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._progress = Steady("status_progress_text")
        self._money = Steady("status_money")
        self._review = Button(
            "",
            "link",
            icon="triangle-alert",
            tooltip="Show what needs a look",
            name="status_review",
        )
        self._review.setProperty("letters", "body")
        self._review.clicked.connect(self.review_clicked)
        self.message = Message()
        self._library = Steady("status_library")
        self._pause = Button("Pause", "quiet", icon="pause", name="pause_button")
        self._pause.clicked.connect(lambda: self.pause_toggled.emit(not self._paused))
        self._lay_out()
        self._show_paused(paused=False)
        self.set_connection("no_key")

    def _lay_out(self) -> None:
        connection = QHBoxLayout()
        connection.setSpacing(8)
        connection.addWidget(self._dot)
        connection.addWidget(self._word)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 6, 0)
        row.setSpacing(16)
        row.addLayout(connection)
        for widget in (self._queue, self._bar, self._progress, self._money, self._review):
            row.addWidget(widget)
        row.addWidget(self.message)
        row.addStretch(1)
        row.addWidget(self._library)
        row.addWidget(self._pause)

    def apply(self, totals: QueueTotals, seconds_left: float | None = None) -> None:
        """Show the queue's totals; `seconds_left` where the caller knows better than the pace."""
        going = totals.queued + totals.running + totals.downloading
        self._run.count(going + totals.held, self._now())
        self._queue.show_text(_queue_words(totals), _queue_words(totals, digit="8"))
        self._queue.setToolTip(tip(totals.held_reason) if totals.held else "")
        self._show_progress(totals, seconds_left, on=going > 0)
        today = f"Today {words.dollars(totals.spent_today)}"
        self._money.show_text(today)
        self._money.setToolTip("Spent today; the sandbox costs nothing")
        looks = "needs" if totals.review == 1 else "need"
        self._review.set_text(f"{totals.review:,} {looks} a look")
        self._review.setVisible(totals.review > 0)
        library = words.counted(totals.pictures, "image")
        self._library.show_text(f"{library} · {words.bytes_label(totals.bytes)}")
        self._show_paused(paused=totals.paused)

    def _show_progress(self, totals: QueueTotals, seconds_left: float | None, *, on: bool) -> None:
        run = self._run
        self._bar.setVisible(on)
        self._bar.setRange(0, max(1, run.total))
        self._bar.setValue(run.done)
        if not on:
            self._progress.show_text("")
            return
        text = f"{run.done:,} of {run.total:,}"
        self._bar.setAccessibleDescription(text)
        seconds = run.seconds_left(self._now()) if seconds_left is None else seconds_left
        if totals.paused:
            text += " · paused"
        elif seconds is not None:
            text += f" · {time_left(seconds)}"
        self._progress.show_text(text, f"{run.total:,} of {run.total:,} · 88 min left")

    def set_connection(self, kind: Connection) -> None:
        word, token, said = _CONNECTIONS[kind]
        self._dot.show_token(token, hollow=kind in ("offline", "no_key"))
        self._word.show_text(word)
        self._word.setToolTip(tip(said))

    def say(self, text: str, *, serious: bool = False) -> None:
        """A short message; it goes by itself unless it is serious."""
        self.message.say(text, serious=serious)

    def _show_paused(self, *, paused: bool) -> None:
        self._paused = paused
        self._pause.set_text("Resume" if paused else "Pause")
        self._pause.set_icon("play" if paused else "pause")
        said = "Send waiting pictures again" if paused else "Send nothing more until resumed"
        self._pause.setToolTip(said)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, self.width(), 1, QColor(tokens_now().line))


def _queue_words(totals: QueueTotals, digit: str = "") -> str:
    """How much runs and waits; with `digit`, the widest that these words become soon."""
    running, queued = totals.running + totals.downloading, totals.queued
    if not (running or queued or totals.held):
        return "Paused" if totals.paused else "Idle"
    parts = [f"{running:,} running", f"{queued:,} queued"] if running or queued else []
    if totals.held:
        parts.append(f"{totals.held:,} on hold")
    said = " · ".join(parts)
    return "".join(digit if c.isdigit() else c for c in said) if digit else said
