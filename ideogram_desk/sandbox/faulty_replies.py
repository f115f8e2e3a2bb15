"""Faults made into answers: errors in every form, pages instead of JSON, cut connections."""

from __future__ import annotations

import asyncio
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response

from ideogram_desk.sandbox.connection import CutShort, HangUp, Unmeasured
from ideogram_desk.sandbox.fault_kinds import DOWNLOADS, REPLIES, SPOILERS
from ideogram_desk.sandbox.refusal import TITLES, UNSAFE_PROMPT, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ideogram_desk.sandbox.faults import Fault

_JSON = "application/json"
_PAGE = "<!doctype html><title>{0}</title><h1>{0}</h1><p>Please sign in to use this network.</p>"
_SLOW = 5.0


def reply_instead(struck: list[Fault]) -> Response | None:
    """The answer that comes instead of the real one, if one of the faults wants that."""
    for fault in struck:
        if fault.name in REPLIES:
            return _reply(fault)
    return None


async def spoiled(response: Response, struck: list[Fault]) -> Response:
    """The real answer after what the faults do to it."""
    for fault in struck:
        if fault.name == "slow":
            await asyncio.sleep(float(fault.value or _SLOW))
        elif fault.name in SPOILERS:
            response = _spoil(fault, bytes(response.body))
    return response


def download_instead(struck: list[Fault], picture: bytes) -> Response | None:
    for fault in struck:
        if fault.name in DOWNLOADS:
            return _download(fault, picture)
    return None


def _reply(fault: Fault) -> Response:
    if fault.name in _SPECIAL:
        return _SPECIAL[fault.name](fault)
    form, _, status = fault.name.rpartition("-")
    match form:
        case "problem":
            return problem(int(status), f"{TITLES[int(status)]} (a fault that was asked for)")
        case "html":
            return _page(int(status))
    return _error(int(status), f"{TITLES[int(status)]} (a fault that was asked for).")


def _credit(fault: Fault) -> Response:
    reason = fault.value or "insufficient_funds"
    return _error(402, "Insufficient credits.", reject_reason=reason)


def _failed_while_answering(fault: Fault) -> Response:
    del fault
    body = {"error": "The model failed while answering.", "status_code": 500}
    return JSONResponse(body, 200)


def _hang_up(fault: Fault) -> Response:
    return HangUp(reset=fault.value == "reset")


def _too_many(fault: Fault) -> Response:
    response = _error(
        429,
        "Too many generations in flight.",
        reject_reason="inflight_limit",
        max_inflight_requests=10,
        task_completion_speed="slow",
    )
    if fault.value:
        response.headers["retry-after"] = fault.value
    return response


def _spoil(fault: Fault, body: bytes) -> Response:
    if fault.name in _BYTES:
        return Response(_BYTES[fault.name](body), media_type=_JSON)
    if fault.name == "drop-after":
        return _hang_up(fault)
    if fault.name == "504-after":
        return _error(504, "Gateway Timeout")
    return _page(502 if fault.name == "html-502-after" else 200)


def _download(fault: Fault, picture: bytes) -> Response:
    match fault.name:
        case "truncated":
            return CutShort(picture, media_type="image/png")
        case "no-length":
            return Unmeasured(picture, media_type="image/png")
        case "garbage":
            return Response(picture[:8] + picture[:7:-1], media_type="image/png")
        case "empty-file":
            return Response(b"", media_type="image/png")
        case "jpeg":
            return Response(b"\xff\xd8\xff\xe0" + picture[4:], media_type="image/jpeg")
    return _error(int(fault.value or 410), "The link has expired.")


def _error(status: int, message: str, **more: object) -> Response:
    return JSONResponse({"error": message, **more}, status)


def _page(status: int) -> Response:
    return HTMLResponse(_PAGE.format(TITLES.get(status, "Welcome")), status)


_SPECIAL: Mapping[str, Callable[[Fault], Response]] = MappingProxyType(
    {
        "402": _credit,
        "422": lambda _: _error(422, UNSAFE_PROMPT),
        "429": _too_many,
        "429-funds": lambda _: _error(
            429, "Too many requests.", reject_reason="insufficient_funds"
        ),
        "429-html": lambda _: _page(429),
        "200-error": _failed_while_answering,
        "drop-before": _hang_up,
    }
)

_BYTES: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "empty-body": lambda _: b"",
        "truncated-json": lambda body: body[: len(body) // 2],
        "byte-order-mark": lambda body: b"\xef\xbb\xbf" + body,
        "utf-16": lambda body: body.decode().encode("utf-16"),
        "deep-json": lambda _: b"[" * 200_000,
        "repeated-keys": lambda body: body.rstrip().removesuffix(b"}") + b',"data":[]}',
    }
)
