"""The outbox at work: callbacks are sent until each is delivered, dead, or no longer wanted.

It goes its own way beside the queue: paused or offline, a callback never delays a picture. The
store keeps what is owed, so that what was on its way at a kill is sent again, the same id and the
same bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ideogram_desk.domain.callback import Called
from ideogram_desk.domain.errors import SecretUnavailable, StoreError
from ideogram_desk.domain.events import CallbacksChanged, Notice
from ideogram_desk.engine.delivery_schedule import wait_after
from ideogram_desk.engine.receivers import Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ideogram_desk.domain.callback import Delivery
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.ports import CallbackStore, Caller, Secrets

_log = logging.getLogger(__name__)

IN_ALL = 8  # calls at a time
PAGE = 64  # deliveries looked at together
MOST = 25_000  # at most, where the oldest are all for receivers that are dead
WIDE_LOOK_EVERY = 30.0  # seconds
LOOK_EVERY = 60.0  # seconds; the clock may have been set, or the computer been asleep
COALESCE = 0.1  # seconds that a wake waits for others, since pictures come in swarms
ROOM_WAIT = 10.0  # between two looks whether the library can be written again
LATE = 60.0  # seconds after which what is due counts as late
SOON = 6.5  # seconds: an ending program still waits for the first retry
FAR = float("inf")
GONE = 410


class Delivering:
    """Sends what is owed, oldest first, a few at a time."""

    def __init__(
        self,
        store: CallbackStore,
        caller: Caller,
        secrets: Secrets,
        bus: Bus,
        report: Callable[[BaseException], None],
    ) -> None:
        self._store = store
        self._caller = caller
        self._secrets = secrets
        self._bus = bus
        self._report = report
        self._receivers: dict[str, Receiver] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._just_ended: set[str] = set()  # since what is owed was last read
        self._wake = asyncio.Event()
        self._ending = False
        self._waking: asyncio.TimerHandle | None = None
        self._wide_look_at = float("-inf")
        self._retry_at = float("-inf")  # when the last of the early second tries is due

    def wake(self) -> None:
        """Something may be owed."""
        if self._waking is None:
            self._waking = asyncio.get_running_loop().call_later(COALESCE, self._woken)

    def _woken(self) -> None:
        self._waking = None
        self._wake.set()

    def forgive(self, endpoint_id: str) -> None:
        """An endpoint was changed: it is given a new chance."""
        if endpoint_id in self._receivers:
            self._receivers[endpoint_id].forgive()
        self.wake()

    def end_when_quiet(self) -> None:
        """Let `run` end, once, when nothing is left that is due now or in a few seconds."""
        self._ending = True
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled, or until it may end."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._wake.clear()
                wait = await self._begin_what_is_due()
                retry = self._retry_at - loop.time()
                if self._ending and not self._calls and wait > SOON and retry <= 0:
                    return
                if retry > 0:
                    wait = min(wait, retry)
                # Not wait_for: before Python 3.12 it may swallow a cancelling.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(wait, LOOK_EVERY)):
                        await self._wake.wait()
        finally:
            self._ending = False
            for call in self._calls:
                call.cancel()
            await asyncio.gather(*self._calls, return_exceptions=True)

    async def _begin_what_is_due(self) -> float:
        """Seconds until another look may be worth it, if nothing wakes us."""
        now = asyncio.get_running_loop().time()
        page, wait = PAGE, FAR
        try:
            while True:
                self._just_ended.clear()
                due = await self._store.owed(page)
                wait = self._begin_of(due, now)
                # The oldest may all be for a dead receiver: then look behind them, but not often.
                if self._calls or len(due) < page or page >= MOST or now < self._wide_look_at:
                    break
                page *= 5
            if not self._calls and len(due) >= PAGE:
                if page > PAGE:
                    self._wide_look_at = now + WIDE_LOOK_EVERY
                wait = min(wait, self._wide_look_at - now)
            if not due:
                later = await self._store.next_owed()
                wait = FAR if later is None else later
        except StoreError as error:
            _log.warning("the outbox cannot be read: %s", error)
            return ROOM_WAIT
        return wait

    def _begin_of(self, due: Sequence[Delivery], now: float) -> float:
        """Begin as many as may begin; seconds until the next one may."""
        wait = FAR
        for delivery in due:
            receiver = self._receivers.setdefault(_receiver_of(delivery), Receiver())
            if delivery.id in receiver.under_way or delivery.id in self._just_ended:
                continue
            if len(self._calls) < IN_ALL and receiver.may_begin(now):
                self._begin(delivery, receiver, now)
            if receiver.free_at > now:
                wait = min(wait, receiver.free_at - now)
        return wait

    def _begin(self, delivery: Delivery, receiver: Receiver, now: float) -> None:
        receiver.begins(delivery.id, now, late=_is_late(delivery))
        call = asyncio.get_running_loop().create_task(self._deliver(delivery, receiver))
        self._calls.add(call)

        def ended(done: asyncio.Task[None]) -> None:
            self._calls.discard(done)
            self._wake.set()

        call.add_done_callback(ended)

    async def _deliver(self, delivery: Delivery, receiver: Receiver) -> None:
        called = Called(None, "The program was ended before there was an answer.")
        try:
            called = await self._call(delivery)
            # Noted before it counts as ended, or it would be found owed and sent once more.
            await self._noted(delivery, called)
        except Exception as bug:  # noqa: BLE001  one delivery's bug is not the others'
            self._report(bug)
        finally:
            well = called.status is not None and 200 <= called.status < 300  # noqa: PLR2004
            time = asyncio.get_running_loop().time()
            self._just_ended.add(delivery.id)
            receiver.ended(delivery.id, time, well=well or called.status == GONE)

    async def _call(self, delivery: Delivery) -> Called:
        try:
            secret = await self._secret(delivery)
        except (SecretUnavailable, StoreError) as error:
            return Called(None, f"It could not be signed: {error}")
        return await self._caller.call(delivery, secret)

    async def _secret(self, delivery: Delivery) -> str | None:
        """What to sign with; None where nothing is signed. Raises SecretUnavailable."""
        known_as = delivery.endpoint
        if not any(e.signed for e in await self._store.endpoints() if e.id == known_as):
            return None
        name = secret_name(known_as or "")
        secret = await asyncio.to_thread(self._secrets.find_secret, name)
        if secret is None:
            raise SecretUnavailable("Its secret is no longer in the keyring.")
        return secret

    async def _noted(self, delivery: Delivery, called: Called) -> None:
        while True:
            try:
                await self._note(delivery, called)
            except StoreError as error:
                _log.warning("a callback's outcome cannot be noted: %s", error)
                await asyncio.sleep(ROOM_WAIT)
            else:
                self._bus.tell(CallbacksChanged())
                return

    async def _note(self, delivery: Delivery, called: Called) -> None:
        if called.status is not None and 200 <= called.status < 300:  # noqa: PLR2004
            await self._store.delivered(delivery, called)
        elif called.status == GONE:
            await self._store.gone(delivery, called)
        else:
            chance = random.random()  # noqa: S311  jitter
            wait = wait_after(delivery.tries + 1, chance, called.retry_after)
            await self._store.undelivered(delivery, called, wait)
            if wait is None:
                self._bus.tell(
                    Notice(f"{_host(delivery.url)} did not take a callback in ten tries.")
                )
            elif wait <= SOON:
                loop = asyncio.get_running_loop()
                self._retry_at = max(self._retry_at, loop.time() + wait + COALESCE)
                loop.call_later(wait + COALESCE / 2, self._wake.set)


def secret_name(endpoint_id: str) -> str:
    """Under which name the keyring keeps an endpoint's secret."""
    return f"callback:{endpoint_id}"


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _receiver_of(delivery: Delivery) -> str:
    return delivery.endpoint or _host(delivery.url)


def _is_late(delivery: Delivery) -> bool:
    if delivery.next_at is None:
        return False
    return (datetime.now(UTC) - delivery.next_at).total_seconds() > LATE
