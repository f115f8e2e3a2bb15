"""What tiles say while they have no picture to show."""

from datetime import timedelta

import pytest

from ideogram_desk.desktop.gallery.words import HINT, first_words, words_of
from ideogram_desk.domain.job import JobState, PictureState
from tests.desktop.gallery.conftest import NOW, make_tile


def said(job_state, state=PictureState.EXPECTED, **more):
    return words_of(make_tile(1, state=state, job_state=job_state, **more), NOW)


def test_a_stored_picture_says_nothing():
    assert words_of(make_tile(1), NOW) is None


@pytest.mark.parametrize(
    ("job_state", "title"),
    [
        (JobState.QUEUED, "Waiting"),
        (JobState.SENDING, "Generating"),
        (JobState.ACCEPTED, "Generating"),
        (JobState.DOWNLOADING, "Downloading"),
        (JobState.WITHHELD, "Withheld by the safety check"),
        (JobState.REFUSED, "Refused, not paid"),
        (JobState.UNSURE, "May have been paid"),
        (JobState.FAILED, "Failed"),
        (JobState.HELD, "On hold"),
        (JobState.CANCELLED, "Cancelled"),
    ],
)
def test_every_state_has_its_words(job_state, title):
    assert said(job_state).title == title


def test_a_wait_counts_down():
    words = said(
        JobState.QUEUED,
        reason="Rate limited.",
        attempts=1,
        not_before=NOW + timedelta(seconds=3.2),
    )
    assert words.detail == "Rate limited, trying again in 4 s (2 of 3)"
    assert words.ticking


def test_a_picture_in_the_making_counts_up():
    words = said(JobState.ACCEPTED, attempts=1)
    assert (words.title, words.detail) == ("Generating", "attempt 1 of 3 · 7 s")
    assert words.busy
    assert said(JobState.SENDING, changed_at=NOW).title == "Sending"


def test_what_went_wrong_says_why_and_what_to_do():
    words = said(JobState.UNSURE, reason="The connection broke.")
    assert (words.detail, words.hint) == ("The connection broke.", HINT)
    lost = said(JobState.PARTIAL, PictureState.LOST)
    assert lost.title == "Paid, but could not be fetched"
    assert said(JobState.PARTIAL, PictureState.ABSENT).title == "Not delivered"
    assert said(JobState.PARTIAL, PictureState.WITHHELD).detail == "Paid"


def test_first_words_are_cut_between_words():
    assert first_words("one two\nthree") == "one two three"
    assert first_words("fern and moss, on stone " * 9, 20) == "fern and moss, on…"
