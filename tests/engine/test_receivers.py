"""How fast one receiver of callbacks may be called."""

from ideogram_desk.engine.receivers import Receiver


def test_two_calls_at_a_time():
    receiver = Receiver()
    receiver.begins("a", 0, late=False)
    assert receiver.may_begin(0)
    receiver.begins("b", 0, late=False)
    assert not receiver.may_begin(0)
    receiver.ended("a", 1, well=True)
    assert receiver.may_begin(1)


def failing(times):
    receiver = Receiver()
    for n in range(times):
        receiver.begins(str(n), 0, late=False)
        receiver.ended(str(n), 0, well=False)
    return receiver


def test_after_five_failures_it_is_probed_every_five_minutes_one_call_at_a_time():
    assert failing(4).may_begin(0)
    receiver = failing(5)
    assert not receiver.may_begin(299)
    assert receiver.may_begin(300)
    receiver.begins("probe", 300, late=False)
    assert not receiver.may_begin(900)
    receiver.ended("probe", 310, well=False)
    assert not receiver.may_begin(609)
    assert receiver.may_begin(610)


def test_one_call_that_works_brings_it_back():
    receiver = failing(5)
    receiver.begins("probe", 300, late=False)
    receiver.ended("probe", 300, well=True)
    assert receiver.may_begin(300)
    assert not receiver.is_dead


def test_what_is_long_due_is_spread_out():
    receiver = Receiver()
    receiver.begins("a", 0, late=True)
    receiver.ended("a", 0.01, well=True)
    assert not receiver.may_begin(0.1)
    assert receiver.may_begin(0.2)


def test_the_users_change_gives_a_dead_one_a_new_chance():
    receiver = failing(7)
    receiver.forgive()
    assert receiver.may_begin(0)
