"""When an API in trouble is left alone, and when it is believed again."""

from ideogram_desk.engine.breaker import UNREACHABLE, UNSURE, Breaker


def test_two_unsure_outcomes_within_a_minute_open_it():
    breaker = Breaker()
    breaker.unsure(0)
    assert not breaker.is_open
    breaker.unsure(59)
    assert breaker.reason == UNSURE


def test_two_unsure_outcomes_far_apart_do_not():
    breaker = Breaker()
    breaker.unsure(0)
    breaker.unsure(61)
    assert not breaker.is_open


def test_two_jobs_that_did_not_get_there_open_it():
    breaker = Breaker()
    breaker.unreachable("a")
    breaker.unreachable("a")  # the same one, tried again, may be to blame itself
    assert not breaker.is_open
    breaker.unreachable("b")
    assert breaker.reason == UNREACHABLE


def test_an_answer_in_between_is_a_sign_of_life():
    breaker = Breaker()
    breaker.unreachable("a")
    breaker.answered()
    breaker.unreachable("b")
    assert not breaker.is_open


def opened():
    breaker = Breaker()
    breaker.unsure(0)
    breaker.unsure(1)
    return breaker


def test_it_takes_two_answers_in_a_row_to_close_it():
    breaker = opened()
    for answers, is_open in ((True, True), (False, True), (True, True), (True, False)):
        breaker.looked(answers=answers)
        assert breaker.is_open is is_open


def test_the_looks_grow_rarer_and_after_an_answer_the_next_comes_soon():
    breaker = opened()
    waits = []
    for _ in range(7):
        waits.append(breaker.next_look())
        breaker.looked(answers=False)
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    breaker.looked(answers=True)
    assert breaker.next_look() == 2


def test_once_closed_it_takes_as_much_again_to_open_it():
    breaker = opened()
    breaker.looked(answers=True)
    breaker.looked(answers=True)
    breaker.unsure(2)
    assert not breaker.is_open
    breaker.unreachable("a")
    assert not breaker.is_open
