"""The question at the button where the same was run before: show that, or run it once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ideogram_desk.desktop.inspector.wording import day
from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.desktop.words import counted
from ideogram_desk.domain.job import ACTIVE, CANCELLABLE, JobState

if TYPE_CHECKING:
    from datetime import datetime

    from ideogram_desk.domain.batch import Earlier


def question(earlier: Earlier, now: datetime) -> tuple[str, str]:
    """The sentence, and what can be shown instead ("" for nothing)."""
    said = day(earlier.at, now)
    at = said if said in ("today", "yesterday") else f"on {said.partition(' ')[2] or said}"
    show = f"Show {counted(len(earlier.numbers), 'image')}" if earlier.numbers else "Show it"
    if earlier.state in CANCELLABLE:
        return "The same waits in the queue already.", "Show it"
    if earlier.state in ACTIVE:
        return "The same is being made just now.", "Show it"
    if earlier.state is JobState.UNSURE:
        return f"You sent this {at}, and it may have been paid for.", show
    return f"You ran this {at}.", show


class RepeatQuestion(QFrame):
    """A sentence and two answers; it goes by itself when the request is changed."""

    show_clicked = Signal()
    anyway_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "repeat_question")
        self.setProperty("surface", "notice")
        self.setProperty("kind", "warn")
        self.label = PlainLabel(wrap=True, name="repeat_text")
        self.shown = Button("Show it", "chip", tooltip="Show what came of it", name="repeat_show")
        self.anyway = Button(
            "Run anyway",
            "chip",
            tooltip="Run and pay for it once more (Ctrl+Enter)",
            name="repeat_anyway",
        )
        self.shown.clicked.connect(self.show_clicked)
        self.anyway.clicked.connect(self.anyway_clicked)
        answers = QHBoxLayout()
        answers.setSpacing(6)
        for answer in (self.shown, self.anyway):
            answers.addWidget(answer)
        answers.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.label, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(answers)
        self.hide()

    def ask(self, sentence: str, show: str) -> None:
        self.label.setText(sentence)
        self.setAccessibleName(f"{sentence} {show}, or run it anyway?")
        self.shown.set_text(show)
        self.show()
