"""The comparison of the sent and the returned prompt."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ideogram_desk.desktop.inspector.diff import MOST_WORDS, pieces


def added(sent, returned):
    return [piece.text.strip() for piece in pieces(sent, returned) if piece.added]


def test_only_the_added_words_are_marked():
    assert added("a red tram", "a bright red tram at dusk") == ["bright", "at dusk"]


def test_case_and_punctuation_around_a_word_are_no_addition():
    assert added("a red tram, at dusk", "A red tram at dusk.") == []


def test_an_equal_prompt_has_nothing_added_and_none_has_no_pieces():
    assert added("a tram", "a tram") == []
    assert pieces("a tram", "") == ()


def test_an_endless_prompt_is_not_compared():
    long = "word " * (MOST_WORDS + 1)
    assert added("a", long) == []
    assert pieces("a", long)[0].text == long


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_pieces_together_are_the_returned_prompt(sent, returned):
    found = pieces(sent, returned)
    assert "".join(piece.text for piece in found) == returned or not returned.split()
