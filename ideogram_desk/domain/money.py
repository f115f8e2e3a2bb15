"""Money: what a picture costs, what is set aside and spent, and how much may be.

All amounts are whole millionths of a dollar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from ideogram_desk.domain import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ideogram_desk.domain.request import Request

WITH_INPUTS = "+inputs"


def price_key(model: str, speed: str = "", *, inputs: bool = False) -> str:
    """How the table names a price: "V_2", "ideogram-4:turbo", "ideogram-4-6:medium+inputs"."""
    return f"{model}{':' if speed else ''}{speed}{WITH_INPUTS if inputs else ''}"


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of the price table."""

    key: str
    model: str
    speed: str
    inputs: bool  # with input pictures
    published: int  # as the catalogue has it
    price: int  # as it is reckoned with


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of one picture, as published or as the user has changed it, and as of which day."""

    changed: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    as_of: date = catalogue.PRICES_AS_OF

    def each(self, request: Request) -> int:
        """The price of one picture of a checked request."""
        model = catalogue.get(request.model)
        speed = request.speed or model.default_speed
        inputs = bool(request.references) and speed in model.reference_prices
        published = (model.reference_prices if inputs else model.prices)[speed]
        return self.changed.get(price_key(model.id, speed, inputs=inputs), published)

    def of(self, request: Request) -> int:
        """The price of a whole checked request."""
        return self.each(request) * request.count

    def lines(self) -> Iterator[PriceLine]:
        """The whole table, model by model."""
        for model in catalogue.MODELS:
            for inputs, prices in ((False, model.prices), (True, model.reference_prices)):
                for speed, published in prices.items():
                    key = price_key(model.id, speed, inputs=inputs)
                    price = self.changed.get(key, published)
                    yield PriceLine(key, model.id, speed, inputs, published, price)


PUBLISHED = Prices()


@dataclass(frozen=True, slots=True)
class Spend:
    """What was charged on one local day for one model, without the sandbox's play money."""

    day: date
    model: str
    charged: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Balance:
    """The ledger's accounts: each job's money is in exactly one of them at any time.

    `reserved` is set aside for what is queued or under way, `charged` is paid, `unsure` may have
    been paid, `released` was set aside and given back.
    """

    reserved: int = 0
    charged: int = 0
    unsure: int = 0
    released: int = 0
