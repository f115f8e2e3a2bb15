"""Callbacks: what is told to whom when a picture is made, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class CallbackEvent(StrEnum):
    COMPLETED = "generation.completed"  # one stored picture
    FAILED = "generation.failed"  # a job without its pictures, or one that could not be fetched
    WITHHELD = "generation.withheld"  # one picture, paid for, that the safety check kept back


class DeliveryState(StrEnum):
    OWED = "owed"  # waits for its turn or its next try
    DELIVERED = "delivered"
    DEAD = "dead"  # every try failed; "send again" is the user's
    DISABLED = "disabled"  # the receiver said 410: gone


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A receiver of callbacks. Its secret, if it has one, is in the keyring under its id."""

    id: str
    url: str
    name: str = ""
    every_job: bool = True  # else only jobs that name its URL
    own_network: bool = False  # the user's word that it is his own machine or network
    full_path: bool = False  # tell the file's whole path, not only its name
    signed: bool = False  # a secret is in the keyring
    active: bool = True  # False by the user, or after a 410


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one receiver; `id` and `body` never change, however often it goes."""

    id: str  # the webhook-id header
    event: CallbackEvent
    url: str
    body: bytes
    state: DeliveryState
    created_at: datetime
    endpoint: str | None = None  # None where only the job named the URL
    job: str = ""
    picture: str | None = None
    tries: int = 0
    next_at: datetime | None = None
    status: int | None = None  # of the last try
    note: str = ""  # a plain sentence about the last try
    own_network: bool = False  # may go to the user's own machine or network


@dataclass(frozen=True, slots=True)
class Called:
    """How one try went. `status` is None where there was no answer."""

    status: int | None
    note: str = ""
    retry_after: float | None = None  # seconds
