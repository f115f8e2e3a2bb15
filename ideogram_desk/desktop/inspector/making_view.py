"""A picture in the making, or one that failed: how it stands, why, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout

from ideogram_desk.desktop.inspector.groups import PromptGroup, RawGroup
from ideogram_desk.desktop.inspector.making import MOVING
from ideogram_desk.desktop.inspector.preview import Preview
from ideogram_desk.desktop.inspector.rows import FactRows
from ideogram_desk.desktop.kit import Button, Notice, PlainLabel, Section, named
from ideogram_desk.domain.job import JobState

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from PySide6.QtCore import SignalInstance

    from ideogram_desk.desktop.inspector.making import Making

_SIGNS = {
    JobState.QUEUED: "clock",
    JobState.HELD: "pause",
    JobState.SENDING: "send",
    JobState.ACCEPTED: "loader",
    JobState.DOWNLOADING: "download",
    JobState.WITHHELD: "eye-off",
    JobState.REFUSED: "ban",
    JobState.FAILED: "circle-x",
    JobState.UNSURE: "triangle-alert",
    JobState.CANCELLED: "circle-x",
}


class MakingView(QFrame):
    """One job, as far as it has come."""

    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    dismiss_requested = Signal(str)

    def __init__(self, memory: MutableMapping[str, bool]) -> None:
        super().__init__()
        named(self, "making_view", "Selected picture, in the making")
        self._job = ""
        self.preview = Preview()
        self.title = PlainLabel("", "title", wrap=True, name="making_state")
        self.progress = named(QProgressBar(), "making_progress", "Working on it")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.reason = Notice(name="making_reason")
        self.explanation = PlainLabel("", "dim", wrap=True, name="making_explanation")
        self.retry = self._button("Try again", "primary", "retry_button", self.retry_requested)
        self.cancel = self._button("Cancel", "", "cancel_button", self.cancel_requested)
        self.dismiss = self._button("Dismiss", "quiet", "dismiss_button", self.dismiss_requested)
        self.cancel.setToolTip("Take it out of the queue; it has not been paid for")
        self.dismiss.setToolTip("Take its empty tiles out of the grid; the record stays")
        self.prompt = PromptGroup("Prompt", "making_prompt", memory)
        self.negative = PromptGroup("Negative prompt", "making_negative", memory)
        self.facts = FactRows("making_facts", "Facts")
        details = Section("Details", self.facts, name="making_details", memory=memory)
        self.raw = RawGroup("making_raw", memory)
        self.sections = (self.prompt, self.negative, details, self.raw)
        self._lay_out()

    def _button(self, text: str, role: str, name: str, asked: SignalInstance) -> Button:
        made = Button(text, role, tooltip=text, name=name)
        made.clicked.connect(lambda: asked.emit(self._job))
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.preview)
        state = QVBoxLayout()
        state.setSpacing(8)
        for widget in (self.title, self.progress, self.reason, self.explanation):
            state.addWidget(widget)
        for button in (self.retry, self.cancel, self.dismiss):
            state.addWidget(button)
        column.addLayout(state)
        for section in self.sections:
            column.addWidget(section)
        column.addStretch(1)

    def show_making(self, making: Making) -> None:
        self._job = making.job
        self.preview.show_image(None, making.ratio, _SIGNS.get(making.state, "image"))
        self.title.setText(making.title)
        self.progress.setVisible(making.state in MOVING)
        self.reason.tell(making.kind, making.reason)
        self.reason.setVisible(bool(making.reason))
        self.explanation.setText(making.explanation)
        self.explanation.setVisible(bool(making.explanation))
        self._show_buttons(making)
        self.prompt.show_text(making.prompt)
        self.negative.show_text(making.negative)
        self.facts.show_facts(making.facts)
        self.raw.show_raw(making.job, making.request, dict(making.ids))

    def _show_buttons(self, making: Making) -> None:
        self.cancel.setVisible(making.can_cancel)
        self.dismiss.setVisible(making.can_dismiss)
        self.retry.setVisible(bool(making.retry))
        if making.retry:
            self.retry.set_text(making.retry)
            self.retry.setToolTip(making.retry)
