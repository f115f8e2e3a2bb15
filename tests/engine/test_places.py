"""How many places there are after refusals and successes."""

from ideogram_desk.engine.places import Places


def test_the_user_says_how_many_there_are():
    places = Places(8)
    assert (places.most, places.now) == (8, 8)


def test_a_refusal_halves_them_down_to_one():
    places = Places(8)
    seen = []
    for time in range(5):
        places.refused(sent_at=time, time=time, wait=0)
        seen.append(places.now)
    assert seen == [4, 2, 1, 1, 1]


def test_a_burst_of_refusals_halves_them_once():
    places = Places(8)
    for time in (10.0, 10.1, 10.2):
        places.refused(sent_at=9.0, time=time, wait=0)
    assert places.now == 4
    places.refused(sent_at=10.05, time=11.0, wait=0)  # sent after the shrinking: it is news
    assert places.now == 2


def test_they_grow_by_one_after_as_many_successes_as_there_are():
    places = Places(5)
    places.refused(sent_at=0, time=0, wait=0)
    seen = []
    for _ in range(9):
        places.took(sent_at=9)
        seen.append(places.now)
    assert seen == [2, 3, 3, 3, 4, 4, 4, 4, 5]
    places.took(sent_at=9)
    assert places.now == 5


def test_what_was_sent_before_the_shrinking_is_no_success_of_the_fewer():
    places = Places(8)
    places.refused(sent_at=0, time=1, wait=0)
    for _ in range(4):
        places.took(sent_at=0.5)
    assert places.now == 4


def test_a_refusal_between_successes_starts_the_count_anew():
    places = Places(5)
    places.refused(sent_at=0, time=0, wait=0)
    places.took(sent_at=9)
    places.refused(sent_at=1, time=1, wait=0)
    places.refused(sent_at=2, time=2, wait=0)
    places.took(sent_at=9)
    assert places.now == 2


def test_the_rest_is_as_long_as_asked_for_but_no_longer_than_a_minute():
    places = Places(5)
    places.refused(sent_at=0, time=100, wait=7)
    assert places.rests_until == 107
    places.refused(sent_at=0, time=101, wait=2)  # a shorter one does not end it sooner
    assert places.rests_until == 107
    places.refused(sent_at=0, time=102, wait=3600)
    assert places.rests_until == 162


def test_a_smaller_pool_counts_at_once_and_a_larger_one_is_grown_into():
    places = Places(8)
    places.refused(sent_at=0, time=0, wait=0)
    places.most = 3
    assert places.now == 3
    places.refused(sent_at=1, time=1, wait=0)
    places.most = 10
    assert places.now == 1
