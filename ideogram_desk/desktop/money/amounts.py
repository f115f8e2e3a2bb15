"""Dollars as people type them, and as a field shows them."""

from __future__ import annotations

import re
from decimal import Decimal

MOST = 1_000_000  # dollars
_MICROS = 1_000_000
_PLACES = 6  # a millionth of a dollar is the least that is reckoned with
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?", re.ASCII)
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+", re.ASCII)

_NO_AMOUNT = "Write an amount in dollars, as 0.06 or 20."
_TOO_MUCH = f"That is more than {MOST:,} dollars."
_TOO_FINE = "A millionth of a dollar is the least: six digits after the point."


def micros_of(text: str) -> int:
    """Millionths of a dollar: "0.06", "$20", "0,06" and "1,000" are understood.

    Raises ValueError with a plain sentence.
    """
    said = text.strip().removeprefix("$").removesuffix("$").strip()
    if _GROUPED.fullmatch(said):
        said = said.replace(",", "")
    if not _PLAIN.fullmatch(said):
        raise ValueError(_NO_AMOUNT)
    amount = Decimal(said.replace(",", "."))
    if amount > MOST:
        raise ValueError(_TOO_MUCH)
    micros = amount * _MICROS
    if micros != int(micros):
        raise ValueError(_TOO_FINE)
    return int(micros)


def typed(micros: int) -> str:
    """An amount for a field: "0.06", "20.00", "0.008"; all digits that it has, two at the least."""
    whole, rest = divmod(micros, _MICROS)
    digits = f"{rest:0{_PLACES}d}".rstrip("0").ljust(2, "0")
    return f"{whole}.{digits}"
