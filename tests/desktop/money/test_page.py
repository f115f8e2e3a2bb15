"""The Money page: today and its budget, the spend, the ledger, the prices; all of it at once."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from shiboken6 import delete

from ideogram_desk.base.settings import Settings
from ideogram_desk.desktop.bridge import Tasks
from ideogram_desk.desktop.money.page import Books, MoneyPage
from ideogram_desk.desktop.settings.choices import Choices
from ideogram_desk.domain.errors import StoreError
from ideogram_desk.domain.job import QueueTotals
from ideogram_desk.domain.money import Balance, Spend

TODAY = date(2026, 12, 3)


class Ledger:
    """Books that the test writes itself."""

    def __init__(self):
        self.totals_now = QueueTotals()
        self.spend_now = []
        self.balance_now = Balance()
        self.error = None
        self.asked = []

    async def totals(self):
        if self.error:
            raise self.error
        return self.totals_now

    async def spend(self, days):
        self.asked.append(days)
        return self.spend_now

    async def balance(self):
        return self.balance_now


@pytest.fixture
def books():
    return Ledger()


@pytest.fixture
def told():
    return []


@pytest.fixture
def page(qtbot, books, told):
    return make(qtbot, books, told, Settings())


def make(qtbot, books, told, settings):
    bugs = []
    choices = Choices(settings)
    choices.changed.connect(told.append)
    page = MoneyPage(
        choices,
        Books(books.totals, books.spend, books.balance),
        Tasks(bugs.append),
        today=lambda: TODAY,
    )
    page.choices = choices
    if qtbot is not None:
        qtbot.addWidget(page)
    page.resize(660, 1600)
    return page


async def shown(page):
    page.show()
    await settle()


async def settle():
    for _ in range(8):
        await asyncio.sleep(0)


def text(page, name):
    return page.findChild(QLabel, name).text()


def type_into(qtbot, edit, said):
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, said)


# --- today and its budget --------------------------------------------------------------------------


async def test_today_stands_against_the_budget(qtbot, books, told):
    books.totals_now = QueueTotals(
        spent_today=4_320_000, reserved=840_000, unsure=9_000_000, unsure_today=60_000
    )
    page = make(qtbot, books, told, Settings(day_budget_usd=20.0))
    await shown(page)
    assert text(page, "today_spent_today_amount") == "$4.32"
    assert text(page, "today_set_aside_amount") == "$0.84"
    assert text(page, "today_may_have_been_paid_today_amount") == "$0.06"
    assert text(page, "budget_left") == "$14.78 of $20.00 left today."
    spans = page.today.bar.spans()
    lengths = [round(length / page.today.bar.width(), 4) for _, length in spans]
    assert lengths == [0.216, 0.003, 0.042]


async def test_before_anything_is_known_no_figure_is_claimed(page):
    assert text(page, "today_spent_today_amount") == "–"
    assert text(page, "ledger_charged") == "–"
    assert text(page, "budget_left") == ""


@pytest.mark.parametrize(
    ("spent", "said", "role"),
    [
        (20_000_000, "All of $20.00 is spent or set aside.", "bad"),
        (21_500_000, "$1.50 over $20.00: nothing more is sent today.", "bad"),
        (19_990_000, "$0.01 of $20.00 left today.", "dim"),
    ],
)
async def test_a_budget_that_is_used_up_is_told_in_words(qtbot, books, told, spent, said, role):
    books.totals_now = QueueTotals(spent_today=spent)
    page = make(qtbot, books, told, Settings(day_budget_usd=20.0))
    await shown(page)
    assert page.today.left.text() == said
    assert page.today.left.property("role") == role


async def test_a_budget_is_taken_with_enter_and_holds_at_once(page, qtbot, told):
    await shown(page)
    type_into(qtbot, page.today.field.edit, "20")
    assert told == []
    qtbot.keyClick(page.today.field.edit, Qt.Key.Key_Return)
    assert [settings.day_budget for settings in told] == [20_000_000]
    assert page.today.field.edit.text() == "20.00"
    assert text(page, "budget_left") == "$20.00 of $20.00 left today."


async def test_a_budget_is_taken_when_the_field_is_left_and_an_empty_one_is_none(
    qtbot, books, told
):
    page = make(qtbot, books, told, Settings(day_budget_usd=20.0))
    await shown(page)
    type_into(qtbot, page.today.field.edit, "")
    page.spend.chart.setFocus()
    assert told[-1].day_budget is None
    assert text(page, "budget_left") == "Empty: nothing is held back."


async def test_what_is_no_amount_is_told_under_the_field_and_not_taken(page, qtbot, told):
    await shown(page)
    field = page.today.field
    type_into(qtbot, field.edit, "zwanzig")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.problem.isVisible()
    assert field.problem.text() == "Write an amount in dollars, as 0.06 or 20."
    assert field.edit.property("invalid") is True
    assert told == []
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert (field.edit.text(), field.problem.isVisible()) == ("", False)


# --- the spend ---------------------------------------------------------------------------------------


async def test_the_spend_is_charted_for_the_range_that_is_chosen(page, books, qtbot):
    books.spend_now = [
        Spend(TODAY - timedelta(days=60), "V_2", 5_000_000, 60),
        Spend(TODAY - timedelta(days=10), "ideogram-3", 3_000_000, 50),
        Spend(TODAY, "ideogram-3", 60_000, 1),
    ]
    await shown(page)
    assert books.asked == [90]
    assert page.spend.said.text() == "$3.06 in 30 days · 51 images"
    assert len(page.spend.chart.days) == 30
    page.findChild(QAbstractButton, "spend_range_7").click()
    assert page.spend.said.text() == "$0.06 in 7 days · 1 image"
    page.findChild(QAbstractButton, "spend_range_90").click()
    assert page.spend.said.text() == "$8.06 in 90 days · 111 images"
    lines = page.spend.models.findChildren(QWidget, "spend_v_2")
    assert [line.accessibleName() for line in lines] == ["2.0: $5.00 for 60 images"]
    assert books.asked == [90]


async def test_what_the_keyboard_is_at_stands_above_the_chart(page, books, qtbot):
    books.spend_now = [Spend(TODAY, "ideogram-3", 60_000, 1)]
    await shown(page)
    page.spend.chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.spend.chart, Qt.Key.Key_Up)
    assert page.spend.said.text() == "Thu 3 Dec · 3.0 · $0.06 · 1 image"
    page.today.field.edit.setFocus()
    assert page.spend.said.text() == "$0.06 in 30 days · 1 image"


async def test_nothing_spent_is_said_and_not_charted(page):
    await shown(page)
    assert page.spend.chart.accessibleDescription() == "Nothing spent yet"
    assert page.spend.said.text() == ""
    assert not page.spend.models.isVisible()


async def test_the_books_are_read_again_while_money_moves_but_not_at_every_picture(page, books):
    await shown(page)
    page._rest.setInterval(1)
    books.totals_now = QueueTotals(spent_today=60_000)
    for _ in range(50):
        page.stale()
    async with asyncio.timeout(5):
        while page._rest.isActive():  # noqa: ASYNC110  Qt has no event for it
            await asyncio.sleep(0.005)
    await settle()
    assert text(page, "today_spent_today_amount") == "$0.06"
    assert books.asked == [90, 90]
    page.hide()
    page.stale()
    assert not page._rest.isActive()


async def test_books_that_cannot_be_read_are_told_and_what_was_known_stays(page, books):
    books.totals_now = QueueTotals(spent_today=60_000)
    await shown(page)
    books.error = StoreError("The library could not be read: disk I/O error.")
    page._read()
    await settle()
    assert page.trouble.isVisible()
    assert page.trouble.text() == "The library could not be read: disk I/O error."
    assert text(page, "today_spent_today_amount") == "$0.06"
    books.error = None
    page._read()
    await settle()
    assert not page.trouble.isVisible()


async def test_the_page_may_go_while_the_books_are_read(books, told, qapp):
    qapp.setQuitOnLastWindowClosed(False)  # as in the program; qasync's loop would end with it
    page = make(None, books, told, Settings())
    page.show()
    delete(page)
    await settle()


# --- the ledger ----------------------------------------------------------------------------------------


async def test_the_ledger_shows_each_account_once(page, books):
    books.balance_now = Balance(840_000, 61_320_000, 180_000, 2_040_000)
    await shown(page)
    accounts = ("reserved", "charged", "unsure", "released")
    assert [text(page, f"ledger_{account}") for account in accounts] == [
        "$0.84",
        "$61.32",
        "$0.18",
        "$2.04",
    ]
    assert all(text(page, f"ledger_{account}_sentence").endswith(".") for account in accounts)


# --- the prices -----------------------------------------------------------------------------------------


async def test_a_price_is_changed_in_place_from_today_on(page, qtbot, told):
    await shown(page)
    row = page.prices.rows["ideogram-4:turbo"]
    assert row.field.edit.text() == "0.03"
    assert not row.reset.isVisible()
    type_into(qtbot, row.field.edit, "0,025")
    qtbot.keyClick(row.field.edit, Qt.Key.Key_Return)
    assert told[-1].prices_usd == {"ideogram-4:turbo": 0.025}
    assert told[-1].prices.as_of == TODAY
    assert dict(told[-1].prices.changed) == {"ideogram-4:turbo": 25_000}
    assert row.reset.isVisible()
    assert text(page, "prices_dated") == (
        "Published prices as of 19 Nov 2026. Changed on 3 Dec 2026."
    )


async def test_a_price_goes_back_by_its_button_or_by_typing_the_published_one(qtbot, books, told):
    prices = {"V_2": 0.07, "V_2_TURBO": 0.04}
    page = make(qtbot, books, told, Settings(prices_usd=prices, prices_as_of="2026-12-01"))
    await shown(page)
    page.prices.rows["V_2"].reset.click()
    assert told[-1].prices_usd == {"V_2_TURBO": 0.04}
    row = page.prices.rows["V_2_TURBO"]
    type_into(qtbot, row.field.edit, "0.05")
    qtbot.keyClick(row.field.edit, Qt.Key.Key_Return)
    assert (told[-1].prices_usd, told[-1].prices_as_of) == ({}, None)
    assert text(page, "prices_dated") == "Published prices as of 19 Nov 2026."
    assert not page.prices.reset.isEnabled()


async def test_all_prices_go_back_at_once(qtbot, books, told):
    prices = {"V_2": 0.07, "ideogram-9:warp": 1.0}
    page = make(qtbot, books, told, Settings(prices_usd=prices, prices_as_of="2026-12-01"))
    await shown(page)
    page.prices.reset.click()
    assert told[-1].prices_usd == {}
    assert page.prices.rows["V_2"].field.edit.text() == "0.08"


async def test_a_wrong_price_is_told_in_its_line_and_takes_no_effect(page, qtbot, told):
    await shown(page)
    row = page.prices.rows["V_2"]
    type_into(qtbot, row.field.edit, "0.0000001")
    qtbot.keyClick(row.field.edit, Qt.Key.Key_Return)
    assert row.field.problem.isVisible()
    assert "six digits" in row.field.problem.text()
    assert told == []


async def test_a_change_from_elsewhere_is_shown_but_not_over_what_is_being_typed(page, qtbot):
    await shown(page)
    type_into(qtbot, page.prices.rows["V_2"].field.edit, "0.1")
    page.choices.tell(Settings(prices_usd={"V_2_TURBO": 0.04}, day_budget_usd=5.0))
    assert page.prices.rows["V_2_TURBO"].field.edit.text() == "0.04"
    assert page.prices.rows["V_2"].field.edit.text() == "0.1"
    assert page.today.field.edit.text() == "5.00"


async def test_every_field_and_button_is_named_and_told_apart(page):
    await shown(page)
    names = [w.accessibleName() for w in page.findChildren(QLineEdit)]
    names += [w.accessibleName() for w in page.findChildren(QAbstractButton)]
    assert all(names)
    assert len(names) == len(set(names))
    assert "Your price of 4.5, high, with input pictures, in dollars" in names
    for widget in page.findChildren(QLineEdit) + page.findChildren(QAbstractButton):
        assert widget.toolTip()
        assert widget.objectName() == widget.objectName().lower() != ""
