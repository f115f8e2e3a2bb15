"""Rows are found by number in whatever order a list is."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideogram_desk.desktop.gallery.rows import Order, place_of, row_of, rows_of, shared_ends

different = st.lists(st.integers(0, 500), unique=True, max_size=60)


@given(different, st.sampled_from(Order), st.integers(0, 500))
def test_a_number_is_found_where_it_is(numbers, order, wanted):
    if order is not Order.ANY:
        numbers = sorted(numbers, reverse=order is Order.DESCENDING)
    held = array("q", numbers)
    expected = numbers.index(wanted) if wanted in numbers else -1
    assert row_of(held, wanted, order) == expected


@given(different, st.sampled_from(Order), different)
def test_many_are_found_in_the_order_of_their_rows(numbers, order, wanted):
    if order is not Order.ANY:
        numbers = sorted(numbers, reverse=order is Order.DESCENDING)
    expected = [row for row, number in enumerate(numbers) if number in wanted]
    assert rows_of(array("q", numbers), wanted, order) == expected


@given(different, st.integers(0, 500))
def test_a_place_keeps_a_descending_list_descending(numbers, new):
    numbers = sorted(set(numbers) - {new}, reverse=True)
    numbers.insert(place_of(array("q", numbers), new), new)
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(
    ("old", "new", "ends"),
    [
        ("abc", "abc", (3, 0)),
        ("abc", "xabc", (0, 3)),
        ("abcdef", "abef", (2, 2)),
        ("abef", "abcdef", (2, 2)),
        ("aaa", "aa", (2, 0)),
        ("abc", "xyz", (0, 0)),
        ("", "abc", (0, 0)),
    ],
)
def test_what_two_lists_begin_and_end_with_alike(old, new, ends):
    old, new = array("q", map(ord, old)), array("q", map(ord, new))
    assert shared_ends(old, new) == ends


@given(different, different)
def test_the_shared_ends_never_overlap(old, new):
    first, last = shared_ends(array("q", old), array("q", new))
    assert first + last <= min(len(old), len(new))
    assert old[:first] == new[:first]
    assert old[len(old) - last :] == new[len(new) - last :]
    rest = old[first : len(old) - last], new[first : len(new) - last]
    assert not (rest[0] and rest[1]) or rest[0][0] != rest[1][0]
