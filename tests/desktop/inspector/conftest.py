"""Pictures and jobs for the inspector's tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ideogram_desk.desktop.inspector.panel import InspectorPanel
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.job import Job, JobState, Picture, PictureState, Tile
from ideogram_desk.domain.request import Request

NOW = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


@pytest.fixture
def panel(qtbot):
    made = InspectorPanel(Theme(), now=lambda: NOW)
    made.resize(308, 900)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def make_picture():
    def make(prompt="a tram", **said):
        request = said.pop("request", None) or Request(
            prompt, model="ideogram-3", aspect="4:5", style="design"
        )
        values = {
            "state": PictureState.STORED,
            "created_at": NOW,
            "seed": 1874209551,
            "width": 896,
            "height": 1120,
            "size_bytes": 1_900_000,
            "cost": 60_000,
        }
        return Picture(1, "picture-1", "job-1", 0, request=request, **(values | said))

    return make


@pytest.fixture
def make_job():
    def make(state=JobState.UNSURE, prompt="a tram", **said):
        request = said.pop("request", None) or Request(prompt, model="ideogram-3", aspect="4:5")
        return Job(1, "job-1", state, said.pop("reason", ""), request, NOW, **said)

    return make


@pytest.fixture
def make_tile():
    def make(job_state=JobState.QUEUED, **said):
        values = {"reason": "", "prompt": "a tram", "aspect": "16:9", "model": "V_2"}
        return Tile(
            number=1,
            id="picture-1",
            job="job-1",
            state=PictureState.EXPECTED,
            job_state=job_state,
            created_at=NOW,
            changed_at=NOW,
            **(values | said),
        )

    return make
