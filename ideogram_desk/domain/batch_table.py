"""A batch file as a table: CSV with any delimiter, and cells pasted from a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from ideogram_desk.domain.batch_columns import (
    COLUMNS,
    MOST_ROWS,
    TOO_MANY,
    Row,
    RowError,
    Rows,
    column,
    left_out,
    there_are,
)
from ideogram_desk.domain.errors import BatchFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELIMITERS = (",", ";", "\t", "|")
_SPREADSHEET_S_WORD = re.compile(r"\ufeff?sep=(.)\n", re.IGNORECASE)
_LONGEST_CELL = 2**31 - 1


def read_csv(text: str) -> Rows:
    """Rows under a header. Raises BatchFileError where it cannot be told what the cells mean."""
    said = _SPREADSHEET_S_WORD.match(text)
    delimiters: tuple[str, ...] = _DELIMITERS
    if said:
        text, delimiters = text[said.end() :], (said[1],)
    delimiter = max(delimiters, key=lambda one: _headings(text, one))
    if _headings(text, delimiter) == 0:
        raise BatchFileError(f"The first row names no column. {there_are()}")
    return _under_header(_records(text, delimiter))


def read_pasted(text: str) -> Rows:
    """Cells from a spreadsheet, or lines: with a header, or in the order of the columns."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BatchFileError("There is nothing to paste.")
    delimiter, header = _pasted_form(text)
    try:
        records = list(_records(text, delimiter))
    except BatchFileError:
        # Lines of plain text may hold any quote; only a spreadsheet means something by it.
        records = list(_records(text, delimiter, quoting=csv.QUOTE_NONE))
    if header:
        return _under_header(iter(records))
    widest = max(len(cells) for cells in records)
    if widest > len(COLUMNS):
        raise BatchFileError(f"Paste the header row too. {there_are()}")
    warnings: tuple[str, ...] = ()
    if widest > 1:
        order = ", ".join(COLUMNS[:widest])
        warnings = (f"There was no header; the columns were taken as {order}.",)
    return _rows(COLUMNS[:widest], enumerate(records, 1), warnings)


def _pasted_form(text: str) -> tuple[str, bool]:
    """The delimiter, and whether the first line is a header."""
    first = text.strip("\n").partition("\n")[0]
    for delimiter in ("\t", *_DELIMITERS):
        named = [column(cell) for cell in first.split(delimiter)]
        # A prompt may well hold a comma and the word prompt; a header has nothing but columns.
        if "prompt" in named and (delimiter == "\t" or None not in named):
            return delimiter, True
    return "\t", False


def _headings(text: str, delimiter: str) -> int:
    """How many columns the first row names if this parts them."""
    try:
        cells = next(cells for cells in _records(text, delimiter) if any(cells))
    except (BatchFileError, StopIteration):
        return 0
    return sum(column(cell) is not None for cell in cells)


def _records(text: str, delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> Iterator[list[str]]:
    # The limit is the process's; as it comes, one long cell would cost the whole file.
    csv.field_size_limit(_LONGEST_CELL)
    try:
        lines = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=delimiter,
            quoting=quoting,  # type: ignore[arg-type]
            skipinitialspace=True,
            strict=True,
        )
    except (TypeError, ValueError) as error:
        raise BatchFileError(f"“{delimiter}” cannot part cells.") from error
    row = 0
    while True:
        row += 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise BatchFileError(_quotes(row, str(error))) from error
        yield [cell.strip() for cell in cells]


def _quotes(row: int, said: str) -> str:
    if "end of data" in said:
        return f"Row {row}: a quote is opened here and never closed."
    return (
        f"Row {row}: after a closing quote the cell must end."
        " A quote inside a quoted text is written twice."
    )


def _under_header(records: Iterator[list[str]]) -> Rows:
    numbered = enumerate(records, 1)
    headings: list[str] = next((cells for _, cells in numbered if any(cells)), [])
    columns = [column(cell) for cell in headings]
    named = [name for name in columns if name is not None]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise BatchFileError(f"The column “{twice[0]}” stands twice in the header.")
    if "prompt" not in named:
        raise BatchFileError(f"There is no column “prompt”. {there_are()}")
    unknown = [cell for cell, name in zip(headings, columns, strict=True) if cell and name is None]
    return _rows(columns, numbered, left_out(unknown))


def _rows(
    columns: list[str | None] | tuple[str, ...],
    numbered: Iterator[tuple[int, list[str]]],
    warnings: tuple[str, ...],
) -> Rows:
    rows: list[Row] = []
    errors: list[RowError] = []
    width = len(columns)
    for number, cells in numbered:
        if not any(cells):
            continue
        if len(rows) + len(errors) >= MOST_ROWS:
            raise BatchFileError(TOO_MANY)
        if any(cells[width:]):
            message = (
                f"It has {len(cells)} cells, the header {width}."
                " A text that holds the delimiter stands in quotes."
            )
            errors.append(RowError(number, "row", message))
            continue
        # strict=False: spreadsheets leave out empty cells at the end.
        paired = zip(columns, cells, strict=False)
        rows.append(Row(number, {name: cell for name, cell in paired if name and cell}))
    if not rows and not errors:
        raise BatchFileError("There is a header, but no row under it.")
    return Rows(tuple(rows), tuple(errors), warnings)
