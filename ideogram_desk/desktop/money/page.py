"""The Money page of the settings: today and its budget, the spend, the ledger, the prices."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ideogram_desk.desktop.kit import PlainLabel, named, titled
from ideogram_desk.desktop.money.budget import TodayMoney
from ideogram_desk.desktop.money.ledger import LedgerTable
from ideogram_desk.desktop.money.prices import PriceTable
from ideogram_desk.desktop.money.spend_view import SpendView
from ideogram_desk.desktop.money.spending import RANGES
from ideogram_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from PySide6.QtGui import QShowEvent

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.settings.choices import Choices
    from ideogram_desk.domain.job import QueueTotals
    from ideogram_desk.domain.money import Balance, Spend

REST = 1000  # milliseconds: a running queue asks for the books once a second at the most


def _today() -> date:
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Books:
    """Where the page reads; each may raise a DeskError."""

    totals: Callable[[], Awaitable[QueueTotals]]
    spend: Callable[[int], Awaitable[list[Spend]]]  # of so many days
    balance: Callable[[], Awaitable[Balance]]


class MoneyPage(QWidget):
    """Reads the books when it is shown and again, at rest, when `stale` is called."""

    def __init__(
        self, choices: Choices, books: Books, tasks: Tasks, today: Callable[[], date] = _today
    ) -> None:
        super().__init__()
        named(self, "money_page", "Money")
        self._choices, self._books, self._tasks, self._now = choices, books, tasks, today
        self.today = TodayMoney(choices.now.day_budget)
        self.spend = SpendView()
        self.ledger = LedgerTable()
        self.prices = PriceTable(choices.now.prices)
        self.trouble = PlainLabel("", "bad", wrap=True, name="money_trouble")
        self.trouble.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._read)
        titled(
            self,
            self.trouble,
            (
                ("Today", self.today),
                ("Spend by day and model", self.spend),
                ("Ledger", self.ledger),
                ("Prices", self.prices),
            ),
        )
        self.today.budget_chosen.connect(self._set_budget)
        self.prices.changed.connect(self._set_prices)
        choices.told.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def stale(self) -> None:
        """What the books say may have changed."""
        if self.isVisible() and not self._rest.isActive():
            self._rest.start()

    def _read(self) -> None:
        self._tasks.start(self._show())

    async def _show(self) -> None:
        books, said = self._books, ""
        try:
            totals, spend, balance = await asyncio.gather(
                books.totals(), books.spend(RANGES[-1]), books.balance()
            )
        except DeskError as error:
            said = str(error)
        if not isValid(self):
            return
        self.trouble.setText(said)
        self.trouble.setVisible(bool(said))
        if not said:
            self.today.show_totals(totals)
            self.spend.show_spend(spend, self._now())
            self.ledger.show_balance(balance)

    def _set_budget(self, micros: int | None) -> None:
        usd = None if micros is None else micros / 1_000_000
        self._choices.change(day_budget_usd=usd)

    def _set_prices(self, changed: dict[str, Any]) -> None:
        if changed != self._choices.now.prices_usd:
            as_of = self._now().isoformat() if changed else None
            self._choices.change(prices_usd=changed, prices_as_of=as_of)

    def _follow(self) -> None:
        """The settings have changed, here or elsewhere."""
        self.today.show_budget(self._choices.now.day_budget)
        self.prices.show_prices(self._choices.now.prices)
