"""Every state of a job and of a callback, in the words of its card."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideogram_desk.desktop.activity import rows
from ideogram_desk.domain.callback import DeliveryState
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.money import PUBLISHED, Prices, price_key
from tests.desktop.activity.conftest import CELL, NOW, SPEED, delivery


def running(job, ago, usual=None, received=None):
    return rows.running(job, NOW, NOW - timedelta(seconds=ago), usual, received)


def test_a_campaigns_cell_is_named_by_product_and_format(make):
    assert rows.title_of(make(metadata=CELL, batch="b")) == "Mobile payment · blog-hero"
    assert rows.title_of(make(metadata=CELL, prompt="a fox")) == "a fox"


def test_a_picture_in_the_making_says_how_long_and_how_far_by_what_is_usual(make):
    row = running(make(JobState.ACCEPTED, attempts=1), 6, usual=12)
    assert (row.state, row.right, row.share) == ("Generating", "6 s", 0.5)


def test_a_bar_that_is_only_reckoned_never_reaches_the_end(make):
    assert running(make(JobState.ACCEPTED, attempts=1), 600, usual=12).share == rows.NEARLY
    assert running(make(JobState.ACCEPTED, attempts=1), 6).share is None


def test_attempt_and_number_of_pictures_are_told_where_there_are_several(make):
    assert running(make(JobState.ACCEPTED, attempts=2, count=4), 6).state == (
        "Generating 4 images (2 of 3)"
    )
    assert running(make(JobState.SENDING, attempts=1), 1).state == "Sending"
    assert running(make(JobState.SENDING, attempts=1), 5).state == "Generating"


@pytest.mark.parametrize(
    ("received", "said", "share"),
    [
        (None, "Downloading", None),
        ((1_200_000, 1_400_000), "Downloading 1.2 of 1.4 MB", 1.2 / 1.4),
        ((340_000, 1_400_000), "Downloading 340 kB of 1.4 MB", 0.34 / 1.4),
        ((340_000, None), "Downloading 340 kB", None),
    ],
)
def test_what_comes_in_is_told_in_bytes(make, received, said, share):
    row = running(make(JobState.DOWNLOADING, attempts=1), 9, received=received)
    assert row.state == said
    assert row.share == pytest.approx(share) if share else row.share is None


def test_a_rate_limit_counts_down_to_the_next_attempt(make):
    job = make(reason="Rate limited.", attempts=1, wait=4, ago=4)
    assert rows.is_waiting_again(job, NOW)
    row = rows.waiting_again(job, NOW)
    assert row.state == "Rate limited — trying again in 4 s (2 of 3)"
    assert (row.tone, row.share) == ("warn", 0.5)
    assert row.cross.order == "cancel"


def test_the_line_tells_places_and_the_head_of_it_needs_no_run_next(make):
    first, second = rows.queued(make(), 1, NOW), rows.queued(make(count=4), 2, NOW)
    assert (first.state, first.action) == ("Next in line", None)
    assert second.state == "Waiting · 4 images"
    assert second.action.order == "run_next"


def test_what_is_on_hold_says_why(make):
    row = rows.queued(make(JobState.HELD, reason="The key was rejected."), 1, NOW)
    assert row.state == "On hold — The key was rejected"
    assert row.tone == "warn"


def test_a_refused_prompt_shows_the_servers_reason_and_can_be_edited(make):
    row = rows.review(make(JobState.REFUSED, reason="No such words."), PUBLISHED, NOW)
    assert row.state == "No such words."
    assert (row.action.order, row.cross.order) == ("edit", "dismiss")


def test_what_may_have_been_paid_names_the_price_as_the_user_has_it(make):
    job = make(JobState.UNSURE)
    key = price_key(job.request.model, SPEED)
    row = rows.review(job, Prices({key: 50_000}), NOW)
    assert row.action.text == "Try again, may cost up to $0.05"
    assert "may have been paid" in row.state
    play = rows.review(make(JobState.UNSURE, sandbox=True), PUBLISHED, NOW)
    assert play.action.text == "Try again"


def test_what_is_paid_is_fetched_and_not_bought_again(make):
    row = rows.review(make(JobState.FAILED, answered=True), PUBLISHED, NOW)
    assert row.action.text == "Fetch again, free"


def test_the_model_of_a_later_version_costs_nothing_known(make):
    from dataclasses import replace

    job = make(JobState.UNSURE)
    job = replace(job, request=replace(job.request, model="ideogram-9"))
    assert rows.review(job, PUBLISHED, NOW).action.text == "Try again, may cost its price again"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (JobState.DONE, "1 image · $0.06"),
        (JobState.WITHHELD, "Withheld by the safety check, paid · $0.06"),
        (JobState.PARTIAL, "Partly done · $0.06"),
        (JobState.CANCELLED, "Cancelled, not paid"),
    ],
)
def test_what_is_settled_says_what_came_of_it(make, state, said):
    cost = 0 if state is JobState.CANCELLED else 60_000
    assert rows.done(make(state, cost=cost), NOW).state == said


def test_play_money_is_told_apart(make):
    assert rows.done(make(JobState.DONE, cost=60_000, sandbox=True), NOW).state == (
        "1 image · $0.06, sandbox"
    )


def test_a_callback_that_is_owed_says_why_and_when():
    row = rows.callback(delivery(), NOW)
    assert row.title == "Callback to hooks.example.com"
    assert row.state == "HTTP 503 — retry 3 of 10 in 2 min"
    assert row.action.text == "Send now"
    assert row.tip == "Picture made: a red fox"


def test_a_callback_that_was_given_up_can_be_sent_again():
    row = rows.callback(delivery(DeliveryState.DEAD, tries=10, status=None, note="No answer."), NOW)
    assert row.state == "No answer — given up after 10 tries"
    assert row.action.text == "Send again"


@pytest.mark.parametrize(
    ("seconds", "said"), [(-3, "0 s"), (7, "7 s"), (99, "99 s"), (118, "2 min"), (9000, "2 h")]
)
def test_seconds_are_told_as_people_say_them(seconds, said):
    assert rows.seconds_words(seconds) == said
