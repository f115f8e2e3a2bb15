"""What the text in the search box could go on with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ideogram_desk.domain.search_filters import (
    FILTERS,
    LABELS,
    STATES,
    model_name,
    quoted,
)
from ideogram_desk.domain.search_values import Completion, Option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ideogram_desk.domain.search_values import Vocabulary

MOST = 12
_PIECE = re.compile(r'(-?)(?:([^\W\d_]+):("[^"]*"?|[^\s"]*)|([^\s"]+))')
_OFFERED = {
    "rating": (">=3", ">=4", "5", "none"),
    "before": ("today", "yesterday", "7d", "30d"),
    "after": ("today", "yesterday", "7d", "30d", "1y"),
    "on": ("today", "yesterday"),
    "size": (">1mb", ">2mb", ">5mb", "<1mb"),
    "is": tuple(STATES),
    "label": LABELS[1:] + LABELS[:1],
}

Values = "Iterable[tuple[str, str, str]]"  # as written behind the colon, label, detail


def complete(text: str, cursor: int, vocabulary: Vocabulary) -> Completion:
    """What could stand where the cursor is; no options where nothing is being written."""
    for piece in _PIECE.finditer(text):
        if piece.start() < cursor <= piece.end():
            minus, name, value, word = piece.groups()
            options = (
                _words(minus, word, vocabulary)
                if name is None
                else _values(minus, name.casefold(), value.strip('"'), vocabulary)
            )
            found = tuple(option for option in options if option.text.strip() != piece[0])
            return Completion(piece.start(), piece.end(), found[:MOST])
    return Completion(cursor, cursor)


def _words(minus: str, word: str, vocabulary: Vocabulary) -> Iterator[Option]:
    begun = word.casefold()
    for one in FILTERS.values():
        if one.name.startswith(begun):
            yield Option(f"{minus}{one.name}:", f"{minus}{one.name}:", one.label)
    for name in ("tag", "campaign", "collection", "model", "style", "is"):
        for written, label, detail in _known(name, vocabulary):
            if label.casefold().startswith(begun):
                text = f"{minus}{name}:{written}"
                yield Option(f"{text} ", text, detail or FILTERS[name].label)


def _values(minus: str, name: str, begun: str, vocabulary: Vocabulary) -> list[Option]:
    begun = begun.casefold()
    first, second = [], []
    for written, label, detail in _known(name, vocabulary):
        option = Option(f"{minus}{name}:{written} ", f"{minus}{name}:{written}", detail)
        if label.casefold().startswith(begun) or written.casefold().startswith(begun):
            first.append(option)
        elif begun in label.casefold():
            second.append(option)
    return first + second


def _known(name: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """What a filter can take: as written behind its colon, as it is called, and a word on it."""
    match name:
        case "tag":
            for tag, count in vocabulary.tags:
                yield quoted(tag), tag, f"{count:,} picture{'' if count == 1 else 's'}"
        case "model":
            for model in vocabulary.models:
                yield quoted(model_name(model)), model_name(model), ""
        case "style":
            yield from ((quoted(style), style, "") for style in vocabulary.styles)
        case "aspect":
            yield from ((aspect, aspect, "") for aspect in vocabulary.aspects)
        case "campaign":
            yield from ((quoted(one), one, "") for one in vocabulary.campaigns)
        case "collection":
            yield from ((quoted(one), one, "") for one in vocabulary.collections)
        case _:
            yield from ((one, one, "") for one in _OFFERED.get(name, ()))
