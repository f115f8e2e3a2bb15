"""The answers that say no: a status and a body, raised from wherever the mistake is seen."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    410: "Gone",
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}

UNSAFE_PROMPT = "Prompt provided failed safety check due to the inclusion of prohibited content."


class RefusalError(Exception):
    """The request is answered with an error; nothing runs and nothing is billed."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers
        self.more = more

    def response(self) -> JSONResponse:
        body = {"error": self.message, **self.more}
        return JSONResponse(body, self.status, headers=self.headers)


def invalid(field: str, why: str) -> RefusalError:
    return RefusalError(400, f"Invalid field '{field}': {why}.")


def problem(status: int, detail: str) -> JSONResponse:
    """The problem-detail form of an error, which some of the API's servers are thought to use."""
    body = {
        "detail": detail,
        "status": status,
        "title": TITLES.get(status, "Error"),
        "type": "about:blank",
    }
    return JSONResponse(body, status, media_type="application/problem+json")
