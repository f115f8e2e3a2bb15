"""The grid's menu: the window's own actions, those that fit what is selected."""

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from ideogram_desk.desktop.actions.deed import Where
from ideogram_desk.desktop.actions.registry import Deeds
from ideogram_desk.desktop.actions.table import DEEDS, NAMED
from ideogram_desk.desktop.gallery.menu import GalleryMenu
from ideogram_desk.domain.job import JobState, PictureState
from tests.desktop.gallery.conftest import make_tile


@pytest.fixture
def stand(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.done = []
    widget.deeds = Deeds(widget)
    for deed in DEEDS:
        widget.deeds.bind(deed.name, lambda name=deed.name: widget.done.append(name))
    widget.menu = GalleryMenu(widget)
    widget.menu.adopt(widget.deeds)
    widget.tiles = []
    widget.deeds.attend(widget, Where.GRID, lambda: [tile.number for tile in widget.tiles])
    return widget


def offered(stand, *tiles):
    stand.tiles = tiles
    stand.menu.fill(tiles)
    return [a.text() for a in stand.menu.actions() if a.isVisible() and not a.isSeparator()]


def test_one_picture_offers_what_one_picture_can(stand):
    found = offered(stand, make_tile(1))
    assert found[:2] == ["Preview", "Open in full view"]
    assert "Survey" not in found
    assert "Stack" not in found
    assert {"Rate", "Pick", "Reject", "Label", "Favorite", "Move to the trash"} <= set(found)
    assert "Recall into the composer" in found
    assert "Clear the flag" not in found
    assert "Clear the flag" in offered(stand, make_tile(1, flag=-1))


def test_several_pictures_offer_what_several_can(stand):
    found = offered(stand, make_tile(1), make_tile(2, stack=4))
    assert {"Compare", "Survey", "Stack", "Unstack", "Copy 2 files"} <= set(found)
    assert "Recall into the composer" not in found


def test_what_lies_in_the_trash_can_be_taken_out(stand):
    found = offered(stand, make_tile(1, trashed=True))
    assert "Take out of the trash" in found
    assert "Move to the trash" not in found


def test_a_tile_without_a_picture_cannot_be_rated(stand):
    tile = make_tile(1, state=PictureState.EXPECTED, job_state=JobState.QUEUED, path=None)
    assert offered(stand, tile) == ["Preview", "Copy prompt", "Copy seed", "Cancel"]


def test_the_actions_are_those_of_the_keys_and_the_palette(stand):
    offered(stand, make_tile(1))
    action = stand.deeds.action("rate_4")
    rating = next(m for m in stand.menu.findChildren(QMenu) if m.title() == "Rate")
    assert action in rating.actions()
    assert action.text() == "4 stars"
    assert action.shortcut().toString() == "4"
    action.trigger()
    stand.deeds.action("reject").trigger()
    assert stand.done == ["rate_4", "reject"]


def test_what_the_menu_hides_is_there_again_for_others_when_it_closes(stand):
    offered(stand, make_tile(1))
    assert not stand.deeds.action("survey").isEnabled()
    stand.menu.aboutToHide.emit()
    assert stand.deeds.action("survey").isVisible()
    assert stand.deeds.action("survey").isEnabled()
    assert stand.deeds.action("rate_4").text() == NAMED["rate_4"].title


def test_what_nobody_does_is_not_offered(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    deeds = Deeds(widget)
    deeds.bind("pick", lambda: None)
    widget.menu = GalleryMenu(widget)
    widget.menu.adopt(deeds)
    assert offered(widget, make_tile(1)) == ["Pick"]
