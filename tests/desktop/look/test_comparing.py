"""Whose turn it is: taking turns, swapping, choosing, and pictures that leave."""

from ideogram_desk.desktop.look.comparing import Comparison


def test_up_to_four_are_all_shown_and_judging_goes_round():
    compared = Comparison.of([5, 4, 3])
    assert compared.shown == [5, 4, 3]
    assert [compared.judged for _ in range(4) if compared.step(1)] == [4, 3, 5, 4]


def test_the_same_picture_is_one_candidate():
    assert Comparison.of([5, 5, 4]).shown == [5, 4]


def test_of_more_the_first_stays_and_the_others_take_turns():
    compared = Comparison.of([9, 8, 7, 6, 5])
    assert (compared.shown, compared.judged) == ([9, 8], 8)
    assert compared.step(1)
    assert compared.shown == [9, 7]
    assert compared.step(-1)
    assert compared.shown == [9, 8]
    assert not compared.step(-1)


def test_after_the_last_one_nothing_comes():
    compared = Comparison.of(range(1, 6))
    assert [compared.step(1) for _ in range(4)] == [True, True, True, False]
    assert compared.shown == [1, 5]


def test_swapped_the_better_one_stays_and_the_turns_go_on():
    compared = Comparison.of([9, 8, 7, 6, 5])
    compared.step(1)
    compared.swap()
    assert compared.shown == [7, 9]
    compared.step(1)
    assert compared.shown == [7, 6]


def test_the_pair_is_the_first_one_and_the_one_being_judged():
    compared = Comparison.of([1, 2, 3])
    assert compared.pair() == (1, 2)
    compared.focus(-1)
    assert compared.pair() == (1, 3)


def test_a_candidate_chosen_takes_the_judged_ones_place():
    compared = Comparison.of([9, 8, 7, 6, 5])
    compared.choose(5)
    assert compared.shown == [9, 5]
    compared.choose(9)
    assert compared.judged == 9
    compared.choose(1000)
    assert compared.shown == [9, 5]


def test_others_take_the_place_of_those_that_left():
    compared = Comparison.of([9, 8, 7, 6, 5])
    compared.step(1)
    compared.drop([7, 9])
    assert compared.candidates == [8, 6, 5]
    assert compared.shown == [8, 6]
    compared.step(1)
    assert compared.shown == [8, 5]


def test_the_one_being_judged_stays_so_when_another_leaves():
    compared = Comparison.of([1, 2, 3, 4])
    compared.active = 2
    compared.drop([1])
    assert (compared.shown, compared.judged) == ([2, 3, 4], 3)


def test_with_one_left_it_is_over():
    compared = Comparison.of([1, 2, 3])
    compared.drop([3])
    assert not compared.is_over
    compared.drop([1])
    assert compared.is_over
