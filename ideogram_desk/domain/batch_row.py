"""One row of a batch file as a job: every field checked, every fault named."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.address import url_problem
from ideogram_desk.domain.batch_columns import META, RowError
from ideogram_desk.domain.errors import InvalidRequest, Problem
from ideogram_desk.domain.job import NewJob
from ideogram_desk.domain.request import Request, checked, clean_text, with_spoken_speed

if TYPE_CHECKING:
    from ideogram_desk.domain.batch_columns import Row

_LONGEST = 10_000  # characters of metadata and tags
_LONGEST_WORD = 200  # of a field that takes one of a few words
_LONGEST_URL = 2_000
# A spreadsheet may write whole numbers with a decimal.
_WHOLE = re.compile(r"[+-]?\d{1,20}(?:\.0+)?", re.ASCII)


class Fields:
    """Reads the fields of one row or of a campaign; `problems` gathers what is wrong with them."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values
        self.problems: list[Problem] = []

    def text(self, name: str, usual: str = "", longest: int | None = _LONGEST_WORD) -> str:
        """A text; a number in JSON is as good as one."""
        value = self._values.get(name)
        if value in (None, ""):
            return usual
        said = as_text(value)
        if said is None:
            self._refuse(name, "It must be a text.")
            return usual
        if longest is None:
            return said
        if len(said) > longest:
            self._refuse(name, f"{len(said):,} characters are too many.")
            return usual
        return clean_text(said)

    def word(self, name: str) -> str | None:
        return self.text(name) or None

    def number(self, name: str, usual: int | None) -> int | None:
        """A whole number, in any of the ways that spreadsheets and JSON write one."""
        value = self._values.get(name)
        if value in (None, ""):
            return usual
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        said = as_text(value) if isinstance(value, str | float) else None
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            return int(value.strip().partition(".")[0])
        shown = f"“{clean_text(said)[:40]}”" if said else "It"
        self._refuse(name, f"{shown} is not a whole number.")
        return usual

    def tags(self) -> tuple[str, ...]:
        """A list, or a text with ; between them."""
        value = self._values.get("tags")
        parts = value if isinstance(value, list) else self.text("tags", longest=None).split(";")
        found = []
        for part in parts:
            said = as_text(part)
            if said is None or len(said) > _LONGEST:
                self._refuse("tags", "Tags are a list of texts, or a text with ; between them.")
                return ()
            found.append(clean_text(said))
        return tuple(dict.fromkeys(filter(None, found)))

    def metadata(self) -> dict[str, str]:
        """What stands in the columns meta.NAME, or in an object of JSON."""
        if self._values.get("metadata") is not None:
            self._refuse("metadata", "It must be an object of names and texts.")
        found = {}
        for name, value in self._values.items():
            if not name.startswith(META) or value in (None, ""):
                continue
            key, said = name[len(META) :], as_text(value)
            if not key or said is None:
                self._refuse(name, "Metadata are names with a text or a number each.")
            elif max(len(said), len(key)) > _LONGEST:
                self._refuse(name[:_LONGEST_WORD], f"{len(said):,} characters are too many.")
            else:
                found[key] = clean_text(said)
        return found

    def callback(self, *, own_network: bool) -> str | None:
        """A URL that may be called back. A file, which others may have written, needs the word."""
        url = self.text("callback", longest=_LONGEST_URL)
        if not url:
            return None
        problem = _url_problem(url, own_network)
        if problem:
            self._refuse("callback", problem)
            return None
        return url

    def _refuse(self, field: str, message: str) -> None:
        self.problems.append(Problem(field, message))


def as_text(value: Any) -> str | None:
    """A text, or a number or truth of JSON as one; None for what is none of them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and value - value == 0:  # neither endless nor no number
        return str(value)
    return None


@lru_cache(maxsize=1024)
def _url_problem(url: str, own_network: bool) -> str:
    return url_problem(url, own_network=own_network)


def job_of(row: Row, *, own_network: bool) -> tuple[NewJob | None, list[RowError]]:
    """The row's job, or all that is wrong with it."""
    fields = Fields(dict(row.values))
    request = Request(
        prompt=fields.text("prompt", longest=None),
        model=fields.text("model", catalogue.DEFAULT_MODEL),
        aspect=fields.word("aspect"),
        style=fields.word("style"),
        speed=fields.word("speed"),
        count=fields.number("count", 1) or 0,
        seed=fields.number("seed", None),
        negative=fields.text("negative", longest=None),
        magic=fields.text("magic", "auto"),
    )
    metadata = fields.metadata()
    if campaign := fields.text("campaign", longest=_LONGEST):
        metadata["campaign"] = campaign
    tags = fields.tags()
    callback = fields.callback(own_network=own_network)
    found = fields.problems
    try:
        request = checked(with_spoken_speed(request))
    except InvalidRequest as error:
        named = {problem.field for problem in found}
        found += [problem for problem in error.problems if problem.field not in named]
    if found:
        return None, [RowError(row.number, problem.field, problem.message) for problem in found]
    return (
        NewJob(
            request,
            tags=tags,
            metadata=metadata,
            callback=callback,
            callback_own_network=bool(callback) and own_network,
        ),
        [],
    )
