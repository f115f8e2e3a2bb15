"""When a callback that failed is tried again."""

import pytest

from ideogram_desk.engine.delivery_schedule import HOUR, MINUTE, WAITS, wait_after

MIDDLE = 0.5  # no jitter


def test_ten_tries_over_about_three_days():
    waits = [wait_after(tries, MIDDLE) for tries in range(1, 10)]
    assert waits == [
        5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
    ]  # fmt: skip
    assert 3 * 24 * HOUR < sum(waits) < 3.5 * 24 * HOUR


def test_the_tenth_failure_is_the_last():
    assert len(WAITS) == 10
    assert wait_after(10, MIDDLE) is None
    assert wait_after(11, MIDDLE, 5.0) is None


def test_chance_spreads_the_wait_by_a_fifth_either_way():
    assert (wait_after(2, 0.0), wait_after(2, 1.0)) == pytest.approx((240, 360))


def test_a_receiver_can_ask_for_more_time_but_not_for_less():
    assert wait_after(1, MIDDLE, 90.0) == 90
    assert wait_after(2, MIDDLE, 1.0) == 300


def test_what_it_asks_for_is_capped_at_a_day():
    assert wait_after(1, MIDDLE, 1e9) == 24 * HOUR
    assert wait_after(1, MIDDLE, float("inf")) == 24 * HOUR
    assert wait_after(1, MIDDLE, float("nan")) == 5
    assert wait_after(1, MIDDLE, -7.0) == 5
