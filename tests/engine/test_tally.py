"""How often a download tells how far it is."""

from ideogram_desk.domain.events import Progress
from ideogram_desk.engine.tally import Tally


def tally(pictures):
    told, time = [], [0.0]
    return Tally("job", pictures, told.append, lambda: time[0]), told, time


def test_ten_events_a_second_at_the_most():
    adding, told, time = tally(1)
    progress = adding.of(0)
    for n in range(1, 1001):
        time[0] = n / 1000
        progress(n, 1000)
    assert 9 <= len(told) <= 10
    assert told[0].received == 100


def test_what_is_there_at_once_is_not_told():
    adding, told, _ = tally(1)
    adding.of(0)(1000, 1000)
    assert told == []


def test_the_pictures_of_a_job_are_added_up():
    adding, told, time = tally(2)
    time[0] = 1.0
    adding.of(0)(10, 100)
    time[0] = 2.0
    adding.of(1)(20, 200)
    assert told == [Progress("job", 10, None), Progress("job", 30, 300)]


def test_a_picture_tried_again_counts_once():
    adding, told, time = tally(1)
    adding.of(0)(90, 100)
    time[0] = 1.0
    adding.of(0)(10, 100)
    assert told == [Progress("job", 10, 100)]


def test_without_a_length_there_is_no_total():
    adding, told, time = tally(1)
    time[0] = 1.0
    adding.of(0)(10, None)
    assert told == [Progress("job", 10, None)]
