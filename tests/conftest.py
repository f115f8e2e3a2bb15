"""What holds for every test: its own surroundings, the right event loop, and no stray threads."""

import asyncio
import os
import threading
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WINDOW_TESTS = HERE / "desktop"
KEYRING = "keyring.backends.fail.Keyring"
_KEPT = []
FROM_OUTSIDE = ("IDEOGRAM_API_KEY", "IDEOGRAM_API_URL", "IDEOGRAM_DESK_HOME")

# Here, not in a fixture: modules are imported, and module-wide fixtures run, before one could act.
# keyring picks its back-end on import, and a real key must reach no test.
os.environ["PYTHON_KEYRING_BACKEND"] = KEYRING
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in FROM_OUTSIDE:
    os.environ.pop(_name, None)


def pytest_configure(config):
    # The long proofs run when they are asked for: `-m slow`.
    config.option.markexpr = config.option.markexpr or "not slow"


def pytest_asyncio_loop_factories(config, item):
    """Qt's timers and signals stand still on asyncio's own loop; tests of the window need theirs."""
    if item.path.is_relative_to(WINDOW_TESTS):
        return {"qt": _qt_loop}
    return {"asyncio": asyncio.new_event_loop}


def _qt_loop():
    # Late: the other tests must not need Qt.
    import qasync
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        # Kept to the very end: a loop lets go of it, and Qt without it takes the process down.
        _KEPT.append(QApplication([]))
    return qasync.QEventLoop(QApplication.instance())


@pytest.fixture(autouse=True)
def surroundings(tmp_path, monkeypatch):
    """A folder of the test's own, no key, no address, no keyring."""
    monkeypatch.setenv("IDEOGRAM_DESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", KEYRING)
    monkeypatch.delenv("IDEOGRAM_API_KEY", raising=False)
    monkeypatch.delenv("IDEOGRAM_API_URL", raising=False)


@pytest.fixture(autouse=True)
def no_thread_stays_behind():
    """A thread that nobody ended would keep the program from closing."""
    before = set(threading.enumerate())
    yield
    stray = _stray(before)
    # A thread that has been told to end may need a moment for it.
    patience = time.monotonic() + 2
    while stray and time.monotonic() < patience:
        stray[0].join(0.05)
        stray = _stray(before)
    assert not stray, f"these threads still run: {[thread.name for thread in stray]}"


def _stray(before):
    # Threads named asyncio_… belong to a loop's own pool and end with the loop.
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and not thread.daemon and not thread.name.startswith("asyncio_")
    ]
