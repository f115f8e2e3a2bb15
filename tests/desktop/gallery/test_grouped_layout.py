"""Groups begin on lines of their own, below their headings, and moving goes across them."""

from hypothesis import given
from hypothesis import strategies as st

from ideogram_desk.desktop.gallery.layout import GridLayout
from ideogram_desk.desktop.gallery.sections import Sections

HEAD = 32


@st.composite
def grouped(draw):
    counts = draw(st.lists(st.integers(1, 40), min_size=1, max_size=30))
    leading = draw(st.integers(0, len(counts) - 1))
    lead = draw(st.integers(0, 3))
    width, cell = draw(st.integers(60, 1600)), draw(st.integers(40, 300))
    columns = GridLayout(1, width, cell, 12, 12).columns
    parts = Sections(counts)
    return GridLayout(parts.rows, width, cell, 12, 12, lead % columns, parts, HEAD, leading)


@given(grouped(), st.data())
def test_a_cell_is_found_at_its_own_corners_and_nowhere_else(grid, data):
    row = data.draw(st.integers(0, grid.count - 1))
    x, y, width, height = grid.rect(row)
    assert grid.row_at(x, y) == row
    assert grid.row_at(x + width - 1, y + height - 1) == row
    assert grid.row_at(x - 1, y) != row
    assert grid.row_at(x, y + height) == -1


@given(grouped())
def test_each_heading_stands_above_its_group_and_below_the_one_before(grid):
    starts = grid.sections.starts
    for group in range(len(grid.sections)):
        top = grid.top_of_group(group)
        first = grid.rect(starts[group])
        assert first[1] == top + HEAD
        assert grid.heading_at(top) == grid.heading_at(top + HEAD - 1) == group
        assert grid.heading_at(top + HEAD) == -1
        assert grid.group_at(first[1]) == group
        if group:
            _x, y, _w, edge = grid.rect(starts[group] - 1)
            assert y + edge + grid.spacing == top
    _x, y, _w, edge = grid.rect(grid.count - 1)
    assert y + edge + grid.margin == grid.height


@given(grouped(), st.data())
def test_visible_rows_and_headings_are_those_that_touch_the_window(grid, data):
    height = data.draw(st.integers(1, 2000))
    top = data.draw(st.integers(0, max(0, grid.height - height)))
    rows = grid.visible(top, height)
    for row in range(max(0, rows.start - 9), min(grid.count, rows.stop + 9)):
        _x, y, _w, edge = grid.rect(row)
        if y < top + height and y + edge > top:
            assert row in rows
        elif row in rows:
            assert y < top + height
            assert y + grid.stride > top
    shown = grid.headings(top, height)
    for group in range(len(grid.sections)):
        y = grid.top_of_group(group)
        assert (group in shown) == (y < top + height and y + HEAD > top)


@given(grouped(), st.data())
def test_down_and_up_go_to_the_nearest_place_of_the_next_line(grid, data):
    row = data.draw(st.integers(0, grid.count - 1))
    step = data.draw(st.sampled_from((-1, 1)))
    line, column = grid.line(row)
    moved = grid.moved(row, 0, step)
    assert 0 <= moved < grid.count
    if 0 <= line + step < grid.lines:
        assert grid.line(moved)[0] == line + step
        there = [r for r in range(grid.count) if grid.line(r)[0] == line + step]
        assert abs(grid.line(moved)[1] - column) == min(
            abs(grid.line(r)[1] - column) for r in there
        )
    else:
        assert moved == row


@given(grouped(), st.data())
def test_a_page_never_stands_still_before_the_end(grid, data):
    row = data.draw(st.integers(0, grid.count - 1))
    pixels = data.draw(st.integers(grid.stride, 3000))
    down, up = grid.paged(row, pixels), grid.paged(row, -pixels)
    assert 0 <= up <= row <= down < grid.count or grid.count == 1
    if grid.line(row)[0] < grid.lines - 1:
        assert down > row
        assert grid.rect(down)[1] <= grid.rect(row)[1] + pixels + HEAD + grid.stride
    if grid.line(row)[0]:
        assert up < row


def test_a_lead_moves_only_its_own_group_and_what_is_below_by_whole_lines():
    parts = Sections([5, 7, 3])
    bare = GridLayout(15, 436, 100, 12, 0, 0, parts, HEAD)
    led = GridLayout(15, 436, 100, 12, 0, 2, parts, HEAD, 1)
    assert bare.columns == 4
    assert [led.rect(row) for row in range(5)] == [bare.rect(row) for row in range(5)]
    assert led.line(5)[1] == 2
    assert led.rect(12)[1] == bare.rect(12)[1] + led.stride
    assert led.rect(12)[0] == bare.rect(12)[0]


def test_the_row_of_a_group_is_found_after_its_neighbours_were_replaced():
    parts = Sections([5, 7, 3]).replaced(1, 1, [4, 2])
    assert list(parts.counts) == [5, 4, 2, 3]
    assert [parts.of(row) for row in (0, 4, 5, 8, 9, 10, 11, 13)] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert list(parts.lines(3)) == [0, 2, 4, 5, 6]
