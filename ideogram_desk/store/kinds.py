"""Pictures counted by kind; each kind without its own filters, to show what else there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ideogram_desk.domain.search_values import Term

    Row = tuple[Any, ...]
    Count = dict[Any, int]

# As the columns of the index `picture_kinds`.
KINDS = ("model", "style", "aspect", "rating", "label", "flag", "favorite")
OF_STATE = {"favorite": ("favorite", 1), "picked": ("flag", 1), "rejected": ("flag", -1)}


def kind_of(term: Term) -> str | None:
    """Which kind of `KINDS` a term speaks of."""
    if term.kind == "is":
        return OF_STATE.get(str(term.values[0]), (None,))[0]
    return term.kind if term.kind in KINDS else None


def rules(terms: Iterable[Term]) -> dict[int, list[Callable[[Any], bool]]]:
    """What a search asks of each kind, by its place in `KINDS`."""
    rules: dict[int, list[Callable[[Any], bool]]] = {}
    wanted: dict[str, list[Term]] = {}
    for term in terms:
        if (kind := kind_of(term)) is None:
            continue
        if term.negated or term.kind == "is" or (term.kind == "rating" and not _is_exact(term)):
            rules.setdefault(KINDS.index(kind), []).append(_rule([term], negated=term.negated))
        else:
            wanted.setdefault(kind, []).append(term)
    for kind, some in wanted.items():
        rules.setdefault(KINDS.index(kind), []).append(_rule(some, negated=False))
    return rules


def _is_exact(term: Term) -> bool:
    return term.low is not None and term.high is not None


def _rule(terms: list[Term], *, negated: bool) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        return any(_holds(term, value) for term in terms) is not negated

    return holds


def _holds(term: Term, value: Any) -> bool:
    if term.kind == "rating":
        low = 0 if term.low is None else term.low
        return bool(low <= value and (term.high is None or value <= term.high))
    if term.kind == "is":
        return bool(OF_STATE[str(term.values[0])][1] == value)
    if isinstance(value, str):
        value = value.casefold()
        wanted = [str(one).casefold() for one in term.values]
        begun = term.kind == "style" and term.growing
        return value in wanted or (begun and any(value.startswith(one) for one in wanted))
    return value in term.values


def counted(
    cells: Iterable[Row], rules: dict[int, list[Callable[[Any], bool]]]
) -> tuple[int, dict[str, Count]]:
    """How many there are in all, and of each value of each kind."""
    counts: list[Count] = [{} for _ in KINDS]
    known: list[dict[Any, bool]] = [{} for _ in KINDS]
    total = 0
    for cell in cells:
        many = cell[-1]
        values = ["" if value is None else value for value in cell[:-1]]
        failed = []
        for place, some in rules.items():
            value = values[place]
            if value not in known[place]:
                known[place][value] = all(rule(value) for rule in some)
            if not known[place][value]:
                failed.append(place)
        if len(failed) > 1:
            continue
        if not failed:
            total += many
        for place in failed or range(len(KINDS)):
            value = values[place]
            counts[place][value] = counts[place].get(value, 0) + many
    return total, dict(zip(KINDS, counts, strict=True))
