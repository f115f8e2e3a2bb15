"""The columns of a batch file, and rows under them as they were read."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.request import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# In the order in which a list without a header is read.
COLUMNS = (
    "prompt", "model", "aspect", "style", "speed", "count", "seed", "negative", "magic", "tags",
    "campaign", "callback",
)  # fmt: skip
META = "meta."
MOST_ROWS = 100_000
TOO_MANY = f"More than {MOST_ROWS:,} rows at once are too many; split the file."
_MOST_NAMED = 10
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` is as a person counts in the file. Texts, or what JSON has."""

    number: int
    values: Mapping[str, Any]  # by column, "meta.NAME" among them; nothing that is empty


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one field of one row; row 0 is the file or the campaign as a whole."""

    row: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read: rows, and what could not be read as one."""

    rows: tuple[Row, ...]
    errors: tuple[RowError, ...] = ()
    warnings: tuple[str, ...] = ()


def column(said: str) -> str | None:
    """The column that a heading means, whatever its case; None if there is no such column."""
    heading = clean_text(said)
    name = heading.casefold()
    if name in COLUMNS:
        return name
    if name.startswith(META) and (kept := heading[len(META) :].strip()):
        return META + kept
    return None


def left_out(unknown: Iterable[str]) -> tuple[str, ...]:
    """A warning that names headings which mean nothing here; none if there are none."""
    names = [clean_text(name)[:_LONGEST_NAME] for name in dict.fromkeys(unknown)]
    if not names:
        return ()
    listed = ", ".join(_with_a_guess(name) for name in names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return (f"Not known and left out: {listed}{more}.",)


def _with_a_guess(name: str) -> str:
    near = difflib.get_close_matches(name.casefold(), COLUMNS, n=1)
    return f"“{name}” (did you mean {near[0]}?)" if near else f"“{name}”"


def there_are() -> str:
    return f"The columns are {', '.join(COLUMNS)} and {META}NAME."
