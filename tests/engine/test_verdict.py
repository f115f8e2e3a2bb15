"""What follows from an error, as a table."""

import pytest

from ideogram_desk.domain import errors
from ideogram_desk.domain.job import STEPS, JobState
from ideogram_desk.engine.verdict import Ask, GiveUp, Hold, Retry, backoff, verdict

REFUSED, FAILED = GiveUp(JobState.REFUSED), GiveUp(JobState.FAILED)
AGAIN = object()

# After the first attempt, after the second, after the third and last.
TABLE = [
    (errors.Unreachable("x"), (AGAIN, AGAIN, FAILED)),
    (errors.ServiceFailed("x"), (AGAIN, AGAIN, FAILED)),
    (errors.RateLimited("x"), (AGAIN, AGAIN, FAILED)),
    (errors.RateLimited("x", 30.0), (Retry(30.0), Retry(30.0), FAILED)),
    (errors.RateLimited("x", 1e9), (Retry(3600.0), Retry(3600.0), FAILED)),
    (errors.RateLimited("x", -5.0), (Retry(1.0), Retry(1.0), FAILED)),
    (errors.RateLimited("x", float("nan")), (Retry(1.0), Retry(1.0), FAILED)),
    (errors.AnswerUnknown("x"), (Ask(), Ask(), Ask())),
    (errors.KeyRejected("x"), (Hold(), Hold(), Hold())),
    (errors.OutOfCredit("x"), (Hold(), Hold(), Hold())),
    (errors.SecretUnavailable("x"), (Hold(), Hold(), Hold())),
    (errors.RequestRejected("x"), (REFUSED, REFUSED, REFUSED)),
    (errors.ContentRefused("x"), (REFUSED, REFUSED, REFUSED)),
    (errors.UnexpectedReply("x"), (FAILED, FAILED, FAILED)),
    (errors.GenerationUnknown("x"), (FAILED, FAILED, FAILED)),
    (errors.LinkDead("x"), (FAILED, FAILED, FAILED)),
]


@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_each_error_has_its_consequence(attempt):
    for error, expected in TABLE:
        wanted = expected[attempt - 1]
        if wanted is AGAIN:
            wanted = Retry(backoff(attempt, 0.25))
        assert verdict(error, attempt, 0.25) == wanted, repr(error)


def every_kind(base):
    return {base, *(kind for child in base.__subclasses__() for kind in every_kind(child))}


def test_every_error_of_the_api_is_in_the_table():
    assert every_kind(errors.ApiError) - {errors.ApiError} <= {type(error) for error, _ in TABLE}


def test_only_what_is_proven_unpaid_is_sent_again():
    unpaid = {errors.Unreachable, errors.ServiceFailed, errors.RateLimited}
    for error, _ in TABLE:
        again = any(isinstance(verdict(error, n, 0.5), Retry) for n in (1, 2, 3))
        assert again is (type(error) in unpaid), repr(error)


def test_what_may_have_been_paid_for_is_never_sent_again_by_itself():
    for attempt in range(1, 10):
        assert verdict(errors.AnswerUnknown("x"), attempt, 0.5) == Ask()


@pytest.mark.parametrize(
    "state", sorted({v.state for _, row in TABLE for v in row if isinstance(v, GiveUp)})
)
def test_a_job_that_is_given_up_takes_a_legal_step(state):
    assert state in STEPS[JobState.SENDING]


def test_the_wait_doubles_from_two_seconds_up_to_a_minute():
    assert [backoff(n, 0.5) for n in range(1, 8)] == [2, 4, 8, 16, 32, 60, 60]
    assert backoff(1000, 0.5) == 60


def test_chance_spreads_the_wait_by_a_quarter_either_way():
    assert (backoff(1, 0.0), backoff(1, 1.0)) == (1.5, 2.5)
