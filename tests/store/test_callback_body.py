"""The body of a callback: the seed's fields, valid and small whatever it is made of."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideogram_desk.domain.callback import CallbackEvent
from ideogram_desk.domain.callback_body import MOST_BYTES, callback_body
from ideogram_desk.domain.job import Job, JobState, Picture, PictureState
from ideogram_desk.domain.request import Request

AT = datetime(2026, 11, 21, 13, 5, 6, 7000, tzinfo=UTC)


def job(prompt="a fox", metadata=None, seed=None):
    request = Request(prompt=prompt, model="V_2", seed=seed)
    return Job(1, "01job", JobState.DOWNLOADING, "", request, AT, metadata=metadata or {})


def picture(**kwargs):
    given = {"path": "images/ic/01pic.png", "seed": 7, "resolution": "1024x1024", **kwargs}
    return Picture(3, "01pic", "01job", 0, PictureState.STORED, Request("a fox"), AT, **given)


def body(event=CallbackEvent.COMPLETED, *args, at=AT, **kwargs):
    raw = callback_body(event, *args, at=at, **kwargs)
    assert len(raw) <= MOST_BYTES < 20_000
    return json.loads(raw)


def test_a_stored_picture_is_told_with_the_seeds_fields():
    assert body(CallbackEvent.COMPLETED, job(metadata={"product": "Café"}), picture()) == {
        "event": "generation.completed",
        "jobId": "01job",
        "imageId": "01pic",
        "prompt": "a fox",
        "seed": 7,
        "resolution": "1024x1024",
        "filePath": "01pic.png",
        "metadata": {"product": "Café"},
        "model": "V_2",
        "timestamp": "2026-11-21T13:05:06.007Z",
    }


def test_the_whole_path_is_told_only_where_it_may_be():
    told = body(CallbackEvent.COMPLETED, job(), picture(), folder=Path("/home/a/library"))
    assert told["filePath"] == str(Path("/home/a/library/images/ic/01pic.png"))


def test_a_failed_job_is_told_with_its_reason():
    told = body(CallbackEvent.FAILED, job(seed=5), None, error="Ideogram was busy.")
    assert (told["error"], told["imageId"], told["filePath"], told["seed"]) == (
        "Ideogram was busy.", None, None, 5,
    )  # fmt: skip


def test_a_size_that_the_api_did_not_tell_is_the_measured_one():
    told = body(CallbackEvent.COMPLETED, job(), picture(resolution=None, width=64, height=48))
    assert told["resolution"] == "64x48"


@pytest.mark.parametrize("letter", ["x", "é", "漢", "🦊", '"', "\\", "\n", "\x01", "\ud800"])
def test_a_prompt_too_long_is_cut_between_letters_and_that_is_said(letter):
    told = body(CallbackEvent.COMPLETED, job(letter * 30_000), picture())
    assert told["cut"] is True
    shown = letter.encode("utf-8", "replace").decode()
    assert told["prompt"] == shown * len(told["prompt"])
    # It holds as much as there is room for.
    assert len(callback_body(CallbackEvent.COMPLETED, job(letter * 30_000), picture(), at=AT)) > (
        MOST_BYTES - 8
    )


def test_metadata_too_large_is_cut_entry_by_entry_and_leaves_the_prompt_room():
    metadata = {f"k{i}": "v" * 500 for i in range(100)}
    told = body(CallbackEvent.COMPLETED, job("p" * 15_000, metadata), picture())
    assert told["cut"] is True
    assert 10 < len(told["metadata"]) < 17
    assert list(told["metadata"]) == list(metadata)[: len(told["metadata"])]
    assert len(told["prompt"]) > 10_000


def test_what_fits_exactly_is_not_cut():
    room = MOST_BYTES - len(callback_body(CallbackEvent.COMPLETED, job(""), picture(), at=AT))
    assert "cut" not in body(CallbackEvent.COMPLETED, job("x" * room), picture())
    assert body(CallbackEvent.COMPLETED, job("x" * (room + 1)), picture())["cut"] is True


text = st.text(st.characters(), max_size=60).flatmap(
    lambda some: st.integers(1, 2_000).map(lambda times: some * times)
)


@settings(max_examples=60, deadline=None)
@given(text, st.dictionaries(text, text, max_size=20), text, text)
def test_whatever_it_is_made_of_a_body_is_json_and_small(prompt, metadata, error, resolution):
    told = body(
        CallbackEvent.FAILED,
        job(prompt, metadata),
        picture(resolution=resolution, path=f"images/ic/{resolution}.png"),
        error=error,
        folder=Path("/library"),
    )
    whole = prompt.encode("utf-8", "replace").decode()
    assert whole.startswith(told["prompt"])
    assert told.get("cut") or told["prompt"] == whole


def test_the_time_is_told_in_utc():
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=45)))
    told = body(CallbackEvent.COMPLETED, job(), picture(), at=elsewhere)
    assert told["timestamp"] == "2026-11-21T13:05:06.007Z"
