"""The keys for stars, flags and labels, as a table."""

from types import SimpleNamespace

import pytest

from ideogram_desk.desktop.gallery.culling import Culling, culling_of
from ideogram_desk.domain.change import Flag, Label, Rate


@pytest.mark.parametrize(
    ("keys", "change", "goes_on"),
    [
        ("0", Rate((7,), 0), False),
        ("5", Rate((7,), 5), False),
        ("Shift+3", Rate((7,), 3), True),
        ("X", Flag((7,), -1), True),
        ("P", Flag((7,), 1), False),
        ("U", Flag((7,), 0), False),
        ("6", Label((7,), 1), False),
        ("9", Label((7,), 4), False),
    ],
)
def test_a_key_is_a_change_to_the_picture(keys, change, goes_on):
    assert culling_of(keys, SimpleNamespace(number=7, label=0)) == Culling(change, goes_on)


def test_the_same_label_again_takes_it_away():
    asked = culling_of("7", SimpleNamespace(number=7, label=2))
    assert asked.change == Label((7,), 0)


@pytest.mark.parametrize("keys", ["", "A", "Left", "Ctrl+3", "Shift+X", "Shift+7", "Shift+", "01"])
def test_other_keys_are_none(keys):
    assert culling_of(keys, SimpleNamespace(number=7, label=0)) is None
