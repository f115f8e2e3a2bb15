"""Whether a start waits for the user's word."""

from datetime import UTC, datetime

from ideogram_desk.domain.job import Job, JobState, Recovery
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import Request
from ideogram_desk.engine.starting import reason_to_ask


def job(number, *, sandbox=False, count=1):
    request = Request("a red fox", model="V_2", count=count)
    time = datetime(2026, 11, 21, tzinfo=UTC)
    return Job(number, str(number), JobState.UNSURE, "", request, time, sandbox=sandbox)


def test_a_clean_end_needs_no_word():
    assert reason_to_ask(Recovery(), PUBLISHED) == ""


def test_what_is_unsure_is_told_with_its_money():
    said = reason_to_ask(Recovery(unsure=(job(1), job(2, count=2))), PUBLISHED)
    assert "2 jobs were being sent" in said
    assert "$0.24" in said


def test_play_money_is_not_told():
    said = reason_to_ask(Recovery(unsure=(job(1, sandbox=True),)), PUBLISHED)
    assert "One job was being sent" in said
    assert "$" not in said


def test_a_job_under_way_at_two_bad_ends_is_told():
    said = reason_to_ask(Recovery(poisonous=(job(1),)), PUBLISHED)
    assert "twice" in said
    assert "unsure" not in said
