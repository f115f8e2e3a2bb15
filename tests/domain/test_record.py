"""Jobs and pictures as JSON: the names that scripts rely on."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from ideogram_desk.domain.job import Job, JobState, Picture, PictureState
from ideogram_desk.domain.record import dollars, image_record, job_record, sidecar
from ideogram_desk.domain.request import Request

IMAGE = (
    "id job prompt expanded_prompt negative_prompt model style_type aspect_ratio seed resolution"
    " is_safe original_url stored_path created_at size_bytes sha256 tags rating favorite parent"
    " campaign metadata cost_usd"
)
JOB = "id state reason prompt model attempts cost_usd batch metadata images"
# Theirs -> ours.
GENERATION_RECORD = {
    "id": "01P", "prompt": "a red fox", "expandedPrompt": "a red fox at dawn",
    "negativePrompt": "blurry", "model": "V_2", "styleType": "design", "aspectRatio": "16:9",
    "seed": 7, "resolution": "1312x736", "isSafe": True, "originalUrl": "https://ideogram.ai/x",
    "storedPath": "/library/01P.png", "createdAt": "2026-11-21T09:08:07.654Z",
    "sizeBytes": 1234, "tags": ["one", "two"],
}  # fmt: skip
OURS = {
    "expandedPrompt": "expanded_prompt", "negativePrompt": "negative_prompt",
    "styleType": "style_type", "aspectRatio": "aspect_ratio", "isSafe": "is_safe",
    "originalUrl": "original_url", "storedPath": "stored_path", "createdAt": "created_at",
    "sizeBytes": "size_bytes",
}  # fmt: skip
MOMENT = datetime(2026, 11, 21, 9, 8, 7, 654_321, tzinfo=UTC)
REQUEST = Request("a red fox", "V_2", aspect="16:9", style="design", negative="blurry")
PICTURE = Picture(
    number=1, id="01P", job="01J", index=0, state=PictureState.STORED, request=REQUEST,
    created_at=MOMENT, url="https://ideogram.ai/x", seed=7, resolution="1312x736", is_safe=True,
    expanded_prompt="a red fox at dawn", style_type="design", path="images/0P/01P.png",
    sha256="ab" * 32, size_bytes=1234, width=1312, height=736, format="PNG", cost=80_000,
    tags=("one", "two"), metadata={"product": "fox"}, campaign="Q1", rating=4, favorite=True,
)  # fmt: skip
THE_JOB = Job(
    number=1, id="01J", state=JobState.DONE, reason="", request=REQUEST, created_at=MOMENT,
    attempts=1, cost=80_000, batch="01B", metadata={"k": "v"}, tags=("one",), generation_id="gen-1",
)  # fmt: skip


def test_an_image_has_every_field_of_the_contract():
    record = image_record(PICTURE, "/library/01P.png")
    assert set(IMAGE.split()) <= set(record)
    assert set(record) - set(IMAGE.split()) == {"state", "sandbox"}
    assert json.loads(json.dumps(record)) == record


def test_a_job_has_every_field_of_the_contract():
    record = job_record(THE_JOB, [image_record(PICTURE, None)])
    assert set(JOB.split()) <= set(record)
    assert set(record) - set(JOB.split()) == {"sandbox"}
    assert (record["state"], record["cost_usd"], record["images"][0]["id"]) == ("done", 0.08, "01P")


def test_every_field_of_a_generation_record_is_in_an_image():
    record = image_record(PICTURE, "/library/01P.png")
    for theirs, value in GENERATION_RECORD.items():
        assert record[OURS.get(theirs, theirs)] == value, theirs


def test_times_are_iso_8601_in_utc():
    said = image_record(PICTURE, None)["created_at"]
    assert said == "2026-11-21T09:08:07.654Z"
    assert datetime.fromisoformat(said).utcoffset().total_seconds() == 0


def test_money_is_in_dollars_exactly():
    assert [dollars(micros) for micros in (0, 1, 25_000, 80_000, 220_000)] == [
        0.0, 0.000001, 0.025, 0.08, 0.22,
    ]  # fmt: skip


def test_a_picture_that_is_not_there_yet_says_null_and_nothing_made_up():
    bare = replace(
        PICTURE, state=PictureState.EXPECTED, request=Request("a fox"), url=None, seed=None,
        resolution=None, is_safe=None, expanded_prompt=None, path=None, sha256=None,
        size_bytes=None, width=None, height=None, cost=0,
    )  # fmt: skip
    record = image_record(bare, None)
    for name in [
        "expanded_prompt",
        "negative_prompt",
        "seed",
        "resolution",
        "is_safe",
        "stored_path",
        "sha256",
        "size_bytes",
    ]:
        assert record[name] is None, name
    assert record["aspect_ratio"] == "1:1"  # the model's own default
    assert record["cost_usd"] == 0


def test_the_measured_size_stands_in_for_one_that_the_api_did_not_tell():
    assert image_record(replace(PICTURE, resolution=None), None)["resolution"] == "1312x736"
    assert image_record(replace(PICTURE, resolution="odd"), None)["resolution"] == "odd"


def test_an_exact_size_leaves_the_aspect_open_and_an_unknown_model_does_no_harm():
    sized = replace(PICTURE, request=Request("a fox", "V_2", size="1024x1024"))
    assert image_record(sized, None)["aspect_ratio"] is None
    later = replace(PICTURE, request=Request("a fox", "ideogram-9"))
    assert image_record(later, None)["aspect_ratio"] is None


def test_a_sidecar_is_enough_to_make_the_record_again():
    note = json.loads(sidecar(THE_JOB, PICTURE, "images/0P/01P.png"))
    assert note["image"] == image_record(PICTURE, "images/0P/01P.png")
    assert Request.from_json(json.dumps(note["request"])) == REQUEST
    assert (note["version"], note["index"], note["width"], note["height"]) == (1, 0, 1312, 736)
    assert note["job"]["generation_id"] == "gen-1"


def test_a_sidecar_keeps_every_language_readable():
    fox = replace(PICTURE, request=Request("ein Fuchs – 狐 🦊"))
    assert "ein Fuchs – 狐 🦊".encode() in sidecar(THE_JOB, fox, "x.png")
