"""The price table: every model has its prices, and the user's own take the place of published ones."""

from __future__ import annotations

from datetime import date

import pytest

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.money import PUBLISHED, Prices, price_key
from ideogram_desk.domain.request import Request, checked


def request(**fields):
    return checked(Request(prompt="a fox", **fields))


@pytest.mark.parametrize(
    ("model", "speed", "inputs", "key"),
    [
        ("V_2", "", False, "V_2"),
        ("ideogram-4", "turbo", False, "ideogram-4:turbo"),
        ("ideogram-4-5", "high", True, "ideogram-4-5:high+inputs"),
    ],
)
def test_a_price_is_named_by_model_speed_and_input_pictures(model, speed, inputs, key):
    assert price_key(model, speed, inputs=inputs) == key


def test_the_table_has_one_line_for_every_price_of_the_catalogue():
    lines = list(PUBLISHED.lines())
    assert len({line.key for line in lines}) == len(lines)
    assert len(lines) == sum(len(m.prices) + len(m.reference_prices) for m in catalogue.MODELS)
    assert all(line.price == line.published > 0 for line in lines)


@pytest.mark.parametrize("line", tuple(PUBLISHED.lines()), ids=lambda line: line.key)
def test_every_line_is_what_a_request_of_its_kind_costs(line):
    model = catalogue.get(line.model)
    references = ("a.png",) if line.inputs else ()
    asked = Request(prompt="a fox", model=model.id, speed=line.speed, references=references)
    changed = Prices({line.key: 123})
    assert PUBLISHED.each(asked) == line.published
    assert changed.each(asked) == 123


def test_a_request_costs_its_price_for_each_of_its_pictures():
    asked = request(model="V_2", count=3)
    assert PUBLISHED.of(asked) == 3 * PUBLISHED.each(asked) == 240_000


def test_a_request_without_a_speed_costs_the_usual_one():
    asked = request(model="ideogram-4")
    assert Prices({"ideogram-4:default": 7}).each(asked) == 7


def test_input_pictures_cost_more_only_where_the_table_says_so():
    with_inputs = Request(prompt="x", model="ideogram-4-5", speed="high", references=("a.png",))
    plain = Request(prompt="x", model="ideogram-4-5", speed="high")
    style = Request(prompt="x", model="ideogram-3", references=("a.png",))
    assert (PUBLISHED.each(with_inputs), PUBLISHED.each(plain)) == (220_000, 100_000)
    assert PUBLISHED.each(style) == 60_000


def test_a_changed_price_stands_beside_the_published_one_and_leaves_the_others():
    prices = Prices({"V_2": 70_000}, date(2026, 12, 3))
    lines = {line.key: line for line in prices.lines()}
    assert (lines["V_2"].price, lines["V_2"].published) == (70_000, 80_000)
    assert all(line.price == line.published for key, line in lines.items() if key != "V_2")


def test_a_price_may_be_nothing():
    assert Prices({"V_2": 0}).of(request(model="V_2", count=8)) == 0


def test_a_price_of_a_model_that_is_not_known_does_no_harm():
    prices = Prices({"ideogram-9:warp": 1})
    assert list(prices.lines()) == list(PUBLISHED.lines())
