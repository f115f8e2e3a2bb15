"""What was spent, gathered by day and by model for the eye. No Qt."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ideogram_desk.desktop import words
from ideogram_desk.desktop.money.chart_layout import Day, Slice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ideogram_desk.domain.money import Spend

RANGES = (7, 30, 90)  # days
COLOURED = 4  # models with a colour of their own; the others are one series, ""
OTHERS = "Other models"


@dataclass(frozen=True, slots=True)
class ModelSpend:
    """One model's sum over the days shown."""

    model: str
    charged: int  # millionths of a dollar
    pictures: int


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent in the last `days` local days, up to and with `today`."""

    days: tuple[Day, ...]
    order: tuple[str, ...]  # the series that have a colour, the most paid for first
    models: tuple[ModelSpend, ...]  # the most paid for first

    @property
    def charged(self) -> int:
        return sum(each.charged for each in self.models)

    @property
    def pictures(self) -> int:
        return sum(each.pictures for each in self.models)


def gathered(spend: Sequence[Spend], today: date, days: int) -> Spending:
    """The last `days` of a longer list.

    The colours go by the whole list, so that no model changes its colour with the range.
    """
    order = tuple(each.model for each in _by_model(spend))[:COLOURED]
    first = today - timedelta(days=days - 1)
    shown = [each for each in spend if first <= each.day <= today]
    slices: dict[date, dict[str, list[Spend]]] = defaultdict(lambda: defaultdict(list))
    for each in shown:
        slices[each.day][each.model if each.model in order else ""].append(each)
    series = (*order, "")
    bars = []
    for step in range(days):
        day = first + timedelta(days=step)
        here = slices.get(day, {})
        bars.append(Day(day, tuple(_slice(one, here[one]) for one in series if one in here)))
    return Spending(tuple(bars), order, _by_model(shown))


def _slice(series: str, spend: Sequence[Spend]) -> Slice:
    pictures = sum(each.pictures for each in spend)
    return Slice(series, sum(each.charged for each in spend), words.counted(pictures, "image"))


def _by_model(spend: Sequence[Spend]) -> tuple[ModelSpend, ...]:
    charged: dict[str, int] = defaultdict(int)
    pictures: dict[str, int] = defaultdict(int)
    for each in spend:
        charged[each.model] += each.charged
        pictures[each.model] += each.pictures
    sums = (ModelSpend(model, charged[model], pictures[model]) for model in charged)
    return tuple(sorted(sums, key=lambda one: (-one.charged, one.model)))


def series_words(series: str) -> str:
    return words.model_label(series) if series else OTHERS


def day_words(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def axis_words(micros: int) -> str:
    """A short amount beside a line: "$5", "$0.50"."""
    whole = micros % 1_000_000 == 0
    return f"${micros // 1_000_000:,}" if whole else words.dollars(micros)
