"""Cells never overlap, fill the width, and are found again by where they lie."""

from hypothesis import given
from hypothesis import strategies as st

from ideogram_desk.desktop.gallery.layout import GridLayout

layouts = st.builds(
    GridLayout,
    count=st.integers(1, 10**7),
    width=st.integers(60, 4000),
    cell=st.integers(40, 500),
    spacing=st.integers(0, 24),
    margin=st.integers(0, 24),
)


def test_a_cell_far_to_the_right_of_where_division_finds_it_is_found():
    grid = GridLayout(count=220, width=3300, cell=40, spacing=0, margin=0)
    x, y, width, height = grid.rect(219)
    assert grid.row_at(x + width - 1, y + height - 1) == 219


@given(layouts, st.data())
def test_a_cell_is_found_at_its_own_corners_and_not_beside_them(grid, data):
    row = data.draw(st.integers(0, grid.count - 1))
    x, y, width, height = grid.rect(row)
    assert grid.row_at(x, y) == row
    assert grid.row_at(x + width - 1, y + height - 1) == row
    assert grid.row_at(x - 1, y) != row
    assert grid.row_at(x, y + height) != row


@given(layouts)
def test_the_columns_fill_the_width_evenly(grid):
    last = grid.left(grid.columns - 1) + grid.edge
    if grid.columns > 1:
        assert last == grid.width - grid.margin
        gaps = {grid.left(c + 1) - grid.left(c) - grid.edge for c in range(grid.columns - 1)}
        assert max(gaps) - min(gaps) <= 1 + grid.slack // max(1, grid.columns - 1)


@given(layouts, st.data())
def test_visible_rows_are_those_that_touch_the_window(grid, data):
    height = data.draw(st.integers(1, 3000))
    top = data.draw(st.integers(0, max(0, grid.height - height)))
    rows = grid.visible(top, height)
    assert len(rows) <= (height // grid.stride + 2) * grid.columns
    for row in (rows.start - 1, rows.stop):
        if 0 <= row < grid.count:
            _x, y, _w, edge = grid.rect(row)
            assert y + edge <= top or y >= top + height


@given(layouts, st.data())
def test_the_last_row_ends_where_everything_ends(grid, data):
    del data
    _x, y, _w, edge = grid.rect(grid.count - 1)
    assert y + edge + grid.margin == grid.height


@given(layouts, st.data())
def test_a_lead_moves_rows_down_and_never_into_another_column(grid, data):
    row = data.draw(st.integers(0, grid.count - 1))
    new = data.draw(st.integers(0, 50))
    after = GridLayout(
        grid.count + new, grid.width, grid.cell, grid.spacing, grid.margin, -new % grid.columns
    )
    assert after.rect(row + new)[0] == grid.rect(row)[0]
    assert after.row_at(*after.rect(0)[:2]) == 0


@given(layouts, st.data())
def test_every_move_stays_in_the_list(grid, data):
    row = data.draw(st.integers(0, grid.count - 1))
    across = data.draw(st.sampled_from((-grid.count, -1, 0, 1, grid.count)))
    lines = data.draw(st.integers(-9, 9))
    moved = grid.moved(row, 0 if lines else across, lines)
    assert 0 <= moved < grid.count


def test_down_goes_to_the_last_picture_when_the_line_below_is_short():
    grid = GridLayout(7, 436, 100, 12, 0)
    assert grid.columns == 4
    assert grid.moved(3, 0, 1) == 6
    assert grid.moved(5, 0, 1) == 5
    assert grid.moved(5, 0, -1) == 1
    assert grid.moved(1, 0, -1) == 1


def test_an_empty_grid_is_nothing():
    grid = GridLayout(0, 400, 100, 12, 12)
    assert grid.height == 0
    assert not grid.visible(0, 500)
    assert grid.row_at(20, 20) == -1
    assert grid.moved(-1, 0, 1) == -1


def test_the_columns_come_near_to_the_size_asked_for():
    assert GridLayout(9, 300, 184, 12, 12).columns == 1
    narrow = GridLayout(9, 328, 184, 12, 12)
    assert (narrow.columns, narrow.edge) == (2, 146)
