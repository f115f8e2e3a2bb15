"""How long what waits will take."""

import pytest

from ideogram_desk.engine.pace import Pace


def test_nothing_is_told_while_nothing_is_known():
    assert Pace().estimate([("V_2", "", 3)], 5) is None


def test_nothing_left_takes_no_time():
    assert Pace().estimate([], 5) == 0


def test_pictures_share_the_places():
    pace = Pace()
    pace.learn("V_2", "", 10)
    assert pace.estimate([("V_2", "", 20)], 5) == 40


def test_no_picture_is_made_faster_by_more_places():
    pace = Pace()
    pace.learn("V_2", "", 10)
    assert pace.estimate([("V_2", "", 1)], 5) == 10


def test_each_model_and_speed_has_its_own_pace():
    pace = Pace()
    pace.learn("ideogram-3", "turbo", 4)
    pace.learn("ideogram-3", "quality", 20)
    pace.learn("V_2", "", 10)
    waiting = [("ideogram-3", "turbo", 5), ("ideogram-3", "quality", 1), ("V_2", "", 1)]
    assert pace.estimate(waiting, 1) == 50


def test_a_pace_not_seen_yet_is_taken_from_its_kin():
    pace = Pace()
    pace.learn("ideogram-3", "turbo", 4)
    pace.learn("V_2", "", 10)
    assert pace.seconds("ideogram-3", "quality") == 4
    assert pace.seconds("V_2A", "") == 7


def test_no_speed_is_the_models_own():
    pace = Pace()
    pace.learn("ideogram-3", None, 6)
    pace.learn("ideogram-3", "turbo", 2)
    assert pace.seconds("ideogram-3", "default") == pytest.approx(6)
    assert pace.seconds("ideogram-3", "") == pytest.approx(6)


def test_the_last_pictures_count_and_one_slow_one_does_not_rule_them():
    pace = Pace()
    for _ in range(30):
        pace.learn("V_2", "", 100)
    for seconds in [10] * 19 + [500]:
        pace.learn("V_2", "", seconds)
    assert pace.seconds("V_2", "") == 10


def test_what_the_library_knows_comes_newest_first():
    pace = Pace()
    pace.learn_all([("V_2", "", 5.0)] * 20 + [("V_2", "", 50.0)] * 20)
    assert pace.seconds("V_2", "") == 5
