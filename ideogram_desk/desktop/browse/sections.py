"""What the browse pane lists, worked out from facets, collections and saved searches; pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ideogram_desk.desktop.browse.kinds import STATES, filled, mark, plain, unlisted
from ideogram_desk.desktop.browse.rows import Kind, Row, walk
from ideogram_desk.domain.search import Facet, Facets, SavedSearch, View, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ideogram_desk.domain.collection import Collection

FEW = 12  # rows of a kind that are listed before all are asked for
FEW_OWN = 24  # of what the user made
MOST_NARROWED = 100  # rows of a kind while they are being looked for by name

SAVED, COLLECTIONS, TAGS = "saved", "collections", "tags"
SAVE_SEARCH, NEW_COLLECTION, WHOLE, PART = "save_search", "new_collection", "whole", "part"


@dataclass(slots=True)
class Shelf:
    """All that the pane was told, and how the user looks at it."""

    facets: Facets | None = None  # None: not told yet
    collections: Sequence[Collection] = ()
    saved: Sequence[SavedSearch] = ()
    text: str = ""  # the search as it stands
    filters: tuple[str, ...] = ()  # in it, as they are written
    words: str = ""  # that the pane is narrowed by
    whole: set[str] = field(default_factory=set)  # sections of which everything is listed

    @property
    def active(self) -> frozenset[str]:
        return frozenset(map(plain, self.filters))


def sections(shelf: Shelf) -> tuple[Row, ...]:
    """The sections from top to bottom; those that have nothing to choose from are left out."""
    facets = shelf.facets or Facets()
    made = [_saved(shelf), _collections(shelf), _tags(shelf)]
    for key, title, kind in (
        ("ratings", "Rating", facets.ratings),
        ("labels", "Labels", facets.labels),
        ("flags", "Flags", (*facets.favorites, *facets.flags)),
        ("models", "Models", facets.models),
        ("styles", "Styles", facets.styles),
        ("aspects", "Aspect ratios", facets.aspects),
        ("campaigns", "Campaigns", facets.campaigns),
        ("states", "State", STATES if shelf.facets else ()),
    ):
        listed = filled(key, kind) if facets.total or shelf.text.strip() else tuple(kind)
        listed = (*listed, *unlisted(key, listed, shelf.filters))
        if listed:
            made.append(_listed(shelf, key, title, listed))
    if not shelf.words.split():
        return tuple(made)
    found = tuple(section for section in made if section.rows)
    nothing = Row("nothing", f"Nothing here has “{shelf.words.strip()}” in it", Kind.SAYING)
    return found or (nothing,)


def _listed(shelf: Shelf, key: str, title: str, facets: Sequence[Facet]) -> Row:
    """A section of facets; of five thousand only those are made into rows that are shown."""
    words, active = shelf.words.casefold().split(), shelf.active
    on = [facet for facet in facets if plain(facet.filter) in active]
    rest: Row | None = None
    if words:
        found = [each for each in facets if _has(each.label, words)]
        facets, more = found[:MOST_NARROWED], len(found) - MOST_NARROWED
        rest = Row(f"{key}/rest", f"and {more:,} more", Kind.SAYING) if more > 0 else None
    elif len(facets) > FEW + 1:
        rest = _rest(shelf, key, len(facets))
        if key not in shelf.whole:
            first = facets[:FEW]
            facets = (*first, *(facet for facet in on if facet not in first))
    rows = [_facet(key, facet, active) for facet in facets]
    return Row(
        key,
        title,
        Kind.SECTION,
        note=_note(len(on)),
        rows=(*rows, rest) if rest is not None else tuple(rows),
    )


def _has(title: str, words: Sequence[str]) -> bool:
    folded = title.casefold()
    return all(word in folded for word in words)


def _note(on: int) -> str:
    return f"{on:,} on" if on else ""


def _rest(shelf: Shelf, key: str, count: int) -> Row:
    """A way to all, or back to the first few."""
    if key in shelf.whole:
        return Row(f"{key}/part", "Show fewer", Kind.ORDER, target=f"{PART} {key}")
    return Row(f"{key}/whole", f"Show all {count:,}", Kind.ORDER, target=f"{WHOLE} {key}")


def _own(shelf: Shelf, key: str, title: str, rows: Sequence[Row], last: Iterable[Row] = ()) -> Row:
    """A section of what the user made, with `last` at its end."""
    on = sum(row.is_on for row in walk(rows))
    words = shelf.words.casefold().split()
    if words:
        rows, last = _narrowed(rows, words)[:MOST_NARROWED], ()
    elif len(rows) > FEW_OWN + 1:
        last = (_rest(shelf, key, len(rows)), *last)
        if key not in shelf.whole:
            rows = [row for at, row in enumerate(rows) if at < FEW_OWN or row.is_on]
    return Row(key, title, Kind.SECTION, note=_note(on), rows=(*rows, *last))


def _narrowed(rows: Sequence[Row], words: Sequence[str]) -> list[Row]:
    """Those that have the words, and what such stand in; what stands in a hit stays with it."""
    found = []
    for row in rows:
        if _has(row.title, words):
            found.append(row)
        elif row.rows and (inner := _narrowed(row.rows, words)):
            found.append(replace(row, rows=tuple(inner)))
    return found


# --- the kinds -------------------------------------------------------------------------------


def _facet(section: str, facet: Facet, active: frozenset[str]) -> Row:
    asked = plain(facet.filter)
    is_tag = section == TAGS
    return Row(
        f"{section}/{facet.filter}",
        facet.label,
        Kind.FACET,
        count=facet.count if facet.count >= 0 else None,
        filter=facet.filter,
        mark=mark(section, facet),
        is_on=asked in active,
        is_out=f"-{asked}" in active,
        target=facet.label.removeprefix("#") if is_tag else "",
        tip=facet.filter,
    )


def _tags(shelf: Shelf) -> Row:
    tags = shelf.facets.tags if shelf.facets is not None else ()
    tags = (*tags, *unlisted(TAGS, tags, shelf.filters))
    if not tags and shelf.facets is not None and not shelf.words.split():
        quiet = Row("tags/none", "No tags here", Kind.SAYING)
        return Row(TAGS, "Tags", Kind.SECTION, rows=(quiet,))
    return _listed(shelf, TAGS, "Tags", tags)


def _saved(shelf: Shelf) -> Row:
    text = " ".join(shelf.text.split()).casefold()
    rows = [
        Row(
            f"{SAVED}/{saved.name}",
            saved.name,
            Kind.SAVED,
            mark="bookmark",
            target=saved.name,
            is_on=bool(text) and " ".join(saved.view.text.split()).casefold() == text,
            tip=saved.view.text,
        )
        for saved in shelf.saved
    ]
    last = [Row("saved/save", "Save this search", Kind.ORDER, mark="plus", target=SAVE_SEARCH)]
    if not text or any(row.is_on for row in rows):
        quiet = Row("saved/none", "A search can be kept here", Kind.SAYING)
        last = [] if rows else [quiet]
    return _own(shelf, SAVED, "Saved searches", rows, last)


def _collections(shelf: Shelf) -> Row:
    live: Mapping[str, int] | None = None
    if shelf.facets is not None and shelf.text.strip():
        live = {facet.label.casefold(): facet.count for facet in shelf.facets.collections}
    inside: dict[int | None, list[Collection]] = {}
    known = {each.id for each in shelf.collections}
    for each in shelf.collections:
        inside.setdefault(each.parent if each.parent in known else None, []).append(each)

    def rows_in(parent: int | None) -> tuple[Row, ...]:
        return tuple(row_of(each) for each in inside.get(parent, ()))

    def row_of(each: Collection) -> Row:
        folded = each.name.casefold()
        written = f"collection:{quoted(each.name)}"
        return Row(
            collection_key(each.id),
            each.name,
            Kind.COLLECTION,
            count=each.count if live is None else live.get(folded, 0),
            filter=written,
            mark="folder",
            is_on=plain(written) in shelf.active,
            is_out=f"-{plain(written)}" in shelf.active,
            target=str(each.id),
            tip=each.name,
            rows=rows_in(each.id),
        )

    rows = rows_in(None)
    new = Row("collections/new", "New collection", Kind.ORDER, mark="plus", target=NEW_COLLECTION)
    return _own(shelf, COLLECTIONS, "Collections", rows, [new])


def collection_key(number: int) -> str:
    return f"collection/{number}"


def view_named(saved: Sequence[SavedSearch], name: str) -> View | None:
    return next((each.view for each in saved if each.name == name), None)
