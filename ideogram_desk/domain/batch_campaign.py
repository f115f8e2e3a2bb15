"""A campaign as people write it in a file, read with every fault named."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.batch_columns import META, RowError, column, left_out
from ideogram_desk.domain.batch_json import METADATA, Object
from ideogram_desk.domain.batch_row import Fields, as_text
from ideogram_desk.domain.campaign import Campaign, Format
from ideogram_desk.domain.request import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN = ("products", "formats", "budget_usd", "name", *METADATA)
_FORMAT = ("name", "aspect", "style", "model", "speed")
_MOST_DOLLARS = 1_000_000


def read_campaign(found: Object) -> tuple[Campaign, tuple[RowError, ...], tuple[str, ...]]:
    """The campaign, what is wrong with how it is written, and warnings."""
    errors: list[RowError] = []
    unknown: list[str] = []
    values = _known(found, unknown, errors)
    fields = Fields(values)
    name = fields.text("campaign", longest=None) or fields.text("name", longest=None)
    campaign = Campaign(
        name=clean_text(name),
        prompt=fields.text("prompt", longest=None),
        products=_products(values.get("products"), errors),
        formats=_formats(values.get("formats"), unknown, errors),
        model=fields.text("model", catalogue.DEFAULT_MODEL),
        speed=fields.word("speed"),
        count=fields.number("count", 1) or 0,
        seed=fields.number("seed", None),
        negative=fields.text("negative", longest=None),
        magic=fields.text("magic", "auto"),
        tags=fields.tags(),
        metadata=MappingProxyType(fields.metadata()),
        callback=clean_text(fields.text("callback", longest=None)) or None,
        budget=_budget(values.get("budget_usd"), errors),
    )
    errors += [RowError(0, problem.field, problem.message) for problem in fields.problems]
    return campaign, tuple(errors), left_out(unknown)


def _known(found: Object, unknown: list[str], errors: list[RowError]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for said, value in found.items():
        name = clean_text(said).casefold()
        if name in METADATA and isinstance(value, Object):
            values.update({META + clean_text(key): one for key, one in value.items()})
            continue
        known = "metadata" if name in METADATA else name if name in _OWN else column(said)
        if known is None or known in ("aspect", "style"):
            unknown.append(said)
        elif known in values or said in found.twice:
            errors.append(RowError(0, known, f"“{known}” stands twice."))
        else:
            values[known] = value
    return values


def _products(value: Any, errors: list[RowError]) -> tuple[str, ...]:
    said = [as_text(one) for one in value] if isinstance(value, list) else [None]
    if value is not None and None in said:
        errors.append(RowError(0, "products", "It must be a list of texts."))
    return tuple(one for one in said if one is not None)


def _formats(value: Any, unknown: list[str], errors: list[RowError]) -> tuple[Format, ...]:
    if value is None:
        return ()
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            found.append(Format(one))
        elif isinstance(one, Object):
            found.append(_format(one, unknown, errors))
        else:
            errors.append(RowError(0, "formats", "It must be a list of formats with a name each."))
    return tuple(found)


def _format(found: Mapping[str, Any], unknown: list[str], errors: list[RowError]) -> Format:
    values = {clean_text(said).casefold(): value for said, value in found.items()}
    unknown += [said for said in found if clean_text(said).casefold() not in _FORMAT]
    fields = Fields(values)
    read = Format(
        fields.text("name"),
        *(fields.word(name) for name in _FORMAT[1:]),
    )
    errors += [
        RowError(0, "formats", f"{problem.field}: {problem.message}") for problem in fields.problems
    ]
    return read


def _budget(value: Any, errors: list[RowError]) -> int | None:
    """Dollars in the file, millionths of a dollar in the program."""
    if value is None:
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value <= _MOST_DOLLARS
    ):
        errors.append(RowError(0, "budget_usd", "It must be a number of dollars."))
        return None
    return round(value * 1_000_000)
