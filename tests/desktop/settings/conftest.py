"""A dialog over a desk and a keyring of the test's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ideogram_desk.base.settings import Settings
from ideogram_desk.desktop.bridge import Tasks
from ideogram_desk.desktop.money.page import Books
from ideogram_desk.desktop.settings.about_page import LibraryPlace
from ideogram_desk.desktop.settings.callbacks.outbox import Outbox
from ideogram_desk.desktop.settings.dialog import SettingsDialog
from ideogram_desk.desktop.settings.key_section import KeyActions
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.callback import CallbackEvent, Delivery, DeliveryState, Endpoint
from ideogram_desk.domain.job import QueueTotals
from ideogram_desk.domain.money import Balance

FOLDER = Path("/home/x/<b>library")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FakeDesk:
    """Callbacks as the program's own desk has them, in memory; `error` is raised by every call."""

    def __init__(self):
        self.kept: dict[str, Endpoint] = {}
        self.secrets_given: list[tuple[str, str | None]] = []
        self.sent_again: list[str] = []
        self.listed: list[Delivery] = []
        self.error = None

    def _fail(self):
        if self.error:
            raise self.error

    async def endpoints(self):
        self._fail()
        return list(self.kept.values())

    async def save_endpoint(self, endpoint, secret=None):
        self._fail()
        self.secrets_given.append((endpoint.id, secret))
        self.kept[endpoint.id] = replace(endpoint, signed=endpoint.signed or bool(secret))
        return self.kept[endpoint.id]

    async def remove_endpoint(self, endpoint_id):
        self._fail()
        del self.kept[endpoint_id]

    async def deliveries(self, states=None, limit=200):
        self._fail()
        return [each for each in self.listed if states is None or each.state in states][:limit]

    async def send_again(self, delivery_id):
        self._fail()
        self.sent_again.append(delivery_id)
        self.listed = [
            replace(each, state=DeliveryState.OWED, tries=0) if each.id == delivery_id else each
            for each in self.listed
        ]


class FakeSecrets:
    """A keyring that keeps, or one that is not there ("memory"), or one that refuses."""

    def __init__(self):
        self.kept = {}
        self.place = "keyring"
        self.error = None

    def find_secret(self, name):
        if self.error:
            raise self.error
        return self.kept.get(name)

    def save_secret(self, name, text):
        self.kept[name] = text
        return self.place

    def forget_secret(self, name):
        if self.error:
            raise self.error
        self.kept.pop(name, None)


def delivery(key, state, **fields):
    usual = {
        "event": CallbackEvent.COMPLETED,
        "url": "https://hooks.example.com/x",
        "body": b'{"prompt": "a vintage poster of Lisbon"}',
        "created_at": NOW,
    }
    return Delivery(id=key, state=state, **(usual | fields))


def make_dialog(keys, reported, desk, secrets, settings=None):
    async def totals():
        return QueueTotals()

    async def spend(_days):
        return []

    async def balance():
        return Balance()

    return SettingsDialog(
        Theme(),
        settings or Settings(),
        Tasks(reported.append),
        KeyActions(keys.save, keys.test, keys.remove),
        LibraryPlace(FOLDER, 48_204, 71_000_000_000),
        Books(totals, spend, balance),
        Outbox(lambda: desk, secrets),
    )


@pytest.fixture
def reported():
    return []


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def secrets():
    return FakeSecrets()
