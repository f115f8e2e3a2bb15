"""Jobs and callbacks as the store would give them, at a moment that stands still."""

from datetime import UTC, datetime, timedelta

import pytest

from ideogram_desk.desktop.activity.panel import ActivityPanel
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.callback import CallbackEvent, Delivery, DeliveryState
from ideogram_desk.domain.job import Activity, Job, JobState
from ideogram_desk.domain.request import Request

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
SPEED = catalogue.get(catalogue.DEFAULT_MODEL).default_speed
CELL = {"product": "Mobile payment", "format": "blog-hero"}


class Clock:
    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at

    def pass_by(self, seconds):
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def make():
    """Jobs with ids in the order of their making."""
    made = []

    def make_job(state=JobState.QUEUED, prompt="a red fox", *, ago=0, count=1, wait=None, **fields):
        number = len(made) + 1
        moment = NOW - timedelta(seconds=ago)
        job = Job(
            number,
            f"job{number}",
            state,
            fields.pop("reason", ""),
            Request(
                prompt, model=catalogue.DEFAULT_MODEL, speed=fields.pop("speed", None), count=count
            ),
            moment,
            changed_at=moment,
            not_before=NOW + timedelta(seconds=wait) if wait is not None else None,
            **fields,
        )
        made.append(job)
        return job

    return make_job


def delivery(state=DeliveryState.OWED, *, ago=60, next_in=118, tries=2, status=503, note=""):
    return Delivery(
        "delivery1",
        CallbackEvent.COMPLETED,
        "https://hooks.example.com/in",
        b'{"prompt": "a red fox"}',
        state,
        NOW - timedelta(seconds=ago),
        job="job9",
        tries=tries,
        next_at=NOW + timedelta(seconds=next_in),
        status=status,
        note=note,
    )


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def panel(qtbot, qapp, clock):
    theme = Theme()
    theme.prepare(qapp)
    made = ActivityPanel(clock)
    made.resize(308, 700)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def full(make):
    """One of each."""
    return Activity(
        running=(make(JobState.ACCEPTED, ago=6, attempts=1),),
        queued=tuple(make(prompt=f"fox {n}") for n in range(4)),
        review=(
            make(JobState.REFUSED, reason="The prompt was refused.", ago=60),
            make(JobState.UNSURE, ago=120),
            make(JobState.FAILED, reason="It failed.", ago=180),
        ),
        done=(make(JobState.DONE, cost=60_000), make(JobState.CANCELLED)),
        queued_count=4,
        review_count=3,
    )
