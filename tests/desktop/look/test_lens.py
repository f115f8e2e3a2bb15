"""Zoom and pan as arithmetic: what is under the pointer stays, no gap opens, 100 % is exact."""

import pytest

from ideogram_desk.desktop.look.lens import Extent, Lens, fitting

PICTURE, ROOM = Extent(4000, 2000), Extent(1000, 800)


def test_fitted_in_it_is_whole_and_in_the_middle():
    assert Lens().place(PICTURE, ROOM) == (0, 150, 1000, 500)


def test_true_pixels_are_one_to_one_on_whole_pixels():
    place = Lens().toggled(PICTURE, ROOM).place(PICTURE, ROOM)
    assert place[2:] == PICTURE
    assert place.left == int(place.left)
    assert place.top == int(place.top)


def test_toggled_twice_it_is_fitted_in_again():
    assert Lens().toggled(PICTURE, ROOM).toggled(PICTURE, ROOM) == Lens()


@pytest.mark.parametrize("at", [(500, 400), (10, 390), (990, 420)])
def test_what_is_under_the_pointer_stays_there(at):
    def under(lens):
        place = lens.place(PICTURE, ROOM)
        return (at[0] - place.left) / place.width, (at[1] - place.top) / place.height

    zoomed = Lens().zoomed(0.7, PICTURE, ROOM, at)
    assert under(zoomed) == pytest.approx(under(Lens()), abs=0.001)
    assert under(zoomed.zoomed(3.0, PICTURE, ROOM, at)) == pytest.approx(under(Lens()), abs=0.001)


@pytest.mark.parametrize(("dx", "dy"), [(1e6, 0), (-1e6, 0), (0, 1e6), (0, -1e6)])
def test_no_gap_opens_at_an_edge(dx, dy):
    place = Lens(1.0).panned(dx, dy, PICTURE, ROOM).place(PICTURE, ROOM)
    assert place.left <= 0 <= place.left + place.width - ROOM.width
    assert place.top <= 0 <= place.top + place.height - ROOM.height


def test_after_a_pan_beyond_the_edge_the_way_back_begins_at_once():
    edge = Lens(1.0).panned(1e6, 0, PICTURE, ROOM)
    back = edge.panned(-30, 0, PICTURE, ROOM)
    assert back.place(PICTURE, ROOM).left == edge.place(PICTURE, ROOM).left - 30


def test_the_picture_follows_the_pointer():
    before = Lens(1.0).place(PICTURE, ROOM)
    after = Lens(1.0).panned(40, -25, PICTURE, ROOM).place(PICTURE, ROOM)
    assert (after.left - before.left, after.top - before.top) == (40, -25)


def test_steps_are_sizes_that_people_name():
    lens, seen = Lens(), []
    for _ in range(5):
        lens = lens.stepped(True, PICTURE, ROOM)
        seen.append(lens.zoom)
    assert seen == [1 / 3, 1 / 2, 2 / 3, 1, 1.5]
    assert lens.stepped(False, PICTURE, ROOM).zoom == 1


def test_below_the_whole_picture_there_is_nothing():
    assert Lens(1 / 3).stepped(False, PICTURE, ROOM) == Lens()
    assert Lens().stepped(False, PICTURE, ROOM) == Lens()


def test_there_is_a_largest_size():
    lens = Lens()
    for _ in range(40):
        lens = lens.stepped(True, PICTURE, ROOM)
    assert lens.zoom == 16


def test_a_small_picture_fits_in_enlarged_and_has_its_true_size_below():
    small = Extent(100, 80)
    assert fitting(small, ROOM) == 10
    true = Lens().toggled(small, ROOM)
    assert true.place(small, ROOM) == (450, 360, 100, 80)
    assert true.stepped(False, small, ROOM) == true


def test_hardly_enlarged_it_is_shown_at_its_true_size():
    assert fitting(Extent(960, 700), ROOM) == 1


def test_linked_views_of_other_sizes_show_the_same_part():
    lens = Lens(1.0).panned(-900, 0, PICTURE, ROOM)
    other = Extent(2000, 1000)
    first, second = lens.place(PICTURE, ROOM), lens.place(other, ROOM)
    middle = [(ROOM.width / 2 - p.left) / p.width for p in (first, second)]
    assert middle[0] == pytest.approx(middle[1], abs=0.001)
