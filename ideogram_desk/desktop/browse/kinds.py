"""The kinds that pictures are told by in the browse pane: their filters, marks and places; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ideogram_desk.desktop.words import counted
from ideogram_desk.domain.change import LABELS
from ideogram_desk.domain.search import Facet

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS = {
    "is:favorite": "heart",
    "is:picked": "check",
    "is:rejected": "ban",
    "is:exported": "download",
    "is:missing": "file-image",
    "is:unsafe": "eye-off",
    "is:reproduced": "rotate-cw",
    "is:trashed": "trash-2",
}
# What has no live count, but a place where it can be found.
STATES = (
    Facet("is:exported", "Exported", -1),
    Facet("is:reproduced", "Reproduced", -1),
    Facet("is:unsafe", "Withheld as unsafe", -1),
    Facet("is:missing", "File missing", -1),
    Facet("is:trashed", "In the trash", -1),
)
# What a picture can always be: it keeps its place in the list even where none is so.
_ALWAYS = {
    "ratings": (
        *(Facet(f"rating:{stars}", counted(stars, "star"), 0) for stars in range(5, 0, -1)),
        Facet("rating:0", "No rating", 0),
    ),
    "labels": tuple(Facet(f"label:{each}", each.capitalize(), 0) for each in LABELS if each),
    "flags": (
        Facet("is:favorite", "Favorites", 0),
        Facet("is:picked", "Picked", 0),
        Facet("is:rejected", "Rejected", 0),
    ),
}
# By which filter a section's rows are asked for, where each has a value of its own.
_NAMES = {
    "tags": "tag",
    "models": "model",
    "styles": "style",
    "aspects": "aspect",
    "campaigns": "campaign",
    "ratings": "rating",
    "labels": "label",
}
_STARS = re.compile(r"rating:(?:>=)?([0-5])$")


@lru_cache(20_000)
def plain(filter_text: str) -> str:
    """A filter without what makes no difference to it."""
    return filter_text.replace('"', "").casefold()


def filled(key: str, facets: Sequence[Facet]) -> tuple[Facet, ...]:
    """With what a picture can always be in its place."""
    if key not in _ALWAYS:
        return tuple(facets)
    counts = {plain(facet.filter): facet for facet in facets}
    always = [counts.pop(plain(facet.filter), facet) for facet in _ALWAYS[key]]
    return (*always, *counts.values())


def unlisted(key: str, facets: Sequence[Facet], filters: Sequence[str]) -> list[Facet]:
    """Filters of a kind that are on while nothing is found by them: they can be taken out here."""
    name = _NAMES.get(key, "")
    if not name or not filters:
        return []
    listed = {plain(facet.filter) for facet in facets}
    found = {}
    for written in filters:
        which, colon, value = written.removeprefix("-").partition(":")
        asked = plain(f"{which}{colon}{value}")
        if which.casefold() == name and value and asked not in listed and value[0] not in "<>=":
            found[asked] = Facet(f"{name}:{value}", value.strip('"'), -1)
    return list(found.values())


def mark(section: str, facet: Facet) -> str:
    """What is drawn beside it, as `Row.mark` has it."""
    if section == "tags":
        return "tag"
    if section == "ratings" and (stars := _STARS.match(facet.filter)):
        return f"stars {stars[1]}" if stars[1] != "0" else ""
    if section == "labels":
        colour = facet.filter.partition(":")[2].casefold()
        return f"label {LABELS.index(colour)}" if colour in LABELS else "label 0"
    if section == "aspects":
        return f"aspect {facet.filter.partition(':')[2]}"
    return _MARKS.get(facet.filter, "")
