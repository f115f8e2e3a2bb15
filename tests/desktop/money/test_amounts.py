"""Dollars as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideogram_desk.desktop.money.amounts import micros_of, typed


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("0.06", 60_000),
        (" $20 ", 20_000_000),
        ("20$", 20_000_000),
        ("0,06", 60_000),
        ("0,060", 60_000),
        (".5", 500_000),
        ("5.", 5_000_000),
        ("1,000", 1_000_000_000),
        ("1,250.50", 1_250_500_000),
        ("0", 0),
        ("0.000001", 1),
        ("1000000", 1_000_000_000_000),
    ],
)
def test_an_amount_is_understood(text, micros):
    assert micros_of(text) == micros


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write an amount"),
        ("twenty", "Write an amount"),
        ("-1", "Write an amount"),
        ("1e3", "Write an amount"),
        ("1.2.3", "Write an amount"),
        ("1,00,0", "Write an amount"),
        ("٢٠", "Write an amount"),
        ("nan", "Write an amount"),
        (".", "Write an amount"),
        ("1000000.01", "more than"),
        ("0.0000001", "six digits"),
    ],
)
def test_what_is_no_amount_is_told_in_a_sentence(text, said):
    with pytest.raises(ValueError, match=said):
        micros_of(text)


@given(st.integers(0, 10**12))
def test_what_a_field_shows_is_read_back_as_the_same_amount(micros):
    assert micros_of(typed(micros)) == micros


@pytest.mark.parametrize(
    ("micros", "shown"),
    [(60_000, "0.06"), (20_000_000, "20.00"), (8_000, "0.008"), (1, "0.000001")],
)
def test_a_field_shows_all_digits_that_an_amount_has(micros, shown):
    assert typed(micros) == shown
