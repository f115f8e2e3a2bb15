"""Request bodies taken apart: strict JSON or multipart, nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from ideogram_desk.sandbox.refusal import RefusalError
from ideogram_desk.sandbox.vocabulary import MAX_REQUEST

if TYPE_CHECKING:
    from starlette.requests import Request

JSON = "application/json"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part as it came."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """The fields of a request. In multipart every field is a list of texts, in JSON any value."""

    fields: dict[str, Any]
    files: dict[str, list[Upload]]
    multipart: bool


async def read(request: Request, accepted: tuple[str, ...]) -> Body:
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind not in accepted:
        wanted = " or ".join(accepted)
        raise RefusalError(400, f"Content-Type must be {wanted}, not '{kind or 'missing'}'.")
    _refuse_a_large_one(request)
    if kind == JSON:
        return Body(strict_object(await request.body()), {}, multipart=False)
    return await _read_multipart(request)


def _refuse_a_large_one(request: Request) -> None:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > MAX_REQUEST:
        raise RefusalError(400, "The whole request must be smaller than 50 MB.")


async def _read_multipart(request: Request) -> Body:
    fields: dict[str, Any] = {}
    files: dict[str, list[Upload]] = {}
    try:
        async with request.form(max_files=40, max_fields=200) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    upload = Upload(
                        value.filename or "", value.content_type or "", await value.read()
                    )
                    files.setdefault(name, []).append(upload)
                else:
                    fields.setdefault(name, []).append(value)
    except HTTPException as error:
        raise RefusalError(400, f"The multipart body is broken: {error.detail}") from error
    except UnicodeDecodeError as error:
        raise RefusalError(400, "A text part is not valid UTF-8.") from error
    return Body(fields, files, multipart=True)


def strict_object(text: str | bytes) -> dict[str, Any]:
    """A JSON object without repeated keys, NaN or broken Unicode; anything else is refused."""
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        value = json.loads(decoded, object_pairs_hook=_no_twins, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise RefusalError(400, f"The body is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise RefusalError(400, "The body must be a JSON object.")
    return value


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON number")
