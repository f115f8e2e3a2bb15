"""The ASGI application: the routes of the API, errors as JSON, a request id on every answer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ideogram_desk.sandbox import links
from ideogram_desk.sandbox.refusal import RefusalError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ideogram_desk.sandbox.desk import Desk


def build(desk: Desk) -> ASGIApp:
    routes = [
        Route("/generate", desk.generate_legacy, methods=["POST"]),
        Route("/v2/image/generate/{model}", desk.generate_v2, methods=["POST"]),
        Route("/v2/generations/{generation_id}", desk.poll, methods=["GET"]),
        Route("/models", desk.models, methods=["GET"]),
        Route(links.PATH + "/{picture_id}.png", desk.download, methods=["GET"]),
        Route("/sandbox/bill", desk.bill, methods=["GET"]),
        Route("/sandbox/faults", desk.faults, methods=["GET", "POST", "DELETE"]),
    ]
    handlers = {
        RefusalError: _refused,
        HTTPException: _http_error,
        ClientDisconnect: _hung_up,
        Exception: _broken,
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return RequestIds(app)


class RequestIds:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = str(uuid.uuid4())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        await self._app(scope, receive, send_with_id)


async def _refused(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, RefusalError)
    return error.response()


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = f"{request.method} {request.url.path}: {error.detail}"
    return JSONResponse({"error": said}, error.status_code, headers=error.headers)


async def _hung_up(request: Request, error: Exception) -> Response:
    """The caller ended in the middle of its request: nothing ran, and nobody reads this."""
    del request, error
    return Response(status_code=400)


async def _broken(request: Request, error: Exception) -> Response:
    del request
    return JSONResponse({"error": f"The sandbox made a mistake: {error!r}"}, 500)
