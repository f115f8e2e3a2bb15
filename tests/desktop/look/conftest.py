"""A grid over pictures that are files, and whole records of them."""

import pytest
from PySide6.QtWidgets import QWidget

from ideogram_desk.desktop.gallery.originals import Originals
from ideogram_desk.domain.job import Picture, PictureState
from ideogram_desk.domain.request import Request
from tests.desktop.gallery.conftest import (  # noqa: F401  fixtures
    NOW,
    desk,
    files,
    loader,
    poster,
    tasks,
    theme,
    thumbnails,
)

SIZE = (1280, 720)


def make_picture(number, **changes):
    values = {
        "number": number,
        "id": f"P{number}",
        "job": f"J{number}",
        "index": 0,
        "state": PictureState.STORED,
        "request": Request(prompt=f"a poster of fern number {number}", model="V_3", aspect="16:9"),
        "created_at": NOW,
        "path": f"pictures/{number}.png",
        "width": SIZE[0],
        "height": SIZE[1],
        "seed": number * 11,
    }
    return Picture(**{**values, **changes})


@pytest.fixture
def originals(qtbot):
    made = Originals()
    yield made
    made.close()


@pytest.fixture
def shown(desk, poster):  # noqa: F811  the fixtures
    """Eight pictures in a grid, the newest is number 8."""
    for number in range(1, 9):
        poster(f"pictures/{number}.png")
    return desk(8)


@pytest.fixture
def host(qtbot):
    """The window that a view covers."""
    made = QWidget()
    made.resize(1200, 800)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made
