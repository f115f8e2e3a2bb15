"""Faults made into answers: errors in every form, pages instead of JSON, cut connections."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response

from ideogram_desk.sandbox.connection import CutShort, HangUp, Unmeasured
from ideogram_desk.sandbox.fault_kinds import DOWNLOADS, REPLIES, SPOILERS
from ideogram_desk.sandbox.refusal import TITLES, UNSAFE_PROMPT, problem

if TYPE_CHECKING:
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
            response = _spoil(fault, bytes(response.body), response)
    return response


def download_instead(struck: list[Fault], picture: bytes) -> Response | None:
    for fault in struck:
        if fault.name in DOWNLOADS:
            return _download(fault, picture)
    return None


def _reply(fault: Fault) -> Response:
    match fault.name.split("-"):
        case ["402"]:
            reason = fault.value or "insufficient_funds"
            return _error(402, "Insufficient credits.", reject_reason=reason)
        case ["422"]:
            return _error(422, UNSAFE_PROMPT)
        case ["429"]:
            return _too_many(fault)
        case ["429", "funds"]:
            return _error(429, "Too many requests.", reject_reason="insufficient_funds")
        case ["problem", status]:
            return problem(int(status), f"{TITLES[int(status)]} (a fault that was asked for)")
        case ["429", "html"]:
            return _page(429)
        case ["html", status]:
            return _page(int(status))
        case ["200", "error"]:
            body = {"error": "The model failed while answering.", "status_code": 500}
            return JSONResponse(body, 200)
        case ["drop", "before"]:
            return HangUp(reset=fault.value == "reset")
        case [status, *_]:
            return _error(int(status), f"{TITLES[int(status)]} (a fault that was asked for).")
    raise AssertionError(fault.name)


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


def _spoil(fault: Fault, body: bytes, response: Response) -> Response:
    match fault.name:
        case "drop-after":
            return HangUp(reset=fault.value == "reset")
        case "html-200-after":
            return _page(200)
        case "html-502-after":
            return _page(502)
        case "504-after":
            return _error(504, "Gateway Timeout")
        case "empty-body":
            return Response(b"", media_type=_JSON)
        case "truncated-json":
            return Response(body[: len(body) // 2], media_type=_JSON)
        case "byte-order-mark":
            return Response(b"\xef\xbb\xbf" + body, media_type=_JSON)
        case "utf-16":
            return Response(body.decode().encode("utf-16"), media_type=_JSON)
        case "deep-json":
            return Response(b"[" * 200_000, media_type=_JSON)
        case "repeated-keys":
            return Response(body.rstrip().removesuffix(b"}") + b',"data":[]}', media_type=_JSON)
    return response


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
