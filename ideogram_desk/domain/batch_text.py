"""The text of a batch file, whatever encoding a spreadsheet has saved it in."""

from __future__ import annotations

import codecs

from ideogram_desk.domain.errors import BatchFileError

MOST_BYTES = 100_000_000
_AS_WINDOWS = (
    "The file is not UTF-8 and was read as Windows-1252: look whether its accents are right."
)
_NOT_TEXT = "The file is not text. A batch file is CSV, JSON or JSON Lines."
_START = 4096  # bytes that are looked at to tell UTF-16 without a mark


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with plain line breaks, and warnings. Raises BatchFileError."""
    if len(data) > MOST_BYTES:
        raise BatchFileError(f"The file is larger than {MOST_BYTES // 1_000_000} MB; split it.")
    if data.startswith(b"PK\x03\x04"):
        raise BatchFileError(
            "This is a spreadsheet's own file or an archive, not text: save it as CSV first."
        )
    text, warnings = _decoded(data)
    if "\0" in text:
        raise BatchFileError(_NOT_TEXT)
    if not text.strip("\ufeff \t\r\n"):
        raise BatchFileError("The file is empty.")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), warnings


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    sixteen = _sixteen_bit(data)
    try:
        return data.decode(sixteen or "utf-8"), ()
    except UnicodeDecodeError as error:
        if sixteen:
            raise BatchFileError(_NOT_TEXT) from error
    try:
        return data.decode("cp1252"), (_AS_WINDOWS,)
    except UnicodeDecodeError as error:
        raise BatchFileError(_NOT_TEXT) from error


def _sixteen_bit(data: bytes) -> str | None:
    """The kind of UTF-16 that the data is in, by its mark or else by where its zeros are."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    start = data[:_START]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if not even and not odd:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
