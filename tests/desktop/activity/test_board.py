"""What stands on which tab, and how events change it before the store is asked again."""

from dataclasses import replace

from ideogram_desk.desktop.activity.board import Board
from ideogram_desk.domain.callback import DeliveryState
from ideogram_desk.domain.job import Activity, JobState
from tests.desktop.activity.conftest import NOW, SPEED, delivery


def keys(board, tab):
    return [row.key for row in board.rows(tab, NOW)]


def test_running_lists_what_is_made_tried_again_and_callbacks_that_fail(make):
    made, again, waiting = make(JobState.ACCEPTED), make(attempts=1, wait=4), make()
    board = Board()
    board.take(Activity(running=(made,), queued=(again, waiting), queued_count=2), [delivery()])
    assert keys(board, "running") == [made.id, again.id, "delivery1"]
    assert keys(board, "queued") == [waiting.id]
    assert board.counts(NOW) == {"running": 3, "queued": 1, "review": 0, "done": 0}


def test_a_callback_on_its_first_way_is_no_news(make):
    board = Board()
    board.take(Activity(), [delivery(tries=0)])
    assert keys(board, "running") == []


def test_a_callback_given_up_is_under_review_for_a_week():
    board = Board()
    board.take(Activity(), [delivery(DeliveryState.DEAD)])
    assert keys(board, "review") == ["delivery1"]
    board.take(Activity(), [delivery(DeliveryState.DEAD, ago=8 * 86_400)])
    assert keys(board, "review") == []


def test_a_step_takes_a_job_to_its_tab_at_once(full):
    board = Board()
    board.take(full, [])
    job = full.queued[0]
    board.change(replace(job, state=JobState.SENDING, attempts=1))
    assert keys(board, "running")[-1] == job.id
    assert board.counts(NOW)["queued"] == 3
    board.change(replace(job, state=JobState.REFUSED))
    assert keys(board, "review")[0] == job.id
    assert board.counts(NOW)["review"] == 4
    board.change(replace(job, state=JobState.DONE))
    assert keys(board, "done")[0] == job.id
    assert board.counts(NOW)["review"] == 3


def test_elapsed_counts_from_the_sending_through_all_of_an_attempt(make):
    board = Board()
    job = make(JobState.SENDING, attempts=1, ago=9)
    board.change(job)
    board.change(replace(job, state=JobState.DOWNLOADING, changed_at=NOW))
    assert board.rows("running", NOW)[0].right == "9 s"
    board.change(replace(job, state=JobState.SENDING, attempts=2, changed_at=NOW))
    assert board.rows("running", NOW)[0].right == "0 s"


def test_the_usual_time_is_learnt_by_model_and_speed(make):
    board = Board()
    job = make(JobState.ACCEPTED, attempts=1, ago=5)
    board.learn([(job.request.model, SPEED, 10.0), (job.request.model, "high", 100.0)])
    board.change(job)
    assert board.rows("running", NOW)[0].share == 0.5


def test_a_place_sooner_or_later_names_the_job_to_stand_before(full):
    board = Board()
    board.take(full, [])
    first, second, third, last = (job.id for job in full.queued)
    assert board.after(third, -1, NOW) == (True, second)
    assert board.after(second, 1, NOW) == (True, last)
    assert board.after(third, 1, NOW) == (True, None)
    assert board.after(first, -1, NOW) == (False, None)
    assert board.after(last, 1, NOW) == (False, None)
