"""Settings in the real window: what is chosen holds at once, for the queue, the money, callbacks."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from dataclasses import replace

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ideogram_desk.app import MB
from ideogram_desk.base.settings import load
from ideogram_desk.domain.callback import DeliveryState
from ideogram_desk.domain.errors import OverBudget
from ideogram_desk.domain.job import JobState, NewJob
from ideogram_desk.domain.money import price_key
from ideogram_desk.domain.request import Request
from ideogram_desk.webhooks.signature import ID, SIGNATURE, TIMESTAMP, new_secret, sign, verify
from tests.desktop.driving import in_session

# A window that stands already is raised, and the offscreen platform says that it cannot.
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

PROMPT = "a vintage poster of Lisbon"
V_2 = Request(prompt=PROMPT, model="V_2")


def page_of(session, page):
    session.session.preferences.open(page)
    return session.session.preferences._dialog


def enter(edit, text):
    edit.setText(text)
    edit.setModified(True)
    edit.editingFinished.emit()


async def make_one(session, **fields):
    desk = session.session.program.desk
    (job,) = await desk.queue([NewJob(replace(V_2, **fields))])

    async def state():
        return (await desk.library.job(job.id)).state

    await eventually(state, JobState.DONE)
    return job


async def eventually(ask, wanted):
    """Ask again and again until it is so."""
    async with asyncio.timeout(20):
        while await ask() != wanted:  # noqa: ASYNC110  nothing tells when it has changed
            await asyncio.sleep(0.02)


@in_session
async def test_what_a_picture_cost_is_charted_and_in_the_ledger(start):
    session = await start()
    dialog = page_of(session, "money")
    await make_one(session)
    money = dialog.money
    money._rest.setInterval(1)
    await session.until(lambda: money.spend.said.text() == "$0.08 in 30 days · 1 image")
    assert money.today._totals == (80_000, 0, 0)
    charged = money.ledger._sums["charged"].text()
    assert charged == "$0.08"
    assert [piece.day for piece in money.spend.chart.pieces()] == [29]


@in_session
async def test_a_day_budget_holds_as_soon_as_it_is_entered(start):
    session = await start()
    desk = session.session.program.desk
    dialog = page_of(session, "money")
    enter(dialog.money.today.field.edit, "0.10")
    await session.until(lambda: desk.day_budget == 100_000)
    with pytest.raises(OverBudget):
        await desk.queue([NewJob(replace(V_2, count=2))])
    enter(dialog.money.today.field.edit, "")
    await session.until(lambda: desk.day_budget is None)
    await make_one(session, count=2)
    await session.until(lambda: load(session.paths.settings_file)[0].day_budget_usd is None)


@in_session
async def test_a_changed_price_is_what_the_next_job_is_reckoned_at(start):
    session = await start()
    desk, heard = session.session.program.desk, []
    session.session.preferences.prices_changed.connect(heard.append)
    dialog = page_of(session, "money")
    enter(dialog.money.prices.rows["V_2"].field.edit, "0.07")
    await session.until(lambda: desk.prices.each(V_2) == 70_000)
    assert [prices.changed for prices in heard] == [{price_key("V_2"): 70_000}]
    await make_one(session)
    assert (await desk.library.balance()).charged == 70_000
    saved = load(session.paths.settings_file)[0]
    assert saved.prices == desk.prices


@in_session
async def test_the_queue_s_limits_reach_the_engine(start):
    session = await start()
    desk, heard = session.session.program.desk, []
    session.session.preferences.settings_changed.connect(heard.append)
    dialog = page_of(session, "queue")
    dialog.queue.low_water.set_value(600)
    dialog.queue.low_water.more.click()
    dialog.queue.pool.setValue(2)
    assert dialog.settings.low_water_mb == 728
    await session.until(lambda: desk.low_water == 728 * MB)
    assert (await desk.totals()).places == 2
    assert heard[-1] == dialog.settings


@in_session
async def test_the_settings_open_at_the_page_that_is_asked_for(start):
    session = await start()
    dialog = page_of(session, "money")
    assert dialog.page == "money"
    assert page_of(session, "callbacks") is dialog
    assert dialog.page == "callbacks"
    session.window.settings_requested.emit()
    assert dialog.page == "callbacks"
    dialog.accept()
    session.window.settings_requested.emit()
    assert page_of(session, "").page == "connection"


class Receiver:
    """Another program: answers as it is told, and keeps what it got."""

    def __init__(self):
        self.status = 200
        self.got = []

    async def start(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/new"
        return self

    async def _serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = (line.partition(": ") for line in head.split("\r\n")[1:] if line)
        headers = {name.lower(): value for name, _, value in lines}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append((headers, body))
        said = f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        writer.write(said.encode())
        await writer.drain()
        writer.close()

    async def close(self):
        self._server.close()
        await self._server.wait_closed()


@pytest.fixture
async def receiver():
    made = await Receiver().start()
    yield made
    await made.close()


@in_session
async def test_an_endpoint_added_in_the_window_is_called_signed_and_listed(start, receiver):
    session = await start()
    callbacks = page_of(session, "callbacks").callbacks
    callbacks.endpoints.add.click()
    editor = callbacks.endpoints.editor
    editor.url.setText(receiver.url)
    assert editor.problem.text()
    editor.own_network.click()
    editor.secret.make.click()
    secret = editor.secret.secret
    editor.save.click()
    await session.until(lambda: len(callbacks.endpoints.cards) == 1)
    await make_one(session)
    await session.until(lambda: bool(receiver.got))
    headers, body = receiver.got[0]
    verify(headers, body, secret, int(headers[TIMESTAMP]))
    assert json.loads(body)["event"] == "generation.completed"
    await session.until(callbacks.deliveries.delivered.isVisible)
    (row,) = callbacks.deliveries.rows.values()
    assert row.delivery.state is DeliveryState.DELIVERED
    assert row.accessibleName().startswith(f"Picture made · {PROMPT}. 127.0.0.1:")


@in_session
async def test_a_callback_that_is_not_wanted_is_listed_and_sent_again(start, receiver):
    session = await start()
    callbacks = page_of(session, "callbacks").callbacks
    receiver.status = 410
    callbacks.endpoints.add.click()
    callbacks.endpoints.editor.url.setText(receiver.url)
    callbacks.endpoints.editor.own_network.click()
    callbacks.endpoints.editor.save.click()
    await session.until(lambda: len(callbacks.endpoints.cards) == 1)
    await make_one(session)
    await session.until(callbacks.deliveries.failed.isVisible)
    # The receiver's 410 has switched its endpoint off: the card says so.
    await session.until(lambda: not next(iter(callbacks.endpoints.cards.values())).on.isChecked())
    receiver.status = 200
    next(iter(callbacks.endpoints.cards.values())).on.click()
    (row,) = callbacks.deliveries.rows.values()
    row.again.click()
    await session.until(lambda: row.delivery.state is DeliveryState.DELIVERED)
    assert [body for _, body in receiver.got] == [receiver.got[0][1]] * 2


def free_port():
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


async def post(url, body=b'{"event": "generation.failed", "jobId": "x"}', headers=None):
    async with httpx.AsyncClient() as client:
        return await client.post(url, content=body, headers=headers)


@in_session
async def test_callbacks_are_received_while_it_is_switched_on(start):
    session = await start()
    receiving = page_of(session, "callbacks").callbacks.receiving
    port = free_port()
    receiving.port.spin.setValue(port)
    receiving.on.click()
    url = receiving.url.text()
    assert str(port) in url

    async def answers():
        try:
            return (await post(url)).json() == {"received": True}
        except httpx.TransportError:
            return False

    await eventually(answers, wanted=True)
    receiving.on.click()
    reception = session.session.preferences._reception
    await session.until(lambda: reception._now is None and not reception._changing.locked())
    assert not await answers()


@in_session
async def test_with_a_secret_only_signed_callbacks_are_received(start):
    session = await start()
    receiving = page_of(session, "callbacks").callbacks.receiving
    receiving.port.spin.setValue(free_port())
    receiving.secret.make.click()
    secret = receiving.secret.secret
    await session.until(lambda: "kept until the program ends" in receiving.secret.problem.text())
    receiving.on.click()
    reception = session.session.preferences._reception
    await session.until(lambda: reception._now is not None)
    url, body = receiving.url.text(), b'{"event": "generation.failed", "jobId": "x"}'
    moment = int(time.time())
    assert (await post(url, body)).status_code == 401
    signed = {ID: "a", TIMESTAMP: str(moment), SIGNATURE: sign(secret, "a", moment, body)}
    assert (await post(url, body, signed)).json() == {"received": True}
    other = signed | {SIGNATURE: sign(new_secret(), "a", moment, body)}
    assert (await post(url, body, other)).status_code == 401


@in_session
async def test_a_port_that_is_taken_is_told_under_its_field(start):
    session = await start()
    receiving = page_of(session, "callbacks").callbacks.receiving
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        receiving.port.spin.setValue(taken.getsockname()[1])
        receiving.on.click()
        await session.until(receiving.trouble.isVisible)
    assert "Choose another port." in receiving.trouble.text()
    receiving.port.spin.setValue(free_port())
    await session.until(lambda: not receiving.trouble.isVisible())


@in_session
async def test_the_port_is_free_again_when_the_window_has_closed(start):
    session = await start()
    dialog = page_of(session, "callbacks")
    port = free_port()
    dialog.choices.change(receive=True, receive_port=port)
    reception = session.session.preferences._reception
    await session.until(lambda: reception._now is not None)
    dialog.accept()
    await session.close()
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(("127.0.0.1", port))


@in_session
async def test_a_setting_that_the_key_changes_is_shown_in_the_open_dialog(start):
    session = await start()
    preferences = session.session.preferences
    dialog = page_of(session, "queue")
    await preferences.change(replace(session.session.settings, pool=7))
    assert dialog.queue.pool.value() == 7


@in_session
async def test_esc_takes_back_an_amount_first_and_then_closes(start, qtbot):
    session = await start()
    dialog = page_of(session, "money")
    dialog.activateWindow()
    await session.until(dialog.isActiveWindow)
    edit = dialog.money.today.field.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "5")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert edit.text() == ""
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
