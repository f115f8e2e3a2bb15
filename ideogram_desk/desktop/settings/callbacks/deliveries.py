"""What was told and what is still to be told: the failed first, then the owed, then the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import Button, PlainLabel, named, slug
from ideogram_desk.desktop.settings.callbacks.delivery_words import (
    about_words,
    event_words,
    host_of,
    state_words,
)
from ideogram_desk.desktop.theme import tokens_now
from ideogram_desk.domain.callback import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from ideogram_desk.domain.callback import Delivery

FAILED = (DeliveryState.DEAD, DeliveryState.DISABLED)
_SIGNS = {
    DeliveryState.DEAD: ("circle-x", "bad"),
    DeliveryState.DISABLED: ("ban", "bad"),
    DeliveryState.OWED: ("clock", "warn"),
    DeliveryState.DELIVERED: ("circle-check", "good"),
}


class _Sign(QWidget):
    """How it stands, by shape and colour."""

    def __init__(self, state: DeliveryState) -> None:
        super().__init__()
        self.setFixedSize(16, 16)
        self.state = state

    def paintEvent(self, _event: QPaintEvent) -> None:
        name, token = _SIGNS[self.state]
        colour = str(getattr(tokens_now(), token))
        drawn = icons.pixmap(name, colour, 16, self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, drawn)


class DeliveryRow(QWidget):
    """One event for one receiver."""

    again_requested = Signal(str)

    def __init__(self, delivery: Delivery) -> None:
        super().__init__()
        name = slug("delivery", delivery.id)
        self.setObjectName(name)
        self.delivery = delivery
        self._sign = _Sign(delivery.state)
        self._about = PlainLabel("", elide=True, name=f"{name}_about")
        self._state = PlainLabel("", "dim", elide=True, name=f"{name}_state")
        self.again = Button("Send again", tooltip="Send it once more", name=f"{name}_again")
        self.again.clicked.connect(self._ask)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 7, 0, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._about, 0, 1)
        grid.addWidget(self._state, 1, 1)
        grid.addWidget(self.again, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)

    def show_delivery(self, delivery: Delivery, now: datetime) -> None:
        self.delivery = delivery
        about = f"{event_words(delivery)} · {about_words(delivery)}"
        state = f"{host_of(delivery.url)} · {state_words(delivery, now)}"
        if self._sign.state is not delivery.state:
            self._sign.state = delivery.state
            self._sign.update()
        self._about.setText(about)
        self._state.setText(state)
        self.setAccessibleName(f"{about}. {state}")
        failed = delivery.state in FAILED
        self.again.setVisible(failed)
        self.again.setEnabled(True)
        self.again.setAccessibleName(f"Send again: {about}")

    def _ask(self) -> None:
        self.again.setEnabled(False)  # until the outbox has said how it stands
        self.again_requested.emit(self.delivery.id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens_now().line))


class _Group(QWidget):
    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        named(self, name, title)
        self._title = title
        self._label = PlainLabel(title, "label", name=f"{name}_label")
        self.head = QHBoxLayout()
        self.head.addWidget(self._label, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self.head)

    def put(self, rows: Iterable[DeliveryRow], *, more: bool) -> None:
        count = 0
        for row in rows:
            count += 1
            if self._column.indexOf(row) != count:
                self._column.insertWidget(count, row)
        title = f"{self._title} · {count}{' newest' if more else ''}"
        self._label.setText(title)
        self.setAccessibleName(title)
        self.setVisible(count > 0)


class DeliveryList(QWidget):
    """Rows stay the same widgets while their delivery goes from group to group."""

    again_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "delivery_list", "Deliveries")
        self.rows: dict[str, DeliveryRow] = {}
        self.failed = _Group("deliveries_failed", "Failed for good")
        self.owed = _Group("deliveries_owed", "Owed")
        self.delivered = _Group("deliveries_delivered", "Delivered")
        self.all_again = Button(
            "Send all again",
            "link",
            tooltip="Send every failed callback once more",
            name="deliveries_again_button",
        )
        self.all_again.clicked.connect(self._all_again)
        self.failed.head.addWidget(self.all_again)
        self._none = PlainLabel("Nothing to tell yet.", "dim", name="deliveries_none")
        self.problem = PlainLabel("", "bad", wrap=True, name="deliveries_problem")
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for part in (self.problem, self._none, self.failed, self.owed, self.delivered):
            column.addWidget(part)

    def show_deliveries(
        self,
        failed: Sequence[Delivery],
        owed: Sequence[Delivery],
        delivered: Sequence[Delivery],
        now: datetime,
        *,
        limit: int,
    ) -> None:
        """Show these; as many as `limit` in a group means that there may be more."""
        every = {each.id: each for each in (*failed, *owed, *delivered)}
        for key in self.rows.keys() - every.keys():
            row = self.rows.pop(key)
            row.hide()
            row.deleteLater()
        for key, delivery in every.items():
            if key not in self.rows:
                self.rows[key] = DeliveryRow(delivery)
                self.rows[key].again_requested.connect(self.again_requested)
            self.rows[key].show_delivery(delivery, now)
        groups = ((self.failed, failed), (self.owed, owed), (self.delivered, delivered))
        for group, listed in groups:
            group.put((self.rows[each.id] for each in listed), more=len(listed) >= limit)
        self.all_again.setVisible(len(failed) > 1)
        self._none.setVisible(not every)

    def tick(self, now: datetime) -> None:
        """Time has passed: "in 4 min" has become "in 3 min"."""
        for row in self.rows.values():
            row.show_delivery(row.delivery, now)

    def fail(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        for row in self.rows.values():
            row.again.setEnabled(True)

    def _all_again(self) -> None:
        for row in list(self.rows.values()):
            if row.delivery.state in FAILED and row.again.isEnabled():
                row.again.click()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
