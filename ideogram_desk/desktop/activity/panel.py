"""The Activity panel: four tabs of cards over one board, and what can be done with all of a tab."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QPixmap, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QStyle, QVBoxLayout, QWidget

from ideogram_desk.desktop.activity.board import TABS, Board, Tab
from ideogram_desk.desktop.activity.editor import PromptEditor
from ideogram_desk.desktop.activity.model import RowModel
from ideogram_desk.desktop.activity.tabs import ActivityTabs
from ideogram_desk.desktop.activity.view import CardView
from ideogram_desk.desktop.kit import Button, Notice, PlainLabel, named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ideogram_desk.domain.callback import Delivery
    from ideogram_desk.domain.job import Activity, Job

MOTION, CALM = 100, 1000  # milliseconds between two looks at the clock
PICTURES = 400  # kept
_EMPTY = {
    "running": "Nothing is being made just now.",
    "queued": "Nothing waits.",
    "review": "Nothing needs a look.",
    "done": "What is finished stands here; the library keeps all of it.",
}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ActivityPanel(QFrame):
    """`refresh_wanted` when it comes into sight or needs more; `take` brings it."""

    refresh_wanted = Signal()
    more_wanted = Signal()  # of the queue: the end of what is listed is in sight
    ordered = Signal(str, str)  # what, and a job's or a callback's id
    all_ordered = Signal(str)  # retry_failed, dismiss_all, cancel_waiting
    queue_again = Signal(str, object)  # a job, and its Request as edited
    move_requested = Signal(str, object)  # a job, and the one it shall stand before or None
    job_shown = Signal(str)  # a job to be shown in the library
    pictures_wanted = Signal(list)  # jobs whose thumbnails are lacking; `set_picture` brings them

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__()
        named(self, "activity_panel", "Activity")
        self.setProperty("surface", "panel")
        self.setMinimumWidth(260)
        self._now = now
        self.board = Board()
        self._said = ""
        self._asked: set[str] = set()  # jobs whose thumbnails were asked for
        self.tabs = ActivityTabs()
        self.rows = RowModel(self)
        self.view = CardView(self.rows)
        self.notice = Notice(name="activity_notice")
        self.notice.hide()
        self.empty = PlainLabel("", "dim", wrap=True, name="activity_empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.said = PlainLabel("", "label", name="activity_said")
        self.retry_all = self._bulk(
            "Retry all failed", "retry_failed", "Try every failed job again"
        )
        self.dismiss_all = self._bulk("Dismiss all", "dismiss_all", "Their records stay")
        self.cancel_all = self._bulk("Cancel all waiting", "cancel_waiting", "Nothing is paid")
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._lay_out()
        self._wire()
        self._choose("running")

    def _bulk(self, text: str, order: str, tooltip: str) -> Button:
        made = Button(text, "link", tooltip=f"{text}. {tooltip}", name=f"{order}_button")
        made.clicked.connect(lambda: self.all_ordered.emit(order))
        return made

    def _lay_out(self) -> None:
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.said)
        line.addStretch(1)
        for each in (self.retry_all, self.dismiss_all, self.cancel_all):
            line.addWidget(each)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self.empty.setContentsMargins(12, 32, 12, 0)
        top = QVBoxLayout()
        top.setContentsMargins(14, 8, 14, 10)
        top.setSpacing(8)
        for part in (self.tabs, self.notice, self._line):
            top.addWidget(part)
        cards = QVBoxLayout()
        cards.setContentsMargins(14, 0, 0, 0)
        cards.addWidget(self._stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(cards, 1)

    def _wire(self) -> None:
        self.tabs.chosen.connect(self._choose)
        self.view.acted.connect(self._act)
        self.view.step_asked.connect(self._step)
        self.view.shown_asked.connect(self.job_shown)
        self.rows.move_requested.connect(self.move_requested)
        self.view.verticalScrollBar().valueChanged.connect(lambda _at: self._scrolled())

    # --- what is told ------------------------------------------------------------------------

    def take(self, activity: Activity, callbacks: Sequence[Delivery]) -> None:
        self.board.take(activity, callbacks)
        self._show()

    def change(self, job: Job) -> None:
        """A job took a step: its row tells it at once."""
        self.board.change(job)
        if self.isVisible():
            self._show()

    def say(self, text: str) -> None:
        """Why nothing new is sent just now; "" when it goes on."""
        self._said = text
        self.notice.tell("warn", text)
        self.notice.setVisible(bool(text) and self.tab in ("running", "queued"))

    def set_picture(self, job: str, image: QImage) -> None:
        """A thumbnail for a job's row; a null one where there is none."""
        pictures = self.view.pictures
        pictures[job] = QPixmap.fromImage(image)
        while len(pictures) > PICTURES:
            self._asked.discard(next(iter(pictures)))
            del pictures[next(iter(pictures))]
        self.view.viewport().update()

    def tell_problem(self, job: str, sentence: str) -> None:
        """Why an edited prompt could not be queued, where it stands."""
        if self.view.edited == job and self._editor is not None:
            self._editor.tell_problem(sentence)

    # --- tabs --------------------------------------------------------------------------------

    @property
    def tab(self) -> Tab:
        return self.tabs.value

    def show_tab(self, tab: Tab) -> None:
        self.tabs.set_value(tab)
        self._choose(tab)

    def _choose(self, tab: str) -> None:
        self._editor: PromptEditor | None = None
        self.view.show_tab(compact=tab == "queued")
        self._show()
        self.view.scrollToTop()
        self.refresh_wanted.emit()

    def _show(self) -> None:
        now, tab = self._now(), self.tab
        found = self.board.rows(tab, now)
        if self.view.edited and self.view.edited not in {row.key for row in found}:
            self.view.close_editor()
        if self.rows.show(found):
            self.view.scheduleDelayedItemsLayout()
        counts = self.board.counts(now)
        self.tabs.show_counts(counts)
        self.notice.setVisible(bool(self._said) and tab in ("running", "queued"))
        self._stack.setCurrentWidget(self.view if found else self.empty)
        self.empty.setText(_EMPTY[tab])
        failed = any(row.action and row.action.order == "retry" for row in found)
        many = counts[tab] > 1
        self.retry_all.setVisible(tab == "review" and failed and many)
        self.dismiss_all.setVisible(tab == "review" and many)
        self.cancel_all.setVisible(tab == "queued" and many)
        lacks = self.board.lacks if tab == "queued" else 0
        self.said.setText(f"{lacks:,} more behind these" if lacks else "")
        self._line.setVisible(tab in ("queued", "review") and many)
        self._want_pictures()
        self._set_clock()

    def _want_pictures(self) -> None:
        if self.tab != "done" or not self.isVisible():
            return
        lacking = [row.job for row in self.view.visible_rows() if row.picture]
        lacking = [job for job in lacking if job not in self._asked]
        if lacking:
            self._asked.update(lacking)
            self.pictures_wanted.emit(lacking)

    def _scrolled(self) -> None:
        self._want_pictures()
        bar = self.view.verticalScrollBar()
        if (
            self.tab == "queued"
            and self.board.lacks
            and bar.value() > bar.maximum() - bar.pageStep()
        ):
            self.more_wanted.emit()

    # --- the clock ---------------------------------------------------------------------------

    def _set_clock(self) -> None:
        """It runs only while somebody can see what it changes."""
        tab, rows = self.tab, self.rows.rowCount()
        if not (self.isVisible() and rows and tab in ("running", "queued")):
            self._clock.stop()
            return
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        lively = tab == "running" and self.style().styleHint(hint, None, self) > 0
        rest = MOTION if lively else CALM
        if not self._clock.isActive() or self._clock.interval() != rest:
            self._clock.start(rest)

    def _tick(self) -> None:
        now = self._now()
        if self._clock.interval() == MOTION:
            self.view.moment = time.monotonic()
        if self.rows.show(self.board.rows(self.tab, now)):
            self._show()
        self.view.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()
        self.refresh_wanted.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # --- what is asked -----------------------------------------------------------------------

    def _act(self, order: str, key: str) -> None:
        if order == "edit":
            self._edit(key)
        else:
            self.ordered.emit(order, key)

    def _edit(self, key: str) -> None:
        job = self.board.job(key)
        if job is None:
            return
        editor = PromptEditor(job, self.board.prices)
        editor.sent.connect(self.queue_again)
        editor.left.connect(self._leave_editor)
        editor.resized.connect(self.view.fit_editor)
        editor.prompt.textChanged.connect(self.view.fit_editor)
        self._editor = editor
        self.view.open_editor(key, editor)
        editor.prompt.setFocus()

    def _leave_editor(self) -> None:
        self._editor = None
        self.view.close_editor()
        self.view.setFocus()

    def _step(self, key: str, step: int) -> None:
        """Alt+Up and Alt+Down: one place sooner or later."""
        possible, before = self.board.after(key, step, self._now())
        if self.tab == "queued" and possible:
            self.move_requested.emit(key, before)

    def sizeHint(self) -> QSize:
        return QSize(308, 600)


def tab_named(name: object) -> Tab:
    """The tab of that name, as a window's state has it; the first for anything else."""
    return next((tab for tab in TABS if tab == name), "running")
