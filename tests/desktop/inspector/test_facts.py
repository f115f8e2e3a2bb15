"""The rows of facts, as words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideogram_desk.desktop.inspector import facts, wording
from ideogram_desk.domain.change import Summary
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.request import Request
from tests.desktop.inspector.conftest import NOW


def by_key(found):
    return {fact.key: fact for fact in found}


@pytest.mark.parametrize(
    ("seed", "said"),
    [(0, "0"), (123, "123"), (1234, "1234"), (12345, "12 345"), (1874209551, "1874 209 551")],
)
def test_a_seed_is_grouped_to_be_read_aloud(seed, said):
    assert facts.grouped(seed) == said


def test_a_picture_tells_model_seed_size_time_and_cost(make_picture):
    found = by_key(facts.of_picture(make_picture(), NOW))
    assert found["model"].value == "3.0 · Default · Design"
    assert (found["seed"].value, found["seed"].copied) == ("1874 209 551", "1874209551")
    assert found["size"].value == "896 × 1120 · 1.9 MB"
    assert found["aspect"].value == "4:5"
    assert found["created"].value.startswith("today ")
    assert found["created"].tooltip.startswith("2026-11-19 ")
    assert found["cost"].value == "$0.06"


def test_the_sandbox_is_never_billed(make_picture):
    found = by_key(facts.of_picture(make_picture(sandbox=True), NOW))
    assert found["cost"].value == "$0.06 · sandbox, free"


def test_another_resolution_than_the_files_is_told(make_picture):
    same = by_key(facts.of_picture(make_picture(resolution="896x1120"), NOW))
    other = by_key(facts.of_picture(make_picture(resolution="1024x1024"), NOW))
    assert "Ideogram said" not in same["size"].tooltip
    assert "Ideogram said 1024x1024" in other["size"].tooltip


def test_what_was_not_asked_for_has_no_row(make_picture):
    assert not {"palette", "preset", "style_codes", "references", "campaign"} & set(
        by_key(facts.of_picture(make_picture(), NOW))
    )


def test_everything_asked_for_has_a_row(make_picture):
    request = Request(
        "x",
        model="ideogram-3",
        palette=("#ff8800@0.5", "#112233"),
        preset="80s_illustration",
        style_codes=("0123abcd",),
        references=("a.png", "b.png"),
        mask="m.png",
    )
    found = by_key(facts.of_picture(make_picture(request=request), NOW))
    assert found["palette"].value == "#ff8800, #112233"
    assert found["palette"].copied == "#ff8800@0.5, #112233"
    assert found["preset"].value == "80s illustration"
    assert found["style_codes"].value == "0123abcd"
    assert found["references"].value == "2 pictures and a mask"


def test_a_model_of_a_later_version_is_shown_as_it_is_called(make_picture, make_job):
    request = Request("x", model="ideogram-9")
    assert (
        by_key(facts.of_picture(make_picture(request=request), NOW))["model"].value == request.model
    )
    assert by_key(facts.of_job(make_job(request=request), NOW))["cost"].value == "$0.00"


def test_a_job_tells_its_price_until_it_is_charged(make_job):
    waiting = by_key(facts.of_job(make_job(JobState.QUEUED), NOW))["cost"]
    charged = by_key(facts.of_job(make_job(cost=60_000), NOW))["cost"]
    assert (waiting.label, charged.label) == ("Price", "Cost")


def test_many_tell_what_they_share_and_mixed(make_picture):
    found = by_key(facts.of_many([make_picture(), make_picture(seed=4, sandbox=True)], NOW))
    assert found["model"].value == "3.0 · Default · Design"
    assert found["seed"].value == "mixed"
    assert found["bytes"].value == "3.8 MB"
    assert found["cost"].value == "$0.06 and $0.06 in the sandbox"
    assert facts.of_many([], NOW) == ()


@pytest.mark.parametrize(
    ("ago", "said"), [(0, "today"), (1, "yesterday"), (2, "Tue 17 Nov"), (400, "15 Oct 2025")]
)
def test_a_day_is_told_in_words(ago, said):
    assert wording.day(NOW - timedelta(days=ago), NOW) == said


def test_every_state_has_words():
    assert all(wording.job_state(state) for state in JobState)


def test_any_number_of_pictures_are_told_by_their_commonest_kinds():
    summary = Summary(
        count=1_000,
        models={"V_2": 7, "ideogram-3": 900, "a later one": 50, "ideogram-4": 40, "V_1": 3},
        styles={"design": 1_000},
        aspects={"4:5": 999, "": 1},
        bytes=80_000_000,
        cost=2_000_000,
        play=40_000,
    )
    found = by_key(facts.of_summary(summary))
    assert found["model"].value == "3.0 (900), a later one (50), 4.0 (40) and 2 more"
    assert found["style"].value == "Design"
    assert found["aspect"].value == "4:5 (999), none (1)"
    assert found["bytes"].value == "80 MB"
    assert found["cost"].value == "$2.00 and $0.04 in the sandbox"
