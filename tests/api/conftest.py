"""The loopback server and a client that talks to it."""

import pytest

from ideogram_desk.api.client import Ideogram
from ideogram_desk.api.patience import Limits, Patience
from tests.api.loopback import Loopback

KEY = "canary-Key-0123456789"
SHORT = Limits(read=5.0, total=0.3)
HASTY = Patience(SHORT, SHORT, SHORT, SHORT, picture_bytes=100_000)


@pytest.fixture
async def server():
    loopback = Loopback()
    await loopback.start()
    yield loopback
    await loopback.stop()


@pytest.fixture
async def other():
    loopback = Loopback()
    await loopback.start()
    yield loopback
    await loopback.stop()


@pytest.fixture
async def api(server):
    client = Ideogram(server.url, KEY)
    yield client
    await client.close()


@pytest.fixture
async def hasty(server):
    """Waits hardly at all, and takes small pictures only."""
    client = Ideogram(server.url, KEY, patience=HASTY)
    yield client
    await client.close()
