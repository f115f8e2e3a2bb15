"""What was spent, by day and by model."""

from __future__ import annotations

from datetime import date, timedelta

from ideogram_desk.desktop.money.spending import axis_words, gathered, series_words
from ideogram_desk.domain.money import Spend

TODAY = date(2026, 11, 21)


def spent(ago, model, charged, pictures=1):
    return Spend(TODAY - timedelta(days=ago), model, charged, pictures)


def test_every_day_of_the_range_has_a_bar_and_the_last_is_today():
    spending = gathered([spent(3, "V_2", 80_000)], TODAY, 7)
    assert [day.day for day in spending.days] == [TODAY - timedelta(days=6 - i) for i in range(7)]
    assert [day.amount for day in spending.days] == [0, 0, 0, 80_000, 0, 0, 0]


def test_only_what_was_spent_in_the_range_is_counted():
    spend = [spent(7, "V_2", 1), spent(6, "V_2", 10), spent(0, "V_2", 100), spent(-1, "V_2", 1000)]
    spending = gathered(spend, TODAY, 7)
    assert spending.charged == 110
    assert sum(day.amount for day in spending.days) == 110


def test_four_models_have_a_colour_and_the_rest_are_one_slice():
    spend = [spent(0, model, charged, 2) for charged, model in enumerate("abcdef", 10)]
    spending = gathered(spend, TODAY, 7)
    assert spending.order == ("f", "e", "d", "c")
    (*_, today) = spending.days
    assert [(s.series, s.amount, s.note) for s in today.slices] == [
        ("f", 15, "2 images"),
        ("e", 14, "2 images"),
        ("d", 13, "2 images"),
        ("c", 12, "2 images"),
        ("", 21, "4 images"),
    ]
    assert [model.model for model in spending.models] == list("fedcba")


def test_no_model_changes_its_colour_with_the_range():
    spend = [spent(60, "old", 1000), spent(0, "new", 1), spent(0, "newer", 2)]
    assert gathered(spend, TODAY, 7).order == gathered(spend, TODAY, 90).order
    assert [one.model for one in gathered(spend, TODAY, 7).models] == ["newer", "new"]


def test_models_and_amounts_are_said_as_people_say_them():
    assert series_words("V_2_TURBO") == "2 Turbo"
    assert series_words("ideogram-9") == "ideogram-9"
    assert series_words("") == "Other models"
    assert [axis_words(each) for each in (5_000_000, 500_000, 0)] == ["$5", "$0.50", "$0"]
