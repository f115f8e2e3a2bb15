"""A batch: jobs that were asked for together, as a campaign or as a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ideogram_desk.domain.job import JobState


class BatchKind(StrEnum):
    CAMPAIGN = "campaign"  # products by formats
    LIST = "list"  # rows of a file


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch about to be queued with its jobs."""

    name: str
    kind: BatchKind
    source: str = ""  # the campaign as JSON, or the name of the file
    fingerprint: str = ""  # SHA-256 over its jobs' fingerprints, in order
    budget: int | None = None  # millionths of a dollar that it may cost at most


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that was queued. `spent`, `reserved` and `unsure` are millionths of a dollar.

    `states` counts its jobs, without those that an edited one has taken the place of.
    """

    number: int
    id: str
    name: str
    kind: BatchKind
    created_at: datetime
    source: str = ""
    fingerprint: str = ""
    budget: int | None = None
    states: Mapping[JobState, int] = field(default_factory=dict)
    pictures: int = 0  # stored
    spent: int = 0
    reserved: int = 0
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest job that asked for the same as a request does."""

    job: str
    at: datetime
    state: JobState
    numbers: tuple[int, ...]  # its stored pictures
