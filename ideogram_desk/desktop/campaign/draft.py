"""What stands in the Batch tab, as it was typed, and the campaign that it makes. No Qt."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.campaign import Q1_LAUNCH, Campaign, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SET_BY_ITSELF = ("campaign", "product", "format")  # metadata that every job of a campaign gets
_MILLION = 1_000_000
_MOST_BUDGET = 1_000_000  # dollars
_FORMAT_PARTS = ("name", "aspect", "style", "model", "speed")


@dataclass(frozen=True, slots=True)
class Draft:
    """Every field as the user left it."""

    name: str = ""
    prompt: str = ""
    products: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    model: str = catalogue.DEFAULT_MODEL
    speed: str = ""  # "" is the model's own
    count: int = 1
    seed: int | None = None  # this and the next two come with a file; nothing here shows them
    negative: str = ""
    magic: str = "auto"
    tags: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    callback: str = ""
    own_network: bool = False  # the user's word that the callback is his own machine's
    budget: str = ""  # dollars, as typed
    skip: bool = True  # what was run already


def draft_of(campaign: Campaign, *, skip: bool = True) -> Draft:
    return Draft(
        name=campaign.name,
        prompt=campaign.prompt,
        products=campaign.products,
        formats=campaign.formats,
        model=campaign.model,
        speed=campaign.speed or "",
        count=campaign.count,
        seed=campaign.seed,
        negative=campaign.negative,
        magic=campaign.magic,
        tags=campaign.tags,
        metadata=tuple(campaign.metadata.items()),
        callback=campaign.callback or "",
        budget="" if campaign.budget is None else _dollars(campaign.budget),
        skip=skip,
    )


def first_draft() -> Draft:
    """What a library that never had one begins with: the example, ready to be looked at."""
    return draft_of(Q1_LAUNCH)


def campaign_of(draft: Draft) -> Campaign:
    """The campaign that the draft makes; a budget that is no sum counts as none here."""
    try:
        budget = parse_budget(draft.budget)
    except ValueError:
        budget = None
    return Campaign(
        name=draft.name.strip(),
        prompt=draft.prompt.strip(),
        products=draft.products,
        formats=draft.formats,
        model=draft.model,
        speed=draft.speed or None,
        count=draft.count,
        seed=draft.seed,
        negative=draft.negative,
        magic=draft.magic,
        tags=draft.tags,
        metadata=MappingProxyType({k.strip(): v.strip() for k, v in draft.metadata if k.strip()}),
        callback=draft.callback.strip() or None,
        budget=budget,
    )


def parse_budget(typed: str) -> int | None:
    """Millionths of a dollar, None for no limit; ValueError if it is no sum."""
    said = typed.strip().removeprefix("$").strip().replace(",", ".")
    if not said:
        return None
    try:
        sum_ = Decimal(said)
    except InvalidOperation:
        raise ValueError(typed) from None
    if not sum_.is_finite() or not 0 < sum_ <= _MOST_BUDGET:
        raise ValueError(typed)
    return int(sum_ * _MILLION)


def problems_of(draft: Draft) -> dict[str, str]:
    """A sentence for each field that is wrong in itself, whatever the jobs come to."""
    told: dict[str, str] = {}
    try:
        parse_budget(draft.budget)
    except ValueError:
        told["budget"] = "The budget is a sum in dollars: 25 or 25.50."
    keys = [key.strip() for key, _value in draft.metadata]
    for key, value in zip(keys, (v for _k, v in draft.metadata), strict=True):
        if not key and value.strip():
            told.setdefault("metadata", f"Give “{value.strip()}” a name.")
        elif key in SET_BY_ITSELF:
            told.setdefault("metadata", f"“{key}” is set by the campaign itself.")
        elif key and keys.count(key) > 1:
            told.setdefault("metadata", f"“{key}” stands there twice.")
    return told


def lines_of(text: str) -> tuple[str, ...]:
    """The products in a pasted text: one a line; of a spreadsheet's cells the first column."""
    first = (re.split(r"\t", line, maxsplit=1)[0] for line in text.splitlines())
    return tuple(clean for line in first if (clean := " ".join(line.strip().strip('"').split())))


def without_twins(before: Iterable[str], added: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Both lists as one, each once, and how many of the added stood there already."""
    known = dict.fromkeys(before)
    twins = 0
    for one in added:
        if one in known:
            twins += 1
        known.setdefault(one)
    return tuple(known), twins


def _dollars(micros: int) -> str:
    whole, rest = divmod(micros, _MILLION)
    if not rest:
        return str(whole)
    digits = f"{rest:06d}".rstrip("0")
    return f"{whole}.{digits:0<2}"


def to_json(draft: Draft) -> dict[str, Any]:
    """Plain values that JSON can hold, for autosave."""
    return asdict(draft)


def from_json(raw: Mapping[str, Any]) -> Draft:
    """The draft that `to_json` wrote; what is missing, unknown or of another kind is left out."""
    blank = Draft()
    kept: dict[str, Any] = {}
    for spot in fields(Draft):
        value, usual = raw.get(spot.name), getattr(blank, spot.name)
        if spot.name not in ("seed", "formats", "metadata") and type(value) is type(usual):
            kept[spot.name] = value
    for name in ("products", "tags"):
        kept[name] = _words(raw.get(name))
    seed = raw.get("seed")
    kept["seed"] = seed if isinstance(seed, int) and not isinstance(seed, bool) else None
    kept["formats"] = tuple(_format(one) for one in _listed(raw.get("formats")) if _named(one))
    kept["metadata"] = tuple(
        (row[0], row[1])
        for row in _listed(raw.get("metadata"))
        if isinstance(row, list | tuple) and len(_words(row)) == len(row) == 2  # noqa: PLR2004
    )
    read = replace(blank, **kept)
    return replace(
        read,
        prompt=read.prompt[: catalogue.MAX_PROMPT],
        model=read.model if catalogue.known(read.model) else catalogue.DEFAULT_MODEL,
        count=min(max(read.count, 1), catalogue.MAX_COUNT),
    )


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _words(value: object) -> tuple[str, ...]:
    return tuple(item for item in _listed(value) if isinstance(item, str))


def _named(raw: object) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("name"), str)


def _format(raw: dict[str, Any]) -> Format:
    return Format(**{k: raw[k] for k in _FORMAT_PARTS if isinstance(raw.get(k), str)})
