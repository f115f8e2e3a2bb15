"""The Callbacks page: endpoints are added, changed and removed in place, deliveries sent again."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from shiboken6 import delete

from ideogram_desk.base.secrets import RECEIVING
from ideogram_desk.base.settings import Settings
from ideogram_desk.desktop.bridge import Tasks
from ideogram_desk.desktop.settings.callbacks.outbox import Outbox
from ideogram_desk.desktop.settings.callbacks.page import CallbacksPage
from ideogram_desk.desktop.settings.choices import Choices
from ideogram_desk.domain.callback import CallbackEvent, DeliveryState, Endpoint
from ideogram_desk.domain.errors import SecretUnavailable, StoreError
from ideogram_desk.webhooks.signature import new_secret, secret_bytes
from tests.desktop.settings.conftest import NOW, delivery

SHOP = Endpoint("shop", "https://hooks.example.com/new", "Shop")
PATIENCE = 5


@pytest.fixture
def page(qtbot, desk, secrets, reported, qapp):
    qapp.setQuitOnLastWindowClosed(False)
    choices = Choices(Settings())
    made = CallbacksPage(
        choices, Outbox(lambda: desk, secrets), Tasks(reported.append), now=lambda: NOW
    )
    made.choices = choices
    qtbot.addWidget(made)
    made.resize(660, 1200)
    return made


async def until(condition):
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  Qt has no event for "whatever I mean"
            await asyncio.sleep(0.005)


async def settle():
    for _ in range(8):
        await asyncio.sleep(0)


async def shown(page, qtbot):
    page.show()
    page.activateWindow()
    await until(page.isActiveWindow)
    await settle()


async def told(signal, act):
    """Do something and wait for a signal; qtbot's own waiting would nest the event loop."""
    heard = asyncio.get_running_loop().create_future()
    signal.connect(lambda: heard.done() or heard.set_result(None))
    act()
    async with asyncio.timeout(PATIENCE):
        await heard


def edit(page, qtbot, url):
    """Type another address."""
    field = page.endpoints.editor.url
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, url)


# --- endpoints ---------------------------------------------------------------------------------------


async def test_an_endpoint_is_added_with_the_keyboard_alone(page, desk, qtbot):
    await shown(page, qtbot)
    assert page.findChild(QLabel, "endpoints_none").isVisible()
    page.endpoints.add.setFocus()
    qtbot.keyClick(page.endpoints.add, Qt.Key.Key_Space)
    editor = page.endpoints.editor
    assert editor.name.hasFocus()
    qtbot.keyClicks(editor.name, "  My   shop ")
    edit(page, qtbot, "https://hooks.example.com/new")
    qtbot.keyClick(editor.url, Qt.Key.Key_Return)
    await settle()
    (kept,) = desk.kept.values()
    assert (kept.name, kept.url) == ("My shop", "https://hooks.example.com/new")
    assert (kept.every_job, kept.own_network, kept.full_path, kept.signed) == (
        True,
        False,
        False,
        False,
    )
    assert page.endpoints.editor is None
    card = page.endpoints.cards[kept.id]
    assert card.isVisible()
    assert card.edit.hasFocus()
    assert not page.findChild(QLabel, "endpoints_none").isVisible()


@pytest.mark.parametrize(
    ("url", "own", "said"),
    [
        ("http://localhost:9000/x", False, "Callbacks go over https:// only"),
        ("http://localhost:9000/x", True, ""),
        ("https://192.168.1.5/x", False, "your own machine or network"),
        ("https://192.168.1.5/x", True, ""),
        ("hooks.example.com", False, "not a full web address"),
        ("https://hooks.example.com/x", False, ""),
        ("https://hooks.example.com/new", False, "an endpoint with this address already"),
    ],
)
async def test_an_address_is_judged_as_it_is_typed(page, desk, qtbot, url, own, said):
    desk.kept = {SHOP.id: SHOP}
    await shown(page, qtbot)
    page.endpoints.add.click()
    editor = page.endpoints.editor
    edit(page, qtbot, url)
    editor.own_network.setChecked(own)
    assert said in editor.problem.text()
    assert editor.problem.isVisible() == bool(said)
    assert bool(editor.url.property("invalid")) == bool(said)
    editor.save.click()
    await settle()
    assert (len(desk.kept) == 2) == (not said)


async def test_an_empty_address_is_only_told_when_it_is_to_be_kept(page, qtbot):
    await shown(page, qtbot)
    page.endpoints.add.click()
    editor = page.endpoints.editor
    assert not editor.problem.isVisible()
    editor.save.click()
    assert editor.problem.text() == "Write the address that callbacks go to."
    assert editor.url.hasFocus()


async def test_an_endpoint_is_changed_in_its_place_and_a_cancelled_change_is_none(
    page, desk, qtbot
):
    other = Endpoint("b", "https://b.example.com/x")
    desk.kept = {SHOP.id: SHOP, other.id: other}
    await shown(page, qtbot)
    card = page.endpoints.cards["shop"]
    top = card.mapTo(page, card.rect().topLeft()).y()
    card.edit.click()
    await settle()
    editor = page.endpoints.editor
    page.layout().activate()
    assert editor.mapTo(page, editor.rect().topLeft()).y() == top
    assert not card.isVisible()
    editor.jobs.set_value("named")
    editor.full_path.click()
    editor.cancel.click()
    assert desk.kept["shop"] == SHOP
    assert page.endpoints.cards["shop"].edit.hasFocus()
    page.endpoints.cards["shop"].edit.click()
    editor = page.endpoints.editor
    assert (editor.jobs.value, editor.full_path.isChecked()) == ("every", False)
    editor.jobs.set_value("named")
    editor.full_path.click()
    editor.save.click()
    await settle()
    assert (desk.kept["shop"].every_job, desk.kept["shop"].full_path) == (False, True)
    habits = page.findChild(QLabel, "endpoint_shop_habits")
    assert habits.text() == "Only jobs that name it · not signed · whole path"


async def test_an_endpoint_is_switched_off_and_on_at_once(page, desk, qtbot):
    desk.kept = {SHOP.id: SHOP}
    await shown(page, qtbot)
    page.endpoints.cards["shop"].on.setFocus()
    qtbot.keyClick(page.endpoints.cards["shop"].on, Qt.Key.Key_Space)
    await settle()
    assert not desk.kept["shop"].active
    assert page.endpoints.cards["shop"].on.hasFocus()  # the keyboard stays where it was
    page.endpoints.cards["shop"].on.click()
    await settle()
    assert desk.kept["shop"].active


async def test_removing_asks_in_place_and_can_be_thought_better_of(page, desk, qtbot):
    desk.kept = {SHOP.id: SHOP}
    await shown(page, qtbot)
    card = page.endpoints.cards["shop"]
    card.remove.click()
    assert card.keep.hasFocus()
    assert not card.remove.isVisible()
    card.keep.click()
    assert card.remove.isVisible()
    assert "shop" in desk.kept
    card.remove.click()
    card.gone.click()
    await settle()
    assert desk.kept == {}
    assert page.endpoints.cards == {}
    assert page.endpoints.add.hasFocus()


async def test_what_the_desk_refuses_is_told_and_everything_stands_as_it_stood(page, desk, qtbot):
    desk.kept = {SHOP.id: SHOP}
    await shown(page, qtbot)
    desk.error = StoreError("The disk is full.")
    card = page.endpoints.cards["shop"]
    card.on.click()
    await settle()
    assert card.problem.text() == "The disk is full."
    assert card.on.isChecked()
    card.edit.click()
    page.endpoints.editor.save.click()
    await settle()
    assert page.endpoints.editor.problem.text() == "The disk is full."
    assert page.endpoints.editor.save.isEnabled()


async def test_a_form_that_is_open_stays_while_the_list_changes(page, desk, qtbot):
    desk.kept = {SHOP.id: SHOP}
    await shown(page, qtbot)
    page.endpoints.cards["shop"].edit.click()
    edit(page, qtbot, "https://half.example.com")
    desk.kept["b"] = Endpoint("b", "https://b.example.com/x")
    page._read()
    await settle()
    assert page.endpoints.editor.url.text() == "https://half.example.com"
    assert set(page.endpoints.cards) == {"shop", "b"}
    assert not page.endpoints.cards["shop"].isVisible()


# --- the signing secret ------------------------------------------------------------------------------


async def test_a_new_secret_is_shown_once_copied_and_kept_with_the_endpoint(page, desk, qtbot):
    desk.kept = {SHOP.id: SHOP}
    await shown(page, qtbot)
    page.endpoints.cards["shop"].edit.click()
    secret = page.endpoints.editor.secret
    secret.make.click()
    made = secret.shown.text()
    assert len(secret_bytes(made)) == 32
    assert secret.copy.hasFocus()
    secret.copy.click()
    assert QGuiApplication.clipboard().text() == made
    assert desk.secrets_given == []
    page.endpoints.editor.save.click()
    await settle()
    assert desk.secrets_given == [("shop", made)]
    assert desk.kept["shop"].signed
    page.endpoints.cards["shop"].edit.click()
    secret = page.endpoints.editor.secret
    assert secret.shown.text() == ""
    assert "keyring" in secret.said.text()
    assert not any(made in w.text() for w in page.findChildren(QLabel))


async def test_a_pasted_secret_is_masked_checked_and_kept(page, desk, qtbot):
    desk.kept = {SHOP.id: SHOP}
    await shown(page, qtbot)
    page.endpoints.cards["shop"].edit.click()
    editor = page.endpoints.editor
    editor.secret.paste.click()
    assert editor.secret.field.hasFocus()
    editor.secret.field.setText("whsec_short")
    assert editor.secret.field.echoMode() == QLineEdit.EchoMode.Password
    editor.save.click()
    await settle()
    assert editor.secret.problem.text().startswith("That is no signing secret")
    assert desk.secrets_given == []
    theirs = new_secret()
    editor.secret.field.setText(f" {theirs}\n")
    editor.save.click()
    await settle()
    assert desk.secrets_given == [("shop", theirs)]


async def test_a_secret_is_taken_away_with_save_and_not_before(page, desk, qtbot):
    signed = Endpoint("shop", SHOP.url, signed=True)
    desk.kept = {"shop": signed}
    await shown(page, qtbot)
    page.endpoints.cards["shop"].edit.click()
    page.endpoints.editor.secret.remove.click()
    assert page.endpoints.editor.secret.said.text() == "The secret is forgotten when you save."
    page.endpoints.editor.secret.back.click()
    page.endpoints.editor.save.click()
    await settle()
    assert desk.kept["shop"].signed
    page.endpoints.cards["shop"].edit.click()
    page.endpoints.editor.secret.remove.click()
    page.endpoints.editor.save.click()
    await settle()
    assert not desk.kept["shop"].signed


# --- receiving ---------------------------------------------------------------------------------------


async def test_receiving_is_switched_on_with_the_address_to_give_away(page, qtbot):
    await shown(page, qtbot)
    receiving, chosen = page.receiving, []
    page.choices.changed.connect(chosen.append)
    assert not receiving.url.isVisible()
    receiving.on.click()
    assert chosen[-1].receive
    assert receiving.url.text() == "http://127.0.0.1:8787/callbacks/ideogram"
    receiving.copy.click()
    assert QGuiApplication.clipboard().text() == receiving.url.text()
    receiving.port.spin.setValue(9001)
    assert chosen[-1].receive_port == 9001
    assert receiving.url.text() == "http://127.0.0.1:9001/callbacks/ideogram"
    receiving.show_trouble("Choose another port.")
    assert receiving.trouble.isVisible()
    receiving.on.click()
    assert not chosen[-1].receive
    assert not receiving.trouble.isVisible()


async def test_the_receiver_s_secret_is_kept_at_once_and_shown_until_done(page, secrets, qtbot):
    page.choices.tell(Settings(receive=True))
    await shown(page, qtbot)
    await until(lambda: page.receiving.secret.said.text().startswith("No secret"))
    secret = page.receiving.secret
    await told(page.receiving.secret_changed, secret.make.click)
    made = secret.shown.text()
    assert secrets.kept == {RECEIVING: made}
    assert secret.shown.isVisible()
    assert secret.back.text() == "Done"
    secret.back.click()
    assert secret.shown.text() == ""
    assert secret.said.text().startswith("Only callbacks signed")
    await told(page.receiving.secret_changed, secret.remove.click)
    assert secrets.kept == {}
    assert secret.said.text().startswith("No secret")


async def test_a_pasted_secret_of_the_receiver_is_kept_with_enter(page, secrets, qtbot):
    page.choices.tell(Settings(receive=True))
    await shown(page, qtbot)
    secret, theirs = page.receiving.secret, new_secret()
    secret.paste.click()
    qtbot.keyClick(secret.field, Qt.Key.Key_Return)
    assert secret.problem.text() == "Paste a secret first."
    secret.field.setText("nonsense")
    qtbot.keyClick(secret.field, Qt.Key.Key_Return)
    assert secret.problem.text().startswith("That is no signing secret")
    secret.field.setText(theirs)
    await told(
        page.receiving.secret_changed, lambda: qtbot.keyClick(secret.field, Qt.Key.Key_Return)
    )
    assert secrets.kept == {RECEIVING: theirs}
    assert secret.field.text() == ""


async def test_a_new_secret_is_not_shown_again_when_the_page_comes_back(page, secrets, qtbot):
    page.choices.tell(Settings(receive=True))
    await shown(page, qtbot)
    await told(page.receiving.secret_changed, page.receiving.secret.make.click)
    page.hide()
    page.show()
    await until(lambda: page.receiving.secret.said.text().startswith("Only callbacks signed"))
    assert page.receiving.secret.shown.text() == ""


async def test_a_slow_keyring_does_not_undo_what_was_begun_meanwhile(page, secrets, qtbot):
    page.choices.tell(Settings(receive=True))
    answered = threading.Event()
    secrets.find_secret = lambda _name: answered.wait(PATIENCE) and None
    await shown(page, qtbot)
    await told(page.receiving.secret_changed, page.receiving.secret.make.click)
    made = page.receiving.secret.shown.text()
    answered.set()
    await asyncio.sleep(0.05)
    assert page.receiving.secret.shown.text() == made != ""
    page.receiving.secret.back.click()
    assert page.receiving.secret.said.text().startswith("Only callbacks signed")
    page.receiving.secret.paste.click()
    page.receiving.secret.field.setText("whsec_half")
    await page.receiving.find_secret()
    assert page.receiving.secret.field.text() == "whsec_half"


async def test_without_a_keyring_or_with_a_locked_one_it_is_said(page, secrets, qtbot):
    page.choices.tell(Settings(receive=True))
    secrets.error = SecretUnavailable("The system's keyring does not answer.")
    await shown(page, qtbot)
    problem = page.receiving.secret.problem
    await until(lambda: problem.text() == "The system's keyring does not answer.")
    secrets.error, secrets.place = None, "memory"
    await told(page.receiving.secret_changed, page.receiving.secret.make.click)
    assert problem.text() == (
        "This system has no keyring: the secret is kept until the program ends."
    )


# --- deliveries --------------------------------------------------------------------------------------


async def test_the_failed_come_first_then_the_owed_then_the_delivered(page, desk, qtbot):
    later = {"tries": 1, "next_at": NOW + timedelta(hours=2), "note": "HTTP 500."}
    desk.listed = [
        delivery("done", DeliveryState.DELIVERED, tries=1, status=200),
        delivery("later", DeliveryState.OWED, **later),
        delivery("dead", DeliveryState.DEAD, tries=10, note="It does not answer."),
        delivery("gone", DeliveryState.DISABLED, event=CallbackEvent.WITHHELD, status=410),
        delivery("soon", DeliveryState.OWED),
    ]
    await shown(page, qtbot)
    page.layout().activate()
    rows = page.deliveries.rows
    tops = {key: row.mapTo(page, row.rect().topLeft()).y() for key, row in rows.items()}
    assert sorted(tops, key=tops.get) == ["dead", "gone", "soon", "later", "done"]
    labels = [
        page.findChild(QLabel, f"deliveries_{name}_label").text()
        for name in ("failed", "owed", "delivered")
    ]
    assert labels == ["Failed for good · 2", "Owed · 2", "Delivered · 1"]
    assert rows["later"].accessibleName() == (
        "Picture made · a vintage poster of Lisbon. "
        "hooks.example.com · HTTP 500 · try 2 of 10 in 2 h"
    )
    again = {key for key, row in rows.items() if row.again.isVisible()}
    assert again == {"dead", "gone"}


async def test_a_dead_letter_is_sent_again_and_goes_to_the_owed(page, desk, qtbot):
    desk.listed = [delivery("dead", DeliveryState.DEAD, tries=10)]
    await shown(page, qtbot)
    row = page.deliveries.rows["dead"]
    row.again.click()
    assert not row.again.isEnabled()
    await until(lambda: page.deliveries.rows["dead"].delivery.state is DeliveryState.OWED)
    assert desk.sent_again == ["dead"]
    assert page.deliveries.rows["dead"] is row
    assert not page.deliveries.failed.isVisible()
    assert page.deliveries.owed.isVisible()


async def test_all_dead_letters_are_sent_again_at_once(page, desk, qtbot):
    desk.listed = [delivery(key, DeliveryState.DEAD, tries=10) for key in "abc"]
    await shown(page, qtbot)
    page.deliveries.all_again.click()
    await until(lambda: not page.deliveries.failed.isVisible())
    assert sorted(desk.sent_again) == ["a", "b", "c"]


async def test_what_cannot_be_sent_again_is_told_and_can_be_tried_again(page, desk, qtbot):
    desk.listed = [delivery("dead", DeliveryState.DEAD, tries=10)]
    await shown(page, qtbot)
    desk.error = StoreError("The disk is full.")
    page.deliveries.rows["dead"].again.click()
    await settle()
    assert page.deliveries.problem.text() == "The disk is full."
    assert page.deliveries.rows["dead"].again.isEnabled()


async def test_a_swarm_of_changes_is_read_once_and_rows_stay_the_same_widgets(page, desk, qtbot):
    desk.listed = [delivery(str(n), DeliveryState.OWED) for n in range(20)]
    await shown(page, qtbot)
    rows = dict(page.deliveries.rows)
    desk.listed = [
        delivery(str(n), DeliveryState.DELIVERED, tries=1, status=200) for n in range(20)
    ]
    page._rest.setInterval(1)
    await told(page._rest.timeout, lambda: [page.stale() for _ in range(100)])
    await settle()
    assert page.deliveries.rows == rows
    assert not page.deliveries.owed.isVisible()


async def test_as_many_as_are_listed_may_not_be_all(page, desk, qtbot):
    desk.listed = [delivery(str(n), DeliveryState.DEAD, tries=10) for n in range(60)]
    await shown(page, qtbot)
    label = page.findChild(QLabel, "deliveries_failed_label")
    assert label.text() == "Failed for good · 50 newest"


async def test_time_passes_in_the_list(page, desk, qtbot):
    desk.listed = [delivery("a", DeliveryState.OWED, tries=1, next_at=NOW + timedelta(seconds=90))]
    await shown(page, qtbot)
    page.deliveries.tick(NOW + timedelta(seconds=60))
    assert "in 30 s" in page.deliveries.rows["a"].accessibleName()


async def test_a_library_that_cannot_be_read_is_told_on_top(page, desk, qtbot):
    desk.error = StoreError("The library is not open yet.")
    await shown(page, qtbot)
    assert page.trouble.text() == "The library is not open yet."
    desk.error = None
    page._read()
    await settle()
    assert not page.trouble.isVisible()


async def test_the_page_may_go_while_it_reads(desk, secrets, reported, qapp):
    qapp.setQuitOnLastWindowClosed(False)
    page = CallbacksPage(Choices(Settings()), Outbox(lambda: desk, secrets), Tasks(reported.append))
    page.show()
    delete(page)
    await asyncio.sleep(0.05)
    assert reported == []


async def test_everything_in_sight_is_named(page, desk, qtbot):
    desk.kept = {SHOP.id: SHOP, "b": Endpoint("b", "https://b.example.com/x")}
    desk.listed = [delivery(key, DeliveryState.DEAD, tries=10) for key in "ab"]
    page.choices.tell(Settings(receive=True))
    await shown(page, qtbot)
    page.endpoints.cards["b"].edit.click()
    for widget in [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)]:
        own = widget.parentWidget()
        if isinstance(own, QLineEdit) or widget.objectName().startswith("qt_"):
            continue
        assert widget.objectName() == widget.objectName().lower() != "", widget
        assert widget.accessibleName(), widget.objectName()
    named = [w.objectName() for w in page.findChildren(QWidget) if w.objectName()]
    kept = [name for name in named if not name.startswith("qt_")]
    assert len(kept) == len(set(kept))
