"""The table of parameters: what differs comes first and says so."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from ideogram_desk.desktop.look.parameters import parameters
from ideogram_desk.desktop.look.table import DIFFERS, ParameterModel
from ideogram_desk.domain.request import Request
from tests.desktop.look.conftest import make_picture


@pytest.fixture
def rows():
    request = Request(prompt="a fern", model="V_3", style="design", aspect="1:1", magic="off")
    first = make_picture(1, request=request, style_type="DESIGN", cost=60_000)
    second = make_picture(2, request=replace(request, style="realistic"), cost=60_000)
    return parameters([first, second])


def test_those_that_differ_come_first(rows):
    assert [row.name for row in rows if row.differs] == ["Style", "Seed"]
    assert [row.differs for row in rows] == sorted((row.differs for row in rows), reverse=True)


def test_words_are_those_that_people_read(rows):
    told = {row.name: row.values for row in rows}
    assert told["Style"] == ("Design", "Realistic")
    assert told["Cost"] == ("$0.06", "$0.06")
    assert told["Size"] == ("1280 × 720", "1280 × 720")


def test_what_none_has_is_left_out(rows):
    assert "Mask" not in [row.name for row in rows]


def test_the_model_is_sound(rows, qtmodeltester):
    listed = ParameterModel()
    listed.show(rows, ("Left", "Right"))
    qtmodeltester.check(listed)
    listed.show([], ())
    qtmodeltester.check(listed)


def test_a_difference_is_told_by_sign_and_word_and_colour(rows):
    listed = ParameterModel()
    listed.show(rows, ("Left", "Right"))
    style, same = listed.index(0, 0), listed.index(len(rows) - 1, 0)
    assert style.data() == f"{DIFFERS}Style"
    assert style.data(Qt.ItemDataRole.AccessibleTextRole) == "Style, differs"
    assert not same.data().startswith(DIFFERS)
    colours = [
        index.siblingAtColumn(1).data(Qt.ItemDataRole.ForegroundRole).name()
        for index in (style, same)
    ]
    assert colours[0] != colours[1]


def test_a_prompt_is_no_markup_in_its_tooltip():
    pictures = [make_picture(n, request=Request(prompt="<b>&", model="V_3")) for n in (1, 2)]
    listed = ParameterModel()
    listed.show(parameters(pictures), ("Left", "Right"))
    tips = [
        listed.index(row, 1).data(Qt.ItemDataRole.ToolTipRole) for row in range(listed.rowCount())
    ]
    assert "<p>&lt;b>&amp;</p>" in tips
