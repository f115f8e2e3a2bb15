"""What the Batch tab makes of a draft before anything is queued, and what its cells say."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ideogram_desk.desktop.campaign import choices
from ideogram_desk.desktop.campaign.board import (
    Spot,
    board_of_batch,
    board_of_draft,
    first_lot,
)
from ideogram_desk.desktop.campaign.cell_words import (
    can_edit,
    duration,
    orders_for,
    tally,
    words_of,
)
from ideogram_desk.desktop.campaign.draft import (
    Draft,
    campaign_of,
    draft_of,
    first_draft,
    from_json,
    lines_of,
    parse_budget,
    to_json,
)
from ideogram_desk.desktop.campaign.outlook import in_seconds, with_earlier, work_out
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.batch import Batch, BatchKind, Earlier
from ideogram_desk.domain.campaign import Q1_LAUNCH, Format, batch_fingerprint
from ideogram_desk.domain.job import Job, JobState
from ideogram_desk.domain.money import PUBLISHED, Prices
from ideogram_desk.domain.request import Request

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FIRST = first_draft()


def job_for(request, number=1, state=JobState.DONE, **changes):
    values = {
        "number": number,
        "id": f"j{number}",
        "state": state,
        "reason": "",
        "request": request,
        "created_at": NOW,
        "changed_at": NOW - timedelta(seconds=7),
    }
    return Job(**{**values, **changes})


def jobs_of(outlook, **changes):
    return [
        job_for(cell.job.request, number, metadata=cell.job.metadata, **changes)
        for number, cell in enumerate(outlook.cells, 1)
    ]


def batch_of(draft, jobs, kind=BatchKind.CAMPAIGN):
    source = campaign_of(draft).to_json() if kind is BatchKind.CAMPAIGN else "list.csv"
    return Batch(1, "b", draft.name, kind, NOW, source, batch_fingerprint(jobs))


# --- the draft -------------------------------------------------------------------------------


def test_a_draft_of_a_campaign_makes_the_same_campaign():
    full = replace(
        Q1_LAUNCH, speed="turbo", count=3, seed=7, negative="text", magic="on", tags=("q1",),
        metadata={"client": "ACME"}, callback="https://example.com/x", budget=25_500_000,
    )  # fmt: skip
    assert campaign_of(draft_of(full)) == full


def test_a_draft_comes_back_from_json_and_rubbish_is_left_out():
    draft = replace(FIRST, metadata=(("a", "b"),), tags=("x",), budget="5", skip=False, seed=3)
    assert from_json(to_json(draft)) == draft
    rubbish = {
        "name": 5, "products": ["a", 3], "formats": [{"name": 1}, {"name": "x", "aspect": 7}, 4],
        "model": "V_99", "count": 99, "metadata": [["a"], ["b", "c"], 7], "seed": True,
    }  # fmt: skip
    read = from_json(rubbish)
    assert (read.name, read.products, read.formats) == ("", ("a",), (Format("x"),))
    assert (read.model, read.count, read.metadata) == (Draft().model, 8, (("b", "c"),))
    assert read.seed is None


@pytest.mark.parametrize(
    ("typed", "millionths"),
    [("", None), ("25", 25_000_000), ("$25.50", 25_500_000), (" 0,30 ", 300_000)],
)
def test_a_budget_is_read_as_it_is_typed(typed, millionths):
    assert parse_budget(typed) == millionths


@pytest.mark.parametrize("typed", ["abc", "0", "-5", "nan", "inf", "1e9", "5 000"])
def test_a_budget_that_is_no_sum_is_told_and_not_guessed(typed):
    with pytest.raises(ValueError, match=typed.strip()):
        parse_budget(typed)
    assert "budget" in work_out(replace(FIRST, budget=typed), PUBLISHED).problems


def test_a_pasted_column_is_a_product_a_line_without_the_other_columns():
    text = 'Tea\t3\r\n\r\n  Green  tea \t4\n"Cocoa"\n'
    assert lines_of(text) == ("Tea", "Green tea", "Cocoa")


# --- what it comes to ------------------------------------------------------------------------


def test_an_outlook_prices_every_cell_by_the_users_own_prices():
    outlook = work_out(FIRST, Prices({"V_2": 100_000}))
    assert (outlook.offer.total, outlook.offer.images, outlook.offer.cost) == (6, 6, 600_000)


def test_what_was_run_is_skipped_only_if_asked_to_and_always_counted():
    outlook = work_out(FIRST, PUBLISHED)
    earlier = {outlook.fingerprints[0]: Earlier("old", NOW, JobState.DONE, (1,))}
    skipping = with_earlier(outlook, earlier)
    assert (len(skipping.offer.jobs), skipping.offer.skipped) == (5, 1)
    anyway = with_earlier(replace(outlook, draft=replace(FIRST, skip=False)), earlier)
    assert (len(anyway.offer.jobs), anyway.offer.skipped) == (6, 0)


def test_problems_stand_at_the_field_that_makes_them_in_the_tabs_order():
    bad = replace(
        FIRST, name=" ", prompt="{product} {colour}", budget="x", callback="ftp://x",
        formats=(*FIRST.formats, Format("odd", "7:3")), metadata=(("team", "a"), ("team", "b")),
    )  # fmt: skip
    told = work_out(bad, PUBLISHED).problems
    assert list(told) == ["campaign", "prompt", "formats", "budget", "metadata", "callback"]
    assert told["formats"].startswith("odd: ")
    assert "{colour}" in told["prompt"]


def test_cells_that_ask_for_the_same_are_counted():
    same = replace(FIRST, prompt="a fox", formats=(Format("a", "1:1"), Format("b", "9:16")))
    assert work_out(same, PUBLISHED).twins == 2


def test_the_time_is_told_only_when_every_model_was_timed():
    offer = work_out(FIRST, PUBLISHED).offer
    assert in_seconds(offer, [("V_1", "", 9.0)], 3).seconds is None
    assert in_seconds(offer, [("V_2", "", 9.0), ("V_2", "", 11.0)], 3).seconds == 20.0
    assert in_seconds(offer, [("V_2", "", 10.0)], 100).seconds == 10.0


def test_ten_thousand_cells_are_worked_out_in_little_time():
    big = replace(FIRST, products=tuple(f"Product {n}" for n in range(3333)))
    begun = time.perf_counter()
    outlook = work_out(big, PUBLISHED)
    board = board_of_draft(outlook)
    assert len(board.spots) == 9999
    assert time.perf_counter() - begun < 4


def test_the_pickers_offer_what_the_model_takes_and_keep_what_was_chosen():
    for model in catalogue.MODELS:
        offered = {value for value, _text in choices.ratios(model.id, None)}
        assert offered == {"", *model.aspects}
        assert ("9:9", "9:9") in choices.ratios(model.id, "9:9")
        speeds = {value for value, _text in choices.speeds(model.id, None)}
        assert speeds == {"", *model.speeds} - set(model.reference_speeds)


# --- the board -------------------------------------------------------------------------------


def test_a_batch_fills_its_cells_and_what_was_left_out_shows_what_was_run():
    outlook = work_out(FIRST, PUBLISHED)
    earlier = {outlook.fingerprints[2]: Earlier("old", NOW, JobState.DONE, (9,))}
    jobs = [job for at, job in enumerate(jobs_of(outlook)) if at != 2]
    board = board_of_batch(batch_of(FIRST, jobs), jobs, PUBLISHED, with_earlier(outlook, earlier))
    assert [spot.job is not None for spot in board.spots] == [True, True, False, True, True, True]
    assert board.spots[2].earlier.numbers == (9,)
    assert board.states == {JobState.DONE: 5}


def test_the_newest_job_of_a_cell_stands_in_it_whatever_comes_late():
    outlook = work_out(FIRST, PUBLISHED)
    jobs = jobs_of(outlook)
    again = replace(jobs[0], number=7, id="j7", state=JobState.QUEUED)
    board = board_of_batch(batch_of(FIRST, jobs), [*jobs, again], PUBLISHED, outlook)
    assert board.spots[0].job is again
    board.take(replace(jobs[0], state=JobState.FAILED))
    assert board.spots[0].job is again
    assert sum(board.states.values()) == 6
    assert board.take(replace(again, state=JobState.DONE, cost=80_000, changed_at=NOW)) == (0, 0)
    assert (board.states[JobState.DONE], board.spent) == (6, 80_000)


def test_older_news_of_a_job_does_not_undo_newer_news():
    outlook = work_out(FIRST, PUBLISHED)
    jobs = jobs_of(outlook)
    board = board_of_batch(batch_of(FIRST, jobs), jobs, PUBLISHED, outlook)
    late = replace(jobs[0], state=JobState.SENDING, changed_at=NOW - timedelta(seconds=60))
    assert board.take(late) is None
    assert board.spots[0].job.state is JobState.DONE


def test_a_lists_rows_are_the_jobs_it_was_queued_with():
    asked = [Request("a fox", "V_2"), Request("a hare", "V_2"), Request("a fox", "V_2")]
    jobs = [job_for(request, number) for number, request in enumerate(asked, 1)]
    batch = batch_of(FIRST, jobs, BatchKind.LIST)
    jobs[1] = replace(jobs[1], state=JobState.REFUSED, replaced_by=4)
    edited = job_for(Request("a mild hare", "V_2"), 4)
    again = job_for(asked[2], 5, JobState.QUEUED)
    board = board_of_batch(batch, [*jobs, edited, again], PUBLISHED)
    assert [spot.job.number for spot in board.spots] == [1, 4, 5]
    assert board.rows == ["a fox", "a hare", "a fox"]


def test_the_first_lot_of_a_batch_is_told_by_its_fingerprint():
    jobs = [job_for(Request(f"a fox {n}", "V_2"), n) for n in range(5)]
    prints = [job.request.fingerprint for job in jobs]
    assert first_lot(prints, batch_fingerprint(jobs[:3])) == 3
    assert first_lot(prints, "unknown") == 5


def test_a_batch_whose_campaign_cannot_be_read_is_shown_as_a_list():
    outlook = work_out(FIRST, PUBLISHED)
    jobs = jobs_of(outlook)
    board = board_of_batch(batch_of(FIRST, jobs), jobs, PUBLISHED, None)
    assert board.is_list
    assert len(board.rows) == 6


# --- words -----------------------------------------------------------------------------------

STATES = {
    JobState.QUEUED: ("Queued", "", ""),
    JobState.HELD: ("On hold", "", ""),
    JobState.SENDING: ("Generating", "", ""),
    JobState.ACCEPTED: ("Generating", "", ""),
    JobState.DOWNLOADING: ("Downloading", "", ""),
    JobState.WITHHELD: ("Withheld by the safety check", "", ""),
    JobState.REFUSED: ("Prompt was refused", "Edit & retry", "edit"),
    JobState.FAILED: ("Failed", "Try again", "retry"),
    JobState.UNSURE: ("May have been paid", "Try again, may cost up to $0.08", "retry"),
    JobState.CANCELLED: ("Cancelled", "Queue again", "retry"),
}


@pytest.mark.parametrize("state", JobState)
def test_every_state_says_in_words_what_it_is_and_what_can_be_done(state):
    job = job_for(Request("a fox", "V_2"), state=state, reason="Why.")
    words = words_of(Spot("a fox", 80_000, job), NOW)
    if state in (JobState.DONE, JobState.PARTIAL):
        assert words is None
    else:
        assert (words.title, words.action, words.order) == STATES[state]
        offered = {
            order for order, _words in orders_for(Spot("a fox", 80_000, job), has_picture=False)
        }
        assert not words.order or words.order in offered


def test_what_is_paid_for_is_fetched_again_and_never_edited():
    job = job_for(Request("a fox", "V_2"), state=JobState.FAILED, answered=True, cost=80_000)
    assert words_of(Spot("a fox", 80_000, job), NOW).action == "Fetch again"
    assert not can_edit(job)
    assert can_edit(replace(job, answered=False, cost=0))


def test_a_wait_counts_down_with_its_reason_and_attempt():
    job = job_for(
        Request("a fox", "V_2"), state=JobState.QUEUED, attempts=1, reason="Rate limited.",
        not_before=NOW + timedelta(seconds=3.2),
    )  # fmt: skip
    words = words_of(Spot("a fox", 1, job), NOW)
    assert words.detail == "Rate limited, trying again in 4 s (2 of 3)"
    assert words.ticking


def test_a_download_says_how_much_has_come():
    job = job_for(Request("a fox", "V_2"), state=JobState.DOWNLOADING)
    words = words_of(Spot("a fox", 1, job), NOW, (1_200_000, 1_400_000))
    assert words.detail == "1.2 MB of 1.4 MB"
    assert words.done == pytest.approx(12 / 14)


def test_the_line_under_the_title_counts_and_adds_up():
    outlook = work_out(FIRST, PUBLISHED)
    states = [JobState.DONE, JobState.WITHHELD, JobState.UNSURE, JobState.REFUSED,
              JobState.CANCELLED, JobState.QUEUED]  # fmt: skip
    jobs = [replace(job, state=state, cost=80_000 * (state in (JobState.DONE, JobState.WITHHELD)))
            for job, state in zip(jobs_of(outlook), states, strict=True)]  # fmt: skip
    board = board_of_batch(batch_of(FIRST, jobs), jobs, PUBLISHED, outlook)
    assert tally(board, 5_000_000) == (
        "2 of 6 done · 2 need review · 1 cancelled · $0.16 of $5.00 spent · up to $0.08 unsure"
    )


def test_play_money_is_not_told_as_if_it_had_been_paid():
    outlook = work_out(FIRST, PUBLISHED)
    jobs = [replace(job, state=JobState.DONE, sandbox=True) for job in jobs_of(outlook)]
    board = board_of_batch(batch_of(FIRST, jobs), jobs, PUBLISHED, outlook)
    assert tally(board, None).endswith("spent in the sandbox")


def test_a_duration_is_told_in_one_unit():
    assert [duration(s) for s in (3, 41, 170, 9000)] == [
        "about 5 s", "about 40 s", "about 3 min", "about 2 h",
    ]  # fmt: skip
