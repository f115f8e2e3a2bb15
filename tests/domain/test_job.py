"""The states of a job, and the steps between them."""

import pytest

from ideogram_desk.domain.job import (
    ACTIVE,
    CANCELLABLE,
    OPEN,
    RETRYABLE,
    SETTLED,
    STEPS,
    VARIANTS,
    JobState,
)

# The contract's words, which scripts rely on.
STATES = (
    "queued held sending accepted downloading done partial withheld refused failed unsure cancelled"
)
# May have been sent, or the API has said that it runs or ran: paid for, or perhaps.
PERHAPS_PAID = {JobState.ACCEPTED, JobState.DOWNLOADING, JobState.DONE, JobState.PARTIAL, JobState.WITHHELD}  # fmt: skip


def reachable(start):
    seen, new = set(), {start}
    while new:
        seen |= new
        new = {after for state in new for after in STEPS[state]} - seen
    return seen


def test_the_states_are_the_contract_s():
    assert [str(state) for state in JobState] == STATES.split()


def test_every_state_has_its_steps_and_is_reached_from_the_queue():
    assert set(STEPS) == set(JobState)
    assert reachable(JobState.QUEUED) == set(JobState)


def test_only_what_is_all_there_or_all_withheld_is_final():
    assert {state for state in STEPS if not STEPS[state]} == {JobState.DONE, JobState.WITHHELD}


def test_every_open_job_can_come_to_an_end():
    for state in JobState:
        assert reachable(state) & SETTLED, state


def test_the_groups_of_states_fit_together():
    assert set(JobState) == OPEN | SETTLED
    assert not OPEN & SETTLED
    assert OPEN > ACTIVE
    assert OPEN > CANCELLABLE
    assert not CANCELLABLE & ACTIVE


@pytest.mark.parametrize("state", JobState)
def test_what_can_be_cancelled_is_exactly_what_is_not_yet_sent(state):
    assert (JobState.CANCELLED in STEPS[state]) == (state in CANCELLABLE)


@pytest.mark.parametrize("state", JobState)
def test_what_can_be_retried_has_a_way_on_and_is_not_under_way(state):
    if state in RETRYABLE:
        assert STEPS[state] & OPEN
        assert state not in ACTIVE
    else:
        assert state in ACTIVE | {JobState.QUEUED, JobState.DONE, JobState.WITHHELD}


@pytest.mark.parametrize("state", sorted(PERHAPS_PAID))
def test_what_is_paid_for_is_never_queued_and_bought_again(state):
    assert not STEPS[state] & {JobState.QUEUED, JobState.SENDING, JobState.HELD}


def test_only_the_queue_leads_to_sending():
    assert [state for state in STEPS if JobState.SENDING in STEPS[state]] == [JobState.QUEUED]


def test_the_variants_are_the_sizes_that_clients_ask_for():
    assert {v.name: (v.width, v.height) for v in VARIANTS} == {
        "og": (1200, 630), "thumb": (400, 400), "social": (1080, 1080),
    }  # fmt: skip
