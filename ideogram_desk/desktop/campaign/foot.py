"""The foot of the Batch tab: what it comes to, why it cannot go, and the button with its price."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ideogram_desk.desktop.campaign.cell_words import duration
from ideogram_desk.desktop.campaign.outlook import Offer
from ideogram_desk.desktop.kit import Button, Notice, PlainLabel
from ideogram_desk.desktop.theme import set_role
from ideogram_desk.desktop.words import counted, dollars


class QueueBar(QWidget):
    """The button that spends money says what it will do and what that costs."""

    pressed = Signal()
    notice_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("queue_bar")
        self.notice = Notice(name="batch_notice")
        self.notice.link_clicked.connect(self.notice_clicked)
        self.notice.hide()
        self.jobs = PlainLabel("", "label", elide=True, name="batch_jobs")
        self.time = PlainLabel("", "label", name="batch_time")
        sums = QHBoxLayout()
        sums.addWidget(self.jobs, 1)
        sums.addWidget(self.time)
        self.reason = PlainLabel("", "label", wrap=True, name="queue_reason")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = Button(
            "Queue", "primary", tooltip="Queue the batch (Ctrl+Enter)", name="queue_button"
        )
        self.button.setMinimumHeight(36)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.pressed)
        self.sandbox = PlainLabel("Sandbox, nothing is billed", "label", name="batch_sandbox_note")
        self.sandbox.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sandbox.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 14)
        column.setSpacing(6)
        column.addWidget(self.notice)
        column.addLayout(sums)
        column.addWidget(self.reason)
        column.addWidget(self.button)
        column.addWidget(self.sandbox)

    def show_offer(self, offer: Offer, known: int, reason: str, *, serious: bool) -> None:
        """`known` jobs were run already; with a reason the offer cannot be taken."""
        parts = [counted(offer.total, "job")]
        if known:
            parts.append(f"{known:,} already run")
        self.jobs.setText(" · ".join(parts) if offer.total else "")
        show_time = offer.seconds is not None and offer.images > 0
        self.time.setText(duration(offer.seconds) if show_time and offer.seconds else "")
        what = f"Queue {counted(offer.images, 'image')} · {dollars(offer.cost)}"
        self.button.set_text(what if offer.images else "Queue")
        self.button.setEnabled(not reason)
        self.button.setAccessibleDescription(reason)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        set_role(self.reason, "role", "bad" if serious else "label")
