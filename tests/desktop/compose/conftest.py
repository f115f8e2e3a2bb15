"""A composer on the screen, dressed, with a clock of its own."""

from __future__ import annotations

import pytest

from ideogram_desk.desktop.compose.panel import ComposePanel
from ideogram_desk.desktop.theme import Theme


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def dressed(qapp):
    theme = Theme()
    theme.choose("dark")
    theme.apply(qapp)
    return theme


@pytest.fixture
def panel(dressed, qtbot, clock):
    made = ComposePanel(clock=clock)
    qtbot.addWidget(made)
    made.resize(300, 860)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def sent(panel):
    seen = []
    panel.generate_requested.connect(lambda what, run_next: seen.append((what, run_next)))
    return seen
