"""The front desk: every HTTP call of the sandbox, from the key check to the answer."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from ideogram_desk.sandbox import (
    answers,
    bodies,
    faults,
    faulty_replies,
    legacy_rules,
    v2_rules,
)
from ideogram_desk.sandbox.connection import HangUp
from ideogram_desk.sandbox.fault_kinds import Step
from ideogram_desk.sandbox.generation import State
from ideogram_desk.sandbox.refusal import UNSAFE_PROMPT, RefusalError

if TYPE_CHECKING:
    from starlette.requests import Request

    from ideogram_desk.sandbox.answers import Answers
    from ideogram_desk.sandbox.faults import Faults
    from ideogram_desk.sandbox.gallery import Gallery
    from ideogram_desk.sandbox.generation import Generation
    from ideogram_desk.sandbox.links import Links
    from ideogram_desk.sandbox.order import Order
    from ideogram_desk.sandbox.studio import Studio

_POLLS, _POLL_SECONDS = 1_000, 10.0


class Desk:
    def __init__(
        self,
        keys: frozenset[str],
        studio: Studio,
        gallery: Gallery,
        links: Links,
        wording: Answers,
        wanted: Faults,
    ) -> None:
        self._keys = keys
        self._studio = studio
        self._gallery = gallery
        self._links = links
        self._answers = wording
        self._faults = wanted
        self._polled: deque[float] = deque()

    async def generate_legacy(self, request: Request) -> Response:
        self._check_key(request)
        if request.query_params:
            raise RefusalError(400, "This endpoint takes no query parameters.")
        body = await bodies.read(request, (bodies.JSON,))
        return await self._submit(legacy_rules.order_of(body))

    async def generate_v2(self, request: Request) -> Response:
        self._check_key(request)
        model = request.path_params["model"]
        if not v2_rules.known(model):
            raise RefusalError(404, f"Model '{model}' was not found.")
        quote_only = v2_rules.wants_quote(dict(request.query_params))
        body = await bodies.read(request, v2_rules.accepted_types(model))
        order = await asyncio.to_thread(v2_rules.order_of, model, body)
        if quote_only:
            return JSONResponse(answers.price_quote(order))
        return await self._submit(order)

    async def poll(self, request: Request) -> Response:
        self._check_key(request)
        self._check_poll_rate()
        generation = self._studio.find(request.path_params["generation_id"])
        struck = self._faults.strike(Step.POLL, generation.order.prompt)
        if reply := faulty_replies.reply_instead(struck):
            return reply
        answer = _json(self._answers.polled(generation), generation)
        return await faulty_replies.spoiled(answer, struck)

    async def download(self, request: Request) -> Response:
        if "api-key" in request.headers:
            raise RefusalError(400, "A signed link takes no Api-Key: never send the key here.")
        picture_id = request.path_params["picture_id"]
        query = request.query_params
        self._links.check(picture_id, query.get("exp", ""), query.get("sig", ""), time.time())
        generation_id, _, index = picture_id.rpartition("-")
        generation = self._studio.find(generation_id)
        struck = self._faults.strike(Step.DOWNLOAD, generation.order.prompt)
        if reply := faulty_replies.reply_instead(struck):
            return reply
        picture = await self._gallery.picture(generation, int(index))
        if reply := faulty_replies.download_instead(struck, picture):
            return reply
        return await faulty_replies.spoiled(Response(picture, media_type="image/png"), struck)

    async def models(self, request: Request) -> Response:
        self._check_key(request)
        return JSONResponse({"models": []})

    async def bill(self, request: Request) -> Response:
        del request
        return JSONResponse(self._studio.bill())

    async def faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
        if request.method == "POST":
            body = await request.body()
            wishes = bodies.strict_object(b'{"faults":' + body + b"}")["faults"]
            self._faults.add(wishes if isinstance(wishes, list) else [wishes])
        return JSONResponse(self._faults.listed())

    async def _submit(self, order: Order) -> Response:
        faults.check_words(order.prompt)
        struck = self._faults.strike(Step.SUBMIT, order.prompt)
        if reply := faulty_replies.reply_instead(struck):
            return reply
        if faults.is_unsafe(order.prompt):
            raise RefusalError(422, UNSAFE_PROMPT)
        generation = self._studio.accept(order, faults.marks_among(struck))
        if not order.run_async:
            await generation.settled.wait()
            if generation.state is State.PENDING:  # the sandbox is ending
                return HangUp()
            if generation.state is State.FAILED:
                raise RefusalError(500, "The generation failed. You have not been charged.")
        legacy = order.family == "legacy"
        said = self._answers.legacy if legacy else self._answers.submitted
        return await faulty_replies.spoiled(_json(said(generation), generation), struck)

    def _check_key(self, request: Request) -> None:
        key = request.headers.get("api-key", "")
        known = key in self._keys if self._keys else key and " " not in key
        if not known:
            raise RefusalError(401, "The Api-Key header is missing or the key is not valid.")

    def _check_poll_rate(self) -> None:
        now = time.monotonic()
        while self._polled and now - self._polled[0] > _POLL_SECONDS:
            self._polled.popleft()
        if len(self._polled) >= _POLLS:
            wait = int(_POLL_SECONDS - (now - self._polled[0])) + 1
            raise RefusalError(429, "Polling too often.", headers={"Retry-After": str(wait)})
        self._polled.append(now)


def _json(answer: dict[str, object], generation: Generation) -> Response:
    headers = answers.NOTICE_HEADERS if "notice" in generation.marks else None
    return Response(answers.as_json(answer), headers=headers, media_type="application/json")
