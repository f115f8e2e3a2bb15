"""A refused prompt, to be edited in the place of its card and queued again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ideogram_desk.desktop.activity.rows import title_of
from ideogram_desk.desktop.compose.prompt_edit import GrowingEdit
from ideogram_desk.desktop.inspector.facts import price_of
from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.desktop.words import dollars
from ideogram_desk.domain.request import normalise, problems

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ideogram_desk.domain.job import Job
    from ideogram_desk.domain.money import Prices
    from ideogram_desk.domain.request import Request


class PromptEditor(QWidget):
    """`sent` with the job and its request as edited; `resized` when it wants more or less room."""

    sent = Signal(str, object)
    left = Signal()
    resized = Signal()

    def __init__(self, job: Job, prices: Prices) -> None:
        super().__init__()
        named(self, "review_editor", f"Edit {title_of(job)}")
        self._job = job
        self.title = PlainLabel(title_of(job), elide=True, name="review_title")
        self.reason = PlainLabel(job.reason, "bad", wrap=True, name="review_reason")
        self.reason.setVisible(bool(job.reason))
        self.prompt = GrowingEdit(
            "review_prompt", "Prompt", "The prompt. Ctrl+Enter queues it again, Esc leaves", 70, 220
        )
        self.prompt.show_text(job.request.prompt)
        self.prompt.edited.connect(lambda _text: self._check())
        self.prompt.sent.connect(lambda _next: self.send())
        self.problem = PlainLabel("", "bad", wrap=True, name="review_problem")
        self.problem.hide()
        price = dollars(price_of(job.request, prices)) if not job.sandbox else "sandbox, free"
        self.queue = Button(
            f"Queue again · {price}",
            "primary",
            tooltip="Queue it again with this prompt (Ctrl+Enter)",
            name="review_queue",
        )
        self.queue.clicked.connect(self.send)
        self.leave = Button("Cancel", "quiet", tooltip="Leave it (Esc)", name="review_leave")
        self.leave.clicked.connect(self.left)
        self._lay_out()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("surface", "card")
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.queue)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(10, 10, 10, 10)
        inside.setSpacing(8)
        for part in (self.title, self.reason, self.prompt, self.problem):
            inside.addWidget(part)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setFocusProxy(self.prompt)

    @property
    def request(self) -> Request:
        return normalise(replace(self._job.request, prompt=self.prompt.toPlainText()))

    def send(self) -> None:
        """Hand the request over, if it is one that the API would take."""
        if self._check():
            self.queue.setEnabled(False)  # until the answer: a second click would be a second job
            self.sent.emit(self._job.id, self.request)

    def tell_problem(self, sentence: str) -> None:
        """Why it could not be queued; it can be tried again."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.queue.setEnabled(True)
        self.resized.emit()

    def _check(self) -> bool:
        found = problems(self.request)
        self.tell_problem(found[0].message if found else "")
        return not found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())
