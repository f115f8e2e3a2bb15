"""The arithmetic of the chart: a scale that fits, bars that add up, dates with room."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideogram_desk.desktop.money.chart_layout import LEAST, Day, Plot, Slice, dated, scale

CENT = 10_000
TODAY = date(2026, 11, 21)


def days(*amounts):
    first = TODAY - timedelta(days=len(amounts) - 1)
    return [
        Day(first + timedelta(days=i), tuple(Slice(str(n), each) for n, each in enumerate(one)))
        for i, one in enumerate(amounts)
    ]


@given(st.integers(0, 10**13))
def test_the_scale_is_round_reaches_the_most_and_is_no_crowd(most):
    lines = scale(most, CENT)
    assert lines[0] == 0
    assert lines[-1] >= most
    assert 2 <= len(lines) <= 5
    step = lines[1]
    assert str(step // CENT).rstrip("0") in {"1", "2", "5"}
    assert lines[-1] - most < step or most == 0


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, (0, CENT)),
        (11_300_000, (0, 5_000_000, 10_000_000, 15_000_000)),
        (20_000_000, (0, 5_000_000, 10_000_000, 15_000_000, 20_000_000)),
    ],
)
def test_the_scale_has_the_amounts_that_people_would_choose(most, lines):
    assert scale(most, CENT) == lines


def test_slices_stand_on_each_other_and_are_as_high_as_their_amounts():
    plot = Plot(40, 10, 300, 100, 1000)
    low, high = plot.pieces(days((500, 250)))
    assert (low.y + low.height + 1, low.height) == (110, 49)
    assert (high.y + high.height + 1, high.height) == (low.y, 24)


def test_even_a_small_amount_is_seen_and_nothing_is_not():
    plot = Plot(0, 0, 300, 100, 10**9)
    (only,) = plot.pieces(days((0, 1)))
    assert only.slice == 1
    assert only.height == LEAST - 1


@given(st.integers(1, 120), st.integers(100, 2000))
def test_bars_stay_in_their_columns(count, width):
    plot = Plot(0, 0, width, 100, 100)
    pieces = list(plot.pieces(days(*[(100,)] * count)))
    for one, other in pairwise(pieces):
        assert one.x + one.width <= other.x or plot.column(count) < 2
    assert plot.day_at(pieces[-1].x + pieces[-1].width / 2, count) == count - 1


def test_beside_the_plane_there_is_no_day():
    plot = Plot(40, 0, 300, 100, 1)
    assert [plot.day_at(x, 30) for x in (39.9, 40, 339.9, 340)] == [None, 0, 29, None]
    assert plot.day_at(100, 0) is None


@pytest.mark.parametrize("count", [1, 2, 7, 30, 90])
@pytest.mark.parametrize("room", [40, 200, 400, 900])
def test_the_last_day_is_dated_and_the_dates_have_room(count, room):
    marked = dated(count, room, 48)
    assert marked[-1] == count - 1
    assert len(marked) <= max(1, room // 48)
    assert len({b - a for a, b in pairwise(marked)}) <= 1
