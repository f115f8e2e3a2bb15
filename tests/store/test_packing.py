"""Numbers as bytes and back, whichever they are."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from ideogram_desk.store.packing import ascending, listed, pack, unpack


@given(st.sets(st.integers(min_value=1, max_value=2**62)))
def test_numbers_come_back_as_they_went(numbers):
    packed = ascending(numbers)
    assert list(packed) == sorted(numbers)
    assert unpack(pack(packed)) == packed


def test_a_million_neighbours_take_less_room_than_a_thumbnail():
    assert len(pack(array("q", range(7, 1_000_007)))) < 50_000


def test_numbers_are_one_value_of_json():
    assert listed(array("q", [3, 1])) == "[3, 1]"
