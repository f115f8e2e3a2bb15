"""The search box's language: words, "phrases", *parts and filters, read without ever failing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ideogram_desk.domain.search_completion import complete
from ideogram_desk.domain.search_filters import FILTERS, Unclear, Unfinished, closest, quoted
from ideogram_desk.domain.search_values import (
    Chip,
    Completion,
    Facet,
    Facets,
    Found,
    Group,
    Grouping,
    Option,
    Problem,
    SavedSearch,
    Search,
    Sort,
    Term,
    View,
    Vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

__all__ = [
    "Chip",
    "Completion",
    "Facet",
    "Facets",
    "Found",
    "Group",
    "Grouping",
    "Option",
    "Problem",
    "SavedSearch",
    "Search",
    "Sort",
    "Term",
    "View",
    "Vocabulary",
    "chip_of",
    "complete",
    "parse",
    "quoted",
    "toggle",
    "with_filter",
    "without",
]

MOST_WORDS = 200  # of a text; more does not find less
LEAST_PART = 3  # letters
_TOKEN = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[^\W\d_]+):(?P<value>"[^"]*"?|[^\s"]*)'
    r'|(?P<phrase>"[^"]*"?)|(?P<word>[^\s"]+))'
)
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")


def parse(text: str, today: date) -> Search:
    """What a text asks for. Never raises: what is not understood becomes a problem."""
    text = _NOT_TEXT.sub(" ", text)
    terms: list[Term] = []
    chips: list[Chip] = []
    words: list[Chip] = []
    problems: list[Problem] = []
    for token in _TOKEN.finditer(text):
        is_last = token.end() == len(text)
        try:
            found = _understood(token, today, is_last=is_last)
        except Unclear as unclear:
            problems.append(Problem(token[0], str(unclear), token.start(), token.end()))
            continue
        except Unfinished:
            continue
        if found is None:
            continue
        term, label = found
        if term.kind == "word" and sum(one.kind == "word" for one in terms) >= MOST_WORDS:
            continue
        terms.append(term)
        chip = Chip(token[0], label, token.start(), token.end(), term.negated)
        plain = term.kind == "word" and not term.negated and token["phrase"] is None
        (words if plain else chips).append(chip)
    return Search(text, tuple(terms), tuple(chips), tuple(problems), tuple(words))


def _understood(token: re.Match[str], today: date, *, is_last: bool) -> tuple[Term, str] | None:
    """The term that a token is, and how it is told. Raises Unclear, Unfinished."""
    negated = bool(token["minus"])
    name = (token["name"] or "").casefold()
    if not name or _is_plain(name, token["value"]):
        return _word(token, negated=negated, is_last=is_last)
    if name not in FILTERS:
        raise Unclear(f"There is no filter “{token['name']}:”.{closest(name)}")
    value = token["value"]
    growing = is_last and not (value.startswith('"') and value.endswith('"') and len(value) > 1)
    term, label = FILTERS[name].read(value.strip('"').strip(), today, growing)
    if negated:
        return _negative(term), f"Not {label[0].lower()}{label[1:]}"
    return term, label


def _is_plain(name: str, value: str) -> bool:
    """Whether a colon only stands in prose: "Title: the fox", "https://"."""
    return name not in FILTERS and (not value.strip('"') or value.startswith("//"))


def _negative(term: Term) -> Term:
    return Term(term.kind, term.values, True, term.growing, term.low, term.high)


def _word(token: re.Match[str], *, negated: bool, is_last: bool) -> tuple[Term, str] | None:
    written = token[0].removeprefix("-") if negated else token[0]
    text = written.strip('"*').strip()
    if not any(letter.isalnum() for letter in text):
        return None
    not_ = "Not " if negated else ""
    if written.startswith("*"):
        if len(text) < LEAST_PART:
            if is_last:
                raise Unfinished
            raise Unclear(f"A part of a word needs at least {LEAST_PART} letters: “{written}”.")
        return Term("part", (text,), negated), f"{not_}…{text}…"
    if token["phrase"] is not None:
        # A phrase that is still open may go on.
        growing = is_last and not (written.endswith('"') and len(written) > 1)
        return Term("word", (text,), negated, growing), f"{not_}“{text}”"
    growing = written.endswith("*") or (is_last and (text[-1].isalnum() or text[-1] == "_"))
    return Term("word", (text,), negated, growing), f"{not_}{text}"


# --- changing a text ------------------------------------------------------------------------------


def without(text: str, chip: Chip | Problem) -> str:
    """The text without what a chip or problem of its was made of."""
    before, after = text[: chip.start].rstrip(), text[chip.end :].lstrip()
    return f"{before} {after}" if before and after else before or after


def with_filter(text: str, filter_text: str) -> str:
    """The text with a filter at its end, and not its opposite; as it was if it has it already."""
    if chip_of(text, filter_text) is not None:
        return text
    opposite = filter_text[1:] if filter_text.startswith("-") else f"-{filter_text}"
    if (other := chip_of(text, opposite)) is not None:
        text = without(text, other)
    # The space says that it is whole: what comes next is a word of its own.
    return f"{text.rstrip()} {filter_text} ".lstrip()


def toggle(text: str, filter_text: str) -> str:
    """The text with a filter, or without it where it has it."""
    chip = chip_of(text, filter_text)
    return with_filter(text, filter_text) if chip is None else without(text, chip)


def chip_of(text: str, filter_text: str) -> Chip | None:
    """The part of a text that says the same as a filter does."""
    wanted = next(_said(filter_text), None)
    if wanted is None:
        return None
    for token in _TOKEN.finditer(text):
        if next(_said(token[0]), None) == wanted:
            return Chip(token[0], filter_text, token.start(), token.end(), wanted[0])
    return None


def _said(text: str) -> Iterator[tuple[bool, str, str]]:
    for token in _TOKEN.finditer(text):
        value = (token["value"] or "").strip('"').strip().casefold()
        yield bool(token["minus"]), (token["name"] or token[0]).casefold(), value
