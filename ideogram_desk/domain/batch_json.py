"""A batch file as JSON: a list of rows, one row a line, or a campaign."""

from __future__ import annotations

import json
import re
from typing import Any

from ideogram_desk.domain.batch_columns import (
    META,
    MOST_ROWS,
    TOO_MANY,
    Row,
    RowError,
    Rows,
    column,
    left_out,
)
from ideogram_desk.domain.errors import BatchFileError
from ideogram_desk.domain.request import clean_text

METADATA = ("meta", "metadata")
_TRAILING_COMMA = re.compile(r",\s*([\]}])")


class Object(dict[str, Any]):
    """A JSON object that remembers which of its names stood twice."""

    twice: tuple[str, ...] = ()


def looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("[", "{")


def read_json(text: str) -> Rows | Object:
    """The rows, or the campaign's object as it stands. Raises BatchFileError."""
    try:
        found = _parsed(text)
    except BatchFileError:
        if _parts_into_lines(text):
            return _read_lines(text)
        raise
    if isinstance(found, Object):
        is_campaign = not {"products", "formats"}.isdisjoint(map(_key, found))
        return found if is_campaign else _rows([(1, found)])
    if not isinstance(found, list):
        raise BatchFileError("The file is neither a list of objects nor a campaign.")
    return _rows(list(enumerate(found, 1)))


def _key(name: str) -> str:
    return clean_text(name).casefold()


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise BatchFileError(_where(text, error)) from error
    except RecursionError as error:
        raise BatchFileError("The JSON is nested too deeply.") from error
    except ValueError as error:
        raise BatchFileError("A number in the JSON has too many digits.") from error


def _object(pairs: list[tuple[str, Any]]) -> Object:
    found = Object(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.twice = tuple(dict.fromkeys(name for name in names if names.count(name) > 1))
    return found


def _where(text: str, error: json.JSONDecodeError) -> str:
    """What a person has to look for; Pythons differ in where they see a comma too many."""
    start = len(text[: error.pos].rstrip())
    for comma in (start - 1, start):
        too_many = _TRAILING_COMMA.match(text, comma) if comma >= 0 else None
        if too_many:
            line = text.count("\n", 0, comma) + 1
            return f"Line {line}: the comma before “{too_many[1]}” is one too many."
    return f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg.lower()})."


def _parts_into_lines(text: str) -> bool:
    """Whether it is JSON Lines: its first or its second line is an object of its own."""
    if not text.lstrip().startswith("{"):
        return False
    lines = [line for line in text.split("\n", 20) if line.strip()][:2]
    for line in lines:
        try:
            if isinstance(_parsed(line), Object):
                return True
        except BatchFileError:
            continue
    return False


def _read_lines(text: str) -> Rows:
    numbered: list[tuple[int, Any]] = []
    errors: list[RowError] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(numbered) + len(errors) >= MOST_ROWS:
            raise BatchFileError(TOO_MANY)
        try:
            numbered.append((number, _parsed(line)))
        except BatchFileError as error:
            message = str(error).removeprefix("Line 1: ").removeprefix("Line 1, ")
            errors.append(RowError(number, "row", message[:1].upper() + message[1:]))
    return _rows(numbered, errors)


def _rows(numbered: list[tuple[int, Any]], errors: list[RowError] | None = None) -> Rows:
    if len(numbered) > MOST_ROWS:
        raise BatchFileError(TOO_MANY)
    rows: list[Row] = []
    errors = errors or []
    unknown: list[str] = []
    for number, found in numbered:
        if found in (None, {}):
            continue
        if not isinstance(found, Object):
            errors.append(RowError(number, "row", "It is not an object with named fields."))
            continue
        values, twice = _values(found, unknown)
        if twice:
            errors.append(RowError(number, twice, f"“{twice}” stands twice in this row."))
        else:
            rows.append(Row(number, values))
    if not rows and not errors:
        raise BatchFileError("There is no row in the file.")
    errors.sort(key=lambda error: error.row)
    return Rows(tuple(rows), tuple(errors), left_out(unknown))


def _values(found: Object, unknown: list[str]) -> tuple[dict[str, Any], str]:
    """The row's values by column, and a name that stands twice, if one does."""
    values: dict[str, Any] = {}
    for said, value in found.items():
        inner = _by_column(said, value)
        if not inner:
            unknown.append(said)
            continue
        twice = next((name for name in inner if name in values), "")
        if said in found.twice:
            twice = said
        elif isinstance(value, Object) and value.twice:
            twice = value.twice[0]
        if twice:
            return values, clean_text(twice)
        values.update(inner)
    return {name: value for name, value in values.items() if value not in (None, "")}, ""


def _by_column(said: str, value: Any) -> dict[str, Any]:
    """What a named value of JSON says of which columns; of none where the name is not known."""
    if _key(said) in METADATA:
        if not isinstance(value, Object):
            return {"metadata": value}
        return {META + clean_text(name): one for name, one in value.items()} or {"metadata": None}
    name = column(said)
    return {name: value} if name else {}
