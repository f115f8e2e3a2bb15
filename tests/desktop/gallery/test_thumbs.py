"""Thumbnails: the newest wish first, bounded, and never the same failure twice."""

import pytest

from ideogram_desk.desktop.gallery.thumbs import TOLD, ThumbnailLoader, decode, wish_for
from ideogram_desk.desktop.gallery.wishes import Wish, WishQueue
from tests.desktop.gallery.conftest import jpeg


def wish(number, edge=256, box=184):
    return Wish(number, edge, box, fill=True)


def test_the_newest_wish_is_taken_first_and_the_oldest_dropped():
    queue = WishQueue(capacity=4)
    queue.ask([wish(1), wish(2), wish(3)])
    queue.ask([wish(4), wish(5)])
    assert [w.number for w in queue.take(9)] == [4, 5, 1, 2]


def test_what_is_seen_comes_before_what_may_be_seen():
    queue = WishQueue(capacity=4)
    queue.look_ahead([wish(7), wish(8)])
    queue.look_ahead([wish(8), wish(9)])
    queue.ask([wish(1)])
    assert [w.number for w in queue.take(9)] == [1, 8, 9]


def test_a_wish_that_is_being_served_is_not_taken_twice():
    queue = WishQueue(capacity=4)
    queue.ask([wish(1)])
    taken = queue.take(1)
    queue.ask([wish(1), wish(2)])
    assert [w.number for w in queue.take(9)] == [2]
    queue.done(taken)
    queue.ask([wish(1)])
    assert [w.number for w in queue.take(9)] == [1]


def test_one_reading_is_of_one_size():
    queue = WishQueue(capacity=4)
    queue.ask([wish(1), wish(2, edge=512)])
    assert [w.number for w in queue.take(9)] == [1]
    assert [w.number for w in queue.take(9)] == [2]


def test_a_closed_queue_gives_nothing():
    queue = WishQueue(capacity=4)
    queue.ask([wish(1)])
    queue.close()
    assert queue.take(1) == []


@pytest.mark.qt_log_ignore("Not a JPEG", extend=True)
def test_a_thumbnail_is_decoded_at_the_size_it_is_drawn_at():
    fitted, filled = decode(jpeg(), 184, fill=False), decode(jpeg(), 100, fill=True)
    assert (fitted.width(), fitted.height()) == (184, 104)
    assert (filled.width(), filled.height()) == (178, 100)
    assert decode(jpeg(), 900, fill=False).width() == 256
    assert decode(b"rubbish", 100, fill=True).isNull()


def test_the_large_one_is_taken_where_the_small_one_would_blur():
    assert wish_for(1, (1024, 1024), 184, fill=True).edge == 256
    assert wish_for(1, (1024, 1024), 368, fill=True).edge == 512
    assert wish_for(1, (1280, 720), 184, fill=True).edge == 512
    assert wish_for(1, (1280, 720), 184, fill=False).edge == 256
    assert wish_for(1, (None, None), 184, fill=True).edge == 256


def test_pixmaps_arrive_and_are_told_once_a_frame(qtbot, loader):
    told = []
    loader.ready.connect(lambda: told.append(1))
    loader.ask([wish(n) for n in range(40)])
    qtbot.waitUntil(lambda: loader.decoded == 40)
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) < 40
    assert loader.pixmap(3).height() == 144
    assert not loader.lacks(wish(3))
    assert loader.lacks(wish(3, box=300))


def test_the_other_size_is_better_than_nothing(qtbot, loader, thumbnails):
    real = thumbnails.get
    thumbnails.get = lambda numbers, edge: real(numbers, edge) if edge == 256 else {}
    loader.ask([wish(1, edge=512, box=400)])
    qtbot.waitUntil(lambda: loader.pixmap(1) is not None)


@pytest.mark.qt_log_ignore("Not a JPEG", extend=True)
def test_failures_are_remembered_and_told(qtbot, loader, thumbnails):
    thumbnails.holes, thumbnails.broken = {1}, {2}
    missing = []
    loader.missing.connect(missing.append)
    loader.ask([wish(1), wish(2)])
    qtbot.waitUntil(lambda: len(missing) == 2)
    assert sorted(missing) == [1, 2]
    assert not loader.lacks(wish(1))
    thumbnails.holes.clear()
    with qtbot.waitSignal(loader.ready):
        loader.forget([1])
    loader.ask([wish(1)])
    qtbot.waitUntil(lambda: loader.pixmap(1) is not None)


def test_a_cure_that_fails_does_not_go_on_for_ever(qtbot, loader, thumbnails):
    thumbnails.holes = {1}
    missing = []
    loader.missing.connect(missing.append)
    for _again in range(TOLD + 2):
        loader.forget([1])
        loader.ask([wish(1)])
        qtbot.waitUntil(lambda: loader.has_failed(1))
    assert missing == [1] * TOLD


def test_no_more_is_kept_than_allowed(qtbot, thumbnails):
    loader = ThumbnailLoader(thumbnails, megabytes=1)
    loader.ask([wish(n) for n in range(60)])
    qtbot.waitUntil(lambda: loader.decoded == 60)
    assert loader._bytes <= 1024 * 1024
    assert 0 < len(loader._kept) < 60
    loader.close()


def test_a_store_that_fails_does_not_stop_the_loading(qtbot, loader, thumbnails, caplog):
    real, thumbnails.get = thumbnails.get, None
    loader.ask([wish(1)])
    qtbot.waitUntil(lambda: loader.has_failed(1))
    thumbnails.get = real
    loader.ask([wish(2)])
    qtbot.waitUntil(lambda: loader.pixmap(2) is not None)
