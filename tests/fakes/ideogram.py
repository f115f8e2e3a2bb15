"""A scripted Generator: answers from a list, remembers what it was asked."""

from __future__ import annotations

import asyncio
import io
import json
from collections import deque

from PIL import Image

from ideogram_desk.domain.answer import Accepted, Answered, AnsweredPicture, Reply
from ideogram_desk.domain.errors import ApiError


def picture_bytes(width=64, height=48, colour=(200, 80, 40), kind="PNG"):
    packed = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(packed, kind)
    return packed.getvalue()


def answered(count=1, *, withheld=(), url="https://ideogram.ai/p/{}", generation_id=None):
    return Answered(
        tuple(
            AnsweredPicture(
                url=None if i in withheld else url.format(i),
                withheld=i in withheld,
                seed=100 + i,
                prompt="a longer prompt",
                resolution="1024x1024",
                is_safe=i not in withheld,
            )
            for i in range(count)
        ),
        generation_id=generation_id,
    )


class FakeIdeogram:
    """`submissions`, `polls` and `downloads` are what comes back, in turn; the last one repeats.

    An exception in a list is raised instead. An exception marked `before_mark` comes before the
    request counts as sent.
    """

    def __init__(self, submissions=(), polls=(), downloads=()):
        self.script = {
            "submit": deque(submissions or [answered()]),
            "poll": deque(polls or [answered()]),
            "download": deque(downloads or [picture_bytes()]),
        }
        self.submitted = []
        self.polled = []
        self.downloaded = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.takes = 0.0  # seconds that an answer takes
        self.is_there = True
        self.looks = 0  # free calls whether it is there
        self._meaning = None

    def _next(self, step):
        queue = self.script[step]
        return queue.popleft() if len(queue) > 1 else queue[0]

    async def submit(self, request, inputs, before_send):
        outcome = self._next("submit")
        if getattr(outcome, "before_mark", False):
            raise outcome
        await before_send()
        self.submitted.append(request)
        self.in_flight += request.count
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.in_flight -= request.count
        if isinstance(outcome, BaseException) and not isinstance(outcome, ApiError):
            raise outcome
        if isinstance(outcome, ApiError) and getattr(outcome, "no_reply", False):
            raise outcome
        return self._reply(outcome)

    def _reply(self, outcome):
        reply = Reply(200, json.dumps(repr(outcome)).encode(), "application/json", "req-1")
        self._meanings = getattr(self, "_meanings", {})
        self._meanings[id(reply)] = (reply, outcome)
        return reply

    async def poll(self, generation_id):
        self.polled.append(generation_id)
        return self._reply(self._next("poll"))

    async def download(self, url, progress=None):
        self.downloaded.append(url)
        outcome = self._next("download")
        if isinstance(outcome, BaseException):
            raise outcome
        if progress is not None:
            progress(len(outcome), len(outcome))
        return outcome

    async def is_answering(self):
        self.looks += 1
        return self.is_there

    def _read(self, reply):
        outcome = self._meanings[id(reply)][1]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def read_submission(self, request, reply):
        return self._read(reply)

    def read_poll(self, request, reply):
        return self._read(reply)

    async def close(self):
        pass


def unsent(error):
    error.before_mark = True
    return error


def unanswered(error):
    error.no_reply = True
    return error


def accepted(generation_id="gen-1"):
    return Accepted(generation_id)
