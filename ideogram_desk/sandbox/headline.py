"""Headlines found in prompts: what is quoted, what is shouted, else the most telling words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_QUOTED = re.compile(r"[“\"«„]([^”\"»“]{1,60})[”\"»“]|(?<!\w)['‘]([^'’]{1,60})['’](?!\w)")
_SHOUTED = re.compile(r"\b[A-Z][A-Z0-9&]+(?:[ -][A-Z0-9&]{2,})*\b")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_WORDS, _MOST_LETTERS, _LONGEST_WORD = 3, 22, 18

_DULL_WORDS = """
a an and are art as at background based be beautiful bold by clean color colors colour
composition condensed create creative design designed detailed elegant feel flat for from
generate golden graphic high hour hyper illustration image in inspired into is it its large
letters lettering lighting logo look made make mockup modern my of on one or our over painting
photo photograph picture please poster print professional quality realistic render retro saying
says screen screen-print shot showing simple small soft style styled text texture that the their
there this to type typography under vibrant view vintage warm we white wide with word words you
your
"""
_DULL = frozenset(_DULL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Headline:
    lines: tuple[str, ...]  # upper case, one word or two a line
    caption: str


def found_in(prompt: str, number: int, drawable: Callable[[str], bool]) -> Headline:
    """The headline of a prompt; `number` stands in where the prompt has nothing to draw."""
    text = _plain(prompt)
    whole = _drawn(_chosen(text), drawable)
    words = [word if len(word) <= _LONGEST_WORD else word[:16] + "…" for word in whole.split()]
    caption = _caption(text, {word.lower() for word in whole.split()}, drawable)
    if not words:
        return Headline((f"N° {number % 1000}",), caption or "UNTITLED")
    return Headline(_lines(words[:6]), caption)


def _chosen(text: str) -> str:
    if quoted := _QUOTED.search(text):
        said: str = quoted[1] or quoted[2]
        return said
    shouted: list[str] = [words for words in _SHOUTED.findall(text) if len(words) > 2]  # noqa: PLR2004
    if shouted and text.upper() != text:
        return max(shouted, key=len)
    return _telling(text)


def _telling(text: str) -> str:
    """The first phrase that has telling words, cut to what fits a headline."""
    for phrase in re.split(r"[,.;:!?\n—–]", text):
        told = [word for word in _WORD.findall(phrase) if word.lower() not in _DULL]
        chosen: list[str] = []
        for word in told[:_MOST_WORDS]:
            if chosen and len(" ".join([*chosen, word])) > _MOST_LETTERS:
                break
            chosen.append(word)
        if chosen:
            return " ".join(chosen)
    return " ".join(_WORD.findall(text)[:2])


def _lines(words: list[str]) -> tuple[str, ...]:
    upper = [word.upper() for word in words]
    if len(upper) <= _MOST_WORDS:
        return tuple(_with_short_ones_joined(upper))
    half = (len(upper) + 1) // 2
    return " ".join(upper[:half]), " ".join(upper[half:])


def _with_short_ones_joined(words: list[str]) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and min(len(word), len(lines[-1])) <= 2:  # noqa: PLR2004  "Q1", "OF"
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _caption(text: str, taken: set[str], drawable: Callable[[str], bool]) -> str:
    left = _WORD.findall(_drawn(_QUOTED.sub(" ", text), drawable))
    left = [word for word in left if word.lower() not in taken and len(word) < _LONGEST_WORD]
    while left and left[0].lower() in ("a", "an", "the", "of", "and", "with", "in", "for"):
        left.pop(0)
    left = left[:5]
    while left and left[-1].lower() in _DULL:
        left.pop()
    return " ".join(left).upper()


def _drawn(text: str, drawable: Callable[[str], bool]) -> str:
    kept = "".join(letter if letter.isspace() or drawable(letter) else " " for letter in text)
    return " ".join(kept.split())


def _plain(prompt: str) -> str:
    """The prompt's text; of a structured prompt the lettering it asks for and its description."""
    if not prompt.lstrip().startswith("{"):
        return prompt
    try:
        asked: Any = json.loads(prompt)
        elements = asked["compositional_deconstruction"]["elements"]
        lettering = [element["text"] for element in elements if element.get("type") == "text"]
        described: str = asked["high_level_description"]
        return " ".join([f'"{text}"' for text in lettering[:1]] + [described])
    except (ValueError, KeyError, TypeError, AttributeError):
        return prompt
