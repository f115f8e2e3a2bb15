"""The Ideogram API as the engine sees it: submit, poll, download, and what the replies mean."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

from ideogram_desk import __version__
from ideogram_desk.api import body, download, links, wire
from ideogram_desk.api.answers import Reader
from ideogram_desk.api.patience import MAX_REPLY, Patience
from ideogram_desk.api.refusals import KEY_STATUSES
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.answer import Accepted, Answered, Reply
from ideogram_desk.domain.catalogue import Family
from ideogram_desk.domain.errors import (
    GenerationUnknown,
    KeyRejected,
    LinkDead,
    RequestRejected,
    Unreachable,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from ideogram_desk.api.transport import Connections, Received
    from ideogram_desk.domain.request import Request

_log = logging.getLogger(__name__)

_KEY = re.compile(r"[\x21-\x7e]{1,500}")  # what may stand in a header, and has no spaces
_MASKABLE = 8  # characters; a shorter "key" would blot out ordinary words
_MASK = b"[API key]"
_OK = 200
_OWN_TROUBLE = 500
_MAX_HEADER = 200


class Ideogram:
    """One API address and one key. Nothing is connected, nor even loaded, before the first call.

    The key is sent to this address only; it stands in no repr, error, log line or kept reply.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None,
        *,
        user_agent: str = f"ideogram-desk/{__version__}",
        patience: Patience = Patience(),  # noqa: B008  frozen
    ) -> None:
        """Raises SettingsError for an address that the key must not be sent to."""
        self._api = links.origin(base_url)
        self._key = (key or "").strip()
        self._user_agent = user_agent
        self._patience = patience
        self._reader = Reader(self._api)
        self._connections: Connections | None = None
        self._making = asyncio.Lock()

    def __repr__(self) -> str:
        return f"Ideogram({self._api.base})"

    async def submit(
        self,
        request: Request,
        inputs: Mapping[str, Path],
        before_send: Callable[[], Awaitable[None]],
    ) -> Reply:
        """Send a paid request once; `before_send` is awaited just before the first byte.

        An answer that broke off comes back as far as it came; reading it tells what that means.
        Raises Unreachable or KeyRejected while not a byte was sent, AnswerUnknown after that.
        """
        key = self._usable_key()
        wants = request.references or request.mask
        files = await asyncio.to_thread(_contents, request, inputs) if wants else {}
        call = wire.submission(request, files)
        connections = await self._connected()
        legacy = catalogue.get(request.model).family is Family.LEGACY
        received = await connections.buy(
            self._api.base + call.path, key, call, before_send, generating=legacy
        )
        return self._reply(received)

    async def poll(self, generation_id: str) -> Reply:
        """Ask, free of charge, how a generation stands. Raises Unreachable."""
        if not body.USABLE_ID.fullmatch(generation_id):
            raise GenerationUnknown("Ideogram gave this generation an id that cannot be asked for.")
        return await self._ask(wire.generation(generation_id).path)

    async def download(
        self, url: str, progress: Callable[[int, int | None], None] | None = None
    ) -> bytes:
        """A picture's bytes; `progress` is told bytes so far and in all, if known.

        Raises Unreachable (try again) or LinkDead.
        """
        refused = links.refusal(url, self._api)
        if refused:
            raise LinkDead(refused)
        connections = await self._connected()
        return download.picture(await connections.fetch(url, progress))

    def read_submission(self, request: Request, reply: Reply) -> Accepted | Answered:
        """What a paid request's reply means. Raises the ApiError that it is."""
        return self._reader.submission(request, reply)

    def read_poll(self, request: Request, reply: Reply) -> Accepted | Answered:
        """What a poll's reply means; Accepted while still pending."""
        return self._reader.poll(request, reply)

    async def check_key(self) -> bool:
        """Whether the API accepts the key, by a free call. Raises Unreachable if it is not said."""
        if not _KEY.fullmatch(self._key):
            return False
        reply = await self._ask(wire.MODELS)
        if reply.status == _OK and body.load(reply.body) is not None:
            return True
        if reply.status in KEY_STATUSES and not body.is_web_page(reply):
            return False
        raise Unreachable(
            f"{self._api.host} answered, but not in a way that tells whether the key is good "
            f"(status {reply.status}). Try again later."
        )

    async def is_answering(self) -> bool:
        """Whether the API can be reached and answers for itself; asked by a free call."""
        try:
            reply = await self._ask(wire.MODELS)
        except (Unreachable, KeyRejected):
            return False
        # A refused key is an answer, too; a web page is somebody else's.
        return reply.status < _OWN_TROUBLE and body.load(reply.body) is not None

    async def warm(self) -> None:
        """Make the connections ready, so that the first click does not wait for it."""
        await self._connected()

    async def close(self) -> None:
        connections, self._connections = self._connections, None
        if connections is not None:
            await connections.close()

    async def _ask(self, path: str) -> Reply:
        key = self._usable_key()
        connections = await self._connected()
        return self._reply(await connections.ask(self._api.base + path, key))

    async def _connected(self) -> Connections:
        async with self._making:
            if self._connections is None:
                self._connections = await asyncio.to_thread(self._connect)
            return self._connections

    def _connect(self) -> Connections:
        from ideogram_desk.api.transport import Connections

        return Connections(self._api, self._user_agent, self._patience)

    def _usable_key(self) -> str:
        if not self._key:
            raise KeyRejected("No API key is set. Nothing was sent. Enter one in the settings.")
        if not _KEY.fullmatch(self._key):
            raise KeyRejected(
                "The API key holds characters that no key has. Nothing was sent. "
                "Enter it again in the settings."
            )
        return self._key

    def _reply(self, received: Received) -> Reply:
        """What came, to be kept for good: unpacked, and without the key, should it be echoed."""
        said = received.headers
        content = received.body
        content = body.unpacked(content, said.get("content-encoding", ""), MAX_REPLY)
        if len(self._key) >= _MASKABLE:
            content = content.replace(self._key.encode("ascii"), _MASK)
        reply = Reply(
            status=received.status,
            body=content,
            content_type=self._header(said, "content-type"),
            request_id=self._header(said, "x-request-id"),
            retry_after=self._header(said, "retry-after"),
        )
        _log.info("Ideogram answered %s, request %s", reply.status, reply.request_id or "unnamed")
        return reply

    def _header(self, headers: Mapping[str, str], name: str) -> str:
        said = headers.get(name, "")
        return "" if self._key and self._key in said else body.line(said)[:_MAX_HEADER]


def _contents(request: Request, inputs: Mapping[str, Path]) -> dict[str, bytes]:
    """The bytes of the input pictures. Blocks."""
    names = (*request.references, *((request.mask,) if request.mask else ()))
    try:
        return {name: inputs[name].read_bytes() for name in names}
    except (OSError, KeyError):
        pass
    raise RequestRejected(
        "An input picture of this request is missing from the library or cannot be read. "
        "Nothing was sent or charged. Add the picture again."
    )
