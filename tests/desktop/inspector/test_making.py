"""Pictures in the making, and those that failed: words, reasons, buttons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ideogram_desk.desktop.inspector import making
from ideogram_desk.domain.job import CANCELLABLE, RETRYABLE, JobState
from tests.desktop.inspector.conftest import NOW


@pytest.mark.parametrize("state", list(JobState))
def test_every_state_has_its_words_and_its_buttons(panel, make_job, state):
    panel.show_job(make_job(state, reason="Because."))
    view = panel.making
    assert view.title.text()
    assert view.reason.label.text() == "Because."
    assert view.cancel.isVisible() == (state in CANCELLABLE)
    assert view.retry.isVisible() == (state in RETRYABLE)
    assert view.dismiss.isVisible() == (state in making.DISMISSIBLE)
    assert view.progress.isVisible() == (state in making.MOVING)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (JobState.QUEUED, "Waiting for a place"),
        (JobState.ACCEPTED, "Generating"),
        (JobState.DOWNLOADING, "Downloading"),
        (JobState.UNSURE, "May have been paid for"),
    ],
)
def test_a_state_is_told_in_words(panel, make_tile, state, said):
    panel.show_tile(make_tile(state))
    assert panel.making.title.text() == said


def test_trying_an_unsure_job_again_names_its_price_and_why(panel, make_job):
    panel.show_job(make_job(JobState.UNSURE))
    assert panel.making.retry.text() == "Try again, may cost up to $0.06"
    assert "paid for" in panel.making.explanation.text()


def test_the_price_of_an_unsure_job_is_that_of_all_its_pictures(make_job):
    job = make_job(JobState.UNSURE)
    job = replace(job, request=replace(job.request, count=4))
    assert making.of(job, None, NOW).retry == "Try again, may cost up to $0.24"


@pytest.mark.parametrize(
    ("state", "answered", "said"),
    [
        (JobState.FAILED, False, "Try again"),
        (JobState.FAILED, True, "Fetch again, free"),
        (JobState.PARTIAL, True, "Fetch again, free"),
        (JobState.REFUSED, False, "Try again"),
        (JobState.CANCELLED, False, "Try again"),
    ],
)
def test_the_button_says_whether_it_buys_or_fetches(make_job, state, answered, said):
    assert making.of(make_job(state, answered=answered), None, NOW).retry == said


def test_a_tile_alone_never_promises_a_price(make_tile):
    assert (
        making.of_tile(make_tile(JobState.UNSURE), NOW).retry
        == "Try again, may cost its price again"
    )


@pytest.mark.parametrize(
    ("button", "signal", "state"),
    [
        ("cancel", "cancel_requested", JobState.QUEUED),
        ("retry", "retry_requested", JobState.FAILED),
        ("dismiss", "dismiss_requested", JobState.FAILED),
    ],
)
def test_the_buttons_ask_for_the_job(panel, make_job, qtbot, button, signal, state):
    panel.show_job(make_job(state))
    with qtbot.waitSignal(getattr(panel, signal)) as told:
        getattr(panel.making, button).click()
    assert told.args == ["job-1"]


def test_the_generation_id_is_among_the_ids(panel, make_job, make_tile):
    panel.show_job(make_job(JobState.ACCEPTED, generation_id="gen_1"), make_tile())
    assert panel.making.raw.ids.facts["generation_id"].value == "gen_1"
    assert panel.making.raw.ids.facts["picture_id"].value == "picture-1"
