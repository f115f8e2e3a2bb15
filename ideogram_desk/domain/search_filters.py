"""The filters of the search language: how the value of each is read, and told in words."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.search_dates import NotADate, days, told
from ideogram_desk.domain.search_values import Term

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    Reading = Callable[[str, date, bool], tuple[Term, str]]

LABELS = ("none", "red", "yellow", "green", "blue")
STATES = {
    "favorite": "Favorites",
    "picked": "Picked",
    "rejected": "Rejected",
    "unsafe": "Unsafe",
    "reproduced": "Reproduced",
    "exported": "Exported",
    "missing": "Missing",
    "trashed": "In the trash",
}
_SAME_STATE = {"favorite": "favorite", "pick": "picked", "reject": "rejected", "trash": "trashed"}
_UNITS = {"": 1_000_000, "b": 1, "k": 1000, "kb": 1000, "m": 1_000_000, "mb": 1_000_000,
          "g": 1_000_000_000, "gb": 1_000_000_000}  # fmt: skip
_COMPARED = re.compile(r"(?P<sign><=|>=|<|>|=|)\s*(?P<value>[^<>=]*)")
_RANGE = re.compile(r"(?P<low>[^-–.]+|[^-–]*?)(?:-|–|\.\.)(?P<high>[^-–]+)")
_MOST = 2**63 - 1


class Unclear(ValueError):
    """A filter's value means nothing; its text is a sentence for people."""


class Unfinished(ValueError):
    """A filter's value is still being typed."""


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    label: str  # what it filters by, as people say it
    example: str
    read: Reading


def quoted(value: str) -> str:
    """A value as it stands behind a filter's colon."""
    value = value.replace('"', " ").strip()
    return value if value and not re.search(r"\s", value) else f'"{value}"'


def closest(name: str) -> str:
    """A word of help for a filter's name that there is not."""
    near = difflib.get_close_matches(name, FILTERS, n=1)
    return f" Did you mean “{near[0]}:”?" if near else ""


def _need(value: str, growing: bool, sentence: str) -> None:
    if not value:
        raise Unfinished if growing else Unclear(sentence)


def _named(kind: str, label: str) -> Reading:
    """A filter whose value is a name that the user gave."""

    def read(value: str, today: date, growing: bool) -> tuple[Term, str]:
        del today
        _need(value, growing, f"Say which {kind}, as in {kind}:poster.")
        return Term(kind, (value,), growing=growing), f"{label} {value}"

    return read


def _models(said: str, *, growing: bool) -> tuple[str, ...]:
    """The catalogue's models that people mean by a name or an identifier."""
    model = catalogue.find(said)
    if model is not None or not growing:
        return () if model is None else (model.id,)
    begun = said.casefold()
    return tuple(
        model.id
        for model in catalogue.MODELS
        if model.id.casefold().startswith(begun) or model.name.casefold().startswith(begun)
    )


def model_name(model: str) -> str:
    return catalogue.get(model).name if catalogue.known(model) else model


def _model(value: str, today: date, growing: bool) -> tuple[Term, str]:
    del today
    _need(value, growing, "Say which model, as in model:3.0.")
    ids = _models(value, growing=growing)
    label = model_name(ids[0]) if len(ids) == 1 else value
    return Term("model", ids or (value,)), f"Model {label}"


def _style(value: str, today: date, growing: bool) -> tuple[Term, str]:
    del today
    _need(value, growing, "Say which style, as in style:design.")
    name = value.casefold()
    if name == "none":
        return Term("style", ("",)), "No style"
    return Term("style", (name,), growing=growing), f"Style {value}"


def _aspect(value: str, today: date, growing: bool) -> tuple[Term, str]:
    del today
    sentence = f"“{value}” is no aspect ratio; write it as in aspect:16:9."
    _need(value, growing, "Say which aspect ratio, as in aspect:16:9.")
    ratio = value.casefold().replace("x", ":").replace("/", ":")
    if ratio != catalogue.AUTO and not re.fullmatch(r"[0-9]{1,4}:[0-9]{1,4}", ratio):
        raise (
            Unfinished
            if growing and re.fullmatch(r"[0-9]{1,4}:?|a|au|aut", ratio)
            else Unclear(sentence)
        )
    return Term("aspect", (ratio,)), f"Aspect {ratio}"


def _seed(value: str, today: date, growing: bool) -> tuple[Term, str]:
    del today
    _need(value, growing, "Say which seed, as in seed:1234.")
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise Unclear(f"“{value}” is no seed; a seed is a whole number, as in seed:1234.")
    return Term("seed", (int(value),)), f"Seed {int(value)}"


def _bounds(
    value: str, number: Callable[[str], int], usual: str = "="
) -> tuple[int | None, int | None]:
    """The least and the most that a comparison or a range allows. Raises ValueError."""
    span = _RANGE.fullmatch(value)
    if span is not None and span["low"].strip():
        low, high = sorted((number(span["low"].strip()), number(span["high"].strip())))
        return low, high
    compared = _COMPARED.fullmatch(value)
    if compared is None:
        raise ValueError
    bound = number(compared["value"].strip())
    match compared["sign"] or usual:
        case ">=":
            return bound, None
        case ">":
            return bound + 1, None
        case "<=":
            return None, bound
        case "<":
            return None, bound - 1
        case _:
            return bound, bound


def _stars(text: str) -> int:
    if text.casefold() == "none":
        return 0
    if not re.fullmatch(r"[0-5]", text):
        raise ValueError
    return int(text)


def _rating(value: str, today: date, growing: bool) -> tuple[Term, str]:
    del today
    if growing and value in ("", "<", ">", "<=", ">=", "="):
        raise Unfinished
    try:
        low, high = _bounds(value, _stars)
    except ValueError:
        raise Unclear(f"“{value}” is no rating; it goes from 0 to 5, as in rating:>=3.") from None
    if low == high:
        label = f"Rating {low}" if low else "No rating"
    elif high is None:
        label = f"Rating at least {low}"
    else:
        label = f"Rating at most {high}" if low is None else f"Rating {low} to {high}"
    return Term("rating", (), low=low, high=high), label


def _label(value: str, today: date, growing: bool) -> tuple[Term, str]:
    del today
    name = value.casefold()
    found = next((n for n, one in enumerate(LABELS) if name and name in (one, one[0])), None)
    if found is None:
        if growing and any(one.startswith(name) for one in LABELS):
            raise Unfinished
        raise Unclear(f"“{value}” is no label; there are red, yellow, green, blue and none.")
    return Term("label", (found,)), f"Label {LABELS[found]}" if found else "No label"


def _is(value: str, today: date, growing: bool) -> tuple[Term, str]:
    del today
    name = value.casefold()
    name = _SAME_STATE.get(name, name)
    if name not in STATES:
        if growing and any(one.startswith(name) for one in (*STATES, *_SAME_STATE)):
            raise Unfinished
        raise Unclear(f"“is:{value}” says nothing; after is: comes one of {', '.join(STATES)}.")
    return Term("is", (name,)), STATES[name]


def _size_in_bytes(text: str) -> int:
    parts = re.fullmatch(r"(?P<number>[0-9]{1,12}(?:[.,][0-9]{1,6})?)\s*(?P<unit>[a-z]*)",
                         text.casefold())  # fmt: skip
    if parts is None or parts["unit"] not in _UNITS:
        raise ValueError
    return min(_MOST - 1, round(float(parts["number"].replace(",", ".")) * _UNITS[parts["unit"]]))


def _told_size(count: int) -> str:
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "KB")):
        if count >= unit:
            return f"{count / unit:.10g} {name}"
    return f"{count} bytes"


def _size(value: str, today: date, growing: bool) -> tuple[Term, str]:
    del today
    if growing and value in ("", "<", ">", "<=", ">=", "="):
        raise Unfinished
    try:
        low, high = _bounds(value, _size_in_bytes, usual=">=")
    except ValueError:
        raise Unclear(f"“{value}” is no size; write it as in size:>2mb.") from None
    sign = value[0]
    if low is not None and high is not None:
        label = f"{_told_size(low)} to {_told_size(high)}"
    elif low is not None:
        label = (
            f"Larger than {_told_size(low - 1)}"
            if sign == ">" and value[1:2] != "="
            else (f"At least {_told_size(low)}")
        )
    else:
        most = high or 0
        label = (
            f"Smaller than {_told_size(most + 1)}"
            if value[1:2] != "="
            else (f"At most {_told_size(most)}")
        )
    return Term("size", (), low=low, high=high), label


def _day(kind: str) -> Reading:
    def read(value: str, today: date, growing: bool) -> tuple[Term, str]:
        _need(value, growing, f"Say which day, as in {kind}:2026-11-03.")
        try:
            first, last = days(value, today)
        except NotADate:
            if growing and re.fullmatch(r"[0-9-]+|[a-z]{1,8}", value):
                raise Unfinished from None
            raise Unclear(
                f"“{value}” is no day; write it as in {kind}:2026-11-03, {kind}:2026-11,"
                f" {kind}:yesterday or {kind}:7d."
            ) from None
        if kind == "before":
            return Term("day", (), high=first.toordinal() - 1), f"Before {told(first, first)}"
        if kind == "after":
            return Term("day", (), low=first.toordinal()), f"From {told(first, first)} on"
        on = "On" if first == last else "In"
        term = Term("day", (), low=first.toordinal(), high=last.toordinal())
        return term, f"{on} {told(first, last)}"

    return read


FILTERS = {
    one.name: one
    for one in (
        Filter("tag", "Tag", "tag:poster", _named("tag", "Tag")),
        Filter("model", "Model", "model:3.0", _model),
        Filter("style", "Style", "style:design", _style),
        Filter("aspect", "Aspect ratio", "aspect:16:9", _aspect),
        Filter("rating", "Rating", "rating:>=3", _rating),
        Filter("is", "State", "is:favorite", _is),
        Filter("label", "Label", "label:red", _label),
        Filter("seed", "Seed", "seed:1234", _seed),
        Filter("before", "Made before", "before:2026-11-03", _day("before")),
        Filter("after", "Made from … on", "after:7d", _day("after")),
        Filter("on", "Made on", "on:yesterday", _day("on")),
        Filter("campaign", "Campaign", "campaign:spring", _named("campaign", "Campaign")),
        Filter("collection", "Collection", 'collection:"a name"',
               _named("collection", "Collection")),
        Filter("size", "File size", "size:>2mb", _size),
    )
}  # fmt: skip
