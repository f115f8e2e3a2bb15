"""The one line at the window's foot: connection, queue, progress, money, library, pause."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import Button, IconButton, PlainLabel, named, tip
from ideogram_desk.desktop.status_money import money_tip, money_words
from ideogram_desk.desktop.status_parts import Dot, Message, Steady, SteadyLink
from ideogram_desk.desktop.status_run import Run, time_left
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.domain.job import QueueTotals

Connection = Literal["ideogram", "sandbox", "offline", "no_key"]

HEIGHT = 30
ROOM_FOR_BAR, ROOM_FOR_ALL_WORDS = 1260, 1080  # pixels
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
    queue_clicked = Signal()
    settings_clicked = Signal()

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
        self._on = False  # the queue is at work
        self._dot = Dot()
        self._word = Steady("status_connection")
        self._queue = SteadyLink("status_queue", "Show what runs and waits (Ctrl+J)")
        self._queue.clicked.connect(self.queue_clicked)
        self._bar = named(QProgressBar(), "status_progress", "Progress of the queue")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._progress = Steady("status_progress_text")
        self._money = Steady("status_money")
        self._resting = PlainLabel("", "warn", elide=True, name="status_resting")
        self._resting.hide()
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
        self.settings = IconButton("settings", "Settings (Ctrl+,)", "settings_button")
        self.settings.clicked.connect(self.settings_clicked)
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
        row.addWidget(self._resting)
        row.addWidget(self.message)
        row.addStretch(1)
        row.addWidget(self._library)
        at_the_end = QHBoxLayout()
        at_the_end.setSpacing(2)
        at_the_end.addWidget(self._pause)
        at_the_end.addWidget(self.settings)
        row.addLayout(at_the_end)

    def apply(self, totals: QueueTotals, budget: int | None = None) -> None:
        """Show the queue's totals, and today's money against the day's `budget` if there is one."""
        going = totals.queued + totals.running + totals.downloading
        self._run.count(going + totals.held, self._now())
        self._queue.show_text(_queue_words(totals), _queue_words(totals, digit="8"))
        self._show_progress(totals, on=going > 0)
        self._queue.setToolTip(tip(_queue_tip(totals, self._progress.text())))
        self._money.show_text(money_words(totals, budget))
        self._money.setToolTip(tip(money_tip(totals, budget)))
        resting = "" if totals.held_reason or totals.paused else totals.resting
        self._resting.setText(resting)
        self._resting.setVisible(bool(resting))
        looks = "needs" if totals.review == 1 else "need"
        self._review.set_text(f"{totals.review:,} {looks} a look")
        self._review.setVisible(totals.review > 0)
        library = words.counted(totals.pictures, "image")
        self._library.show_text(f"{library} · {words.bytes_label(totals.bytes)}")
        self._make_room()
        self._show_paused(paused=totals.paused)

    def _show_progress(self, totals: QueueTotals, *, on: bool) -> None:
        run = self._run
        self._on = on
        self._make_room()
        self._bar.setRange(0, max(1, run.total))
        self._bar.setValue(run.done)
        if not on:
            self._progress.show_text("")
            return
        text = f"{run.done:,} of {run.total:,}"
        self._bar.setAccessibleDescription(text)
        seconds = totals.seconds_left
        if seconds is None:
            seconds = run.seconds_left(self._now())
        if totals.paused:
            text += " · paused"
        elif seconds is not None:
            text += f" · {time_left(seconds)}"
        self._progress.show_text(text, f"{run.total:,} of {run.total:,} · 88 min left")

    def _make_room(self) -> None:
        """In a narrow window what matters least gives way."""
        self._bar.setVisible(self._on and self.width() >= ROOM_FOR_BAR)
        for words_of in (self._library, self._progress):
            words_of.setVisible(bool(words_of.text()) and self.width() >= ROOM_FOR_ALL_WORDS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

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


def _queue_tip(totals: QueueTotals, progress: str) -> str:
    said = ["Show what runs and waits (Ctrl+J)"]
    if progress:
        said.append(progress)
    if totals.places:
        said.append(f"{words.counted(totals.places, 'picture')} at a time just now")
    said += [sentence for sentence in (totals.held_reason, totals.resting) if sentence]
    return "\n".join(said)


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
