import gc

import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.sandbox import Sandbox


@pytest.fixture(autouse=True)
def collect_on_this_thread():
    """As the program does: a collection on a worker's thread would destroy Qt objects there."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def leave_nothing_on_the_clipboard(qapp):
    """Files left on the offscreen platform's own clipboard crash the process at its exit."""
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture(scope="module")
def api():
    sandbox = Sandbox("--seconds", "0")
    yield sandbox.url
    sandbox.close()


@pytest.fixture
def start(tmp_path, qapp, monkeypatch, api):
    from tests.desktop.driving import Start

    # As in the program: else qasync's loop ends with the last window.
    qapp.setQuitOnLastWindowClosed(False)
    return Start(tmp_path / "home", api, monkeypatch)
