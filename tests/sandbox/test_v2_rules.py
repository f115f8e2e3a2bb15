"""What `POST /v2/image/generate/{model}` takes, refuses, quotes and answers."""

import io
import json

import pytest
from PIL import Image

CAPTION = {
    "high_level_description": "A cafe window sign at dusk.",
    "style_description": {"photo": "50mm", "color_palette": ["#2B1D14"]},
    "compositional_deconstruction": {
        "background": "brick wall",
        "elements": [
            {"type": "obj", "bbox": [200, 150, 900, 850], "desc": "window"},
            {"type": "text", "text": "OPEN LATE", "desc": "red neon"},
        ],
    },
}


def picture(size=(64, 64), color="#c33", kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, kind)
    return file.getvalue()


def mask(size=(64, 64), *, plain=False):
    drawn = Image.new("L", size, 255)
    if not plain:
        drawn.paste(0, (8, 8, 24, 24))
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def part(content, name="a.png", kind="image/png"):
    return (name, content, kind)


def caption(**changes):
    return json.dumps({**CAPTION, **changes})


ACCEPTED = [
    ("ideogram-3", {}),
    ("ideogram-3", {"aspect_ratio": "16x9", "rendering_speed": "turbo", "negative_prompt": "x"}),
    ("ideogram-3", {"resolution": "1312x736", "style_type": "design", "magic_prompt": "off"}),
    ("ideogram-3", {"aspect_ratio": "auto", "style_preset": "bauhaus"}),
    ("ideogram-3", {"style_codes": ["AAFF5733", "00000000"]}),
    ("ideogram-3", {"color_palette": {"name": "melon"}}),
    ("ideogram-3", {"prompt": '{"not": "a caption"}'}),
    ("ideogram-4", {"rendering_speed": "quality", "resolution": "1440x2560", "seed": 3}),
    ("ideogram-4", {"prompt": caption()}),
    ("ideogram-4", {"prompt": "{cat}"}),
    ("ideogram-4", {"private": True, "enable_copyright_detection": None}),
    ("ideogram-4", {"webhook_url": "https://example.test/hook", "target_collection_id": "c"}),
    ("ideogram-4-5", {"quality": "low", "size": "auto"}),
    ("ideogram-4-5", {"size": "1024x1024"}),
]

REFUSED = [
    ("ideogram-3", {"rendering_speed": "flash"}),
    ("ideogram-3", {"rendering_speed": "TURBO"}),
    ("ideogram-3", {"aspect_ratio": "16:9"}),
    ("ideogram-3", {"aspect_ratio": "1x4"}),
    ("ideogram-3", {"aspect_ratio": "1x1", "resolution": "1024x1024"}),
    ("ideogram-3", {"resolution": "2048x2048"}),
    ("ideogram-3", {"style_type": "anime"}),
    ("ideogram-3", {"style_type": "DESIGN"}),
    ("ideogram-3", {"style_preset": "BAUHAUS"}),
    ("ideogram-3", {"style_preset": "bauhaus", "style_codes": ["AAFF5733"]}),
    ("ideogram-3", {"style_type": "design", "style_codes": ["AAFF5733"]}),
    ("ideogram-3", {"style_codes": ["AAFF573"]}),
    ("ideogram-3", {"style_codes": "AAFF5733"}),
    ("ideogram-3", {"color_palette": {"name": "MELON"}}),
    ("ideogram-3", {"style_reference_images": ["http://a.test/b.png"]}),
    ("ideogram-3", {"quality": "high"}),
    ("ideogram-4", {"aspect_ratio": "1x1"}),
    ("ideogram-4", {"negative_prompt": "x"}),
    ("ideogram-4", {"style_type": "design"}),
    ("ideogram-4", {"color_palette": {"name": "melon"}}),
    ("ideogram-4", {"resolution": "1312x736"}),
    ("ideogram-4", {"rendering_speed": "flash"}),
    ("ideogram-4", {"magic_prompt": "AUTO"}),
    ("ideogram-4", {"num_images": 9}),
    ("ideogram-4", {"seed": -1}),
    ("ideogram-4", {"async": "true"}),
    ("ideogram-4", {"dry_run": True}),
    ("ideogram-4", {"webhook_url": "http://example.test/"}),
    ("ideogram-4", {"prompt": "x" * 10_001}),
    ("ideogram-4", {"prompt": '{"not": "a caption"}'}),
    ("ideogram-4", {"prompt": caption(high_level_description=3)}),
    ("ideogram-4", {"prompt": caption(mood="bright")}),
    ("ideogram-4", {"prompt": caption(style_description={"color_palette": ["#fff"]})}),
    ("ideogram-4", {"prompt": caption(style_description={"color_palette": ["#ffffff"] * 17})}),
    (
        "ideogram-4-5",
        {"prompt": caption(compositional_deconstruction={"background": "b", "elements": [{}]})},
    ),
    (
        "ideogram-4-5",
        {
            "prompt": caption(
                compositional_deconstruction={
                    "background": "b",
                    "elements": [{"type": "obj", "desc": "d", "bbox": [9, 0, 5, 5]}],
                }
            )
        },
    ),
    ("ideogram-4-5", {"quality": "very_low"}),
    ("ideogram-4-5", {"quality": "default"}),
    ("ideogram-4-5", {"size": "source"}),
    ("ideogram-4-5", {"size": "1312x736"}),
    ("ideogram-4-5", {"resolution": "1024x1024"}),
    ("ideogram-4-5", {"rendering_speed": "turbo"}),
    ("ideogram-4-5", {"image_asset_identifiers": [{"asset_id": "x"}]}),
]

UPLOADED = [
    (200, "ideogram-3", [("style_reference_images", part(picture()))] * 2),
    (400, "ideogram-3", [("style_reference_images", part(picture()))] * 11),
    (400, "ideogram-3", [("style_reference_images", part(picture())), ("style_preset", "aura")]),
    (400, "ideogram-3", [("style_reference_images", part(b"GIF89a", "a.gif", "image/gif"))]),
    (400, "ideogram-3", [("style_reference_images", part(picture()[:60]))]),
    (400, "ideogram-3", [("style_reference_images", part(b"x" * 25_000_001))]),
    (400, "ideogram-4", [("images", part(picture()))]),
    (200, "ideogram-4-5", [("images", part(picture(kind="WEBP"), "a.webp", "image/webp"))] * 5),
    (400, "ideogram-4-5", [("images", part(picture()))] * 6),
    (200, "ideogram-4-5", [("images", part(picture())), ("quality", "very_low")]),
    (200, "ideogram-4-5", [("images", part(picture())), ("size", "320x640")]),
    (400, "ideogram-4-5", [("images", part(picture())), ("size", "330x640")]),
    (400, "ideogram-4-5", [("images", part(picture())), ("size", "256x2048")]),
    (400, "ideogram-4-5", [("images", part(picture())), ("size", "2048x3072")]),
    (200, "ideogram-4-5", [("images", part(picture())), ("mask", part(mask()))]),
    (400, "ideogram-4-5", [("mask", part(mask()))]),
    (400, "ideogram-4-5", [("images", part(picture())), ("mask", part(mask(plain=True)))]),
    (400, "ideogram-4-5", [("images", part(picture())), ("mask", part(mask((64, 32))))]),
    (
        400,
        "ideogram-4-5",
        [("images", part(picture())), ("mask", part(mask())), ("size", "1024x1024")],
    ),
    (400, "ideogram-4-5", [("images", part(picture()))] * 5 + [("mask", part(mask()))]),
    (200, "ideogram-4-6", []),
    (200, "ideogram-4-6", [("size", "4096x1024"), ("quality", "very_low")]),
    (200, "ideogram-4-6", [("images", part(picture()))] * 5),
    (400, "ideogram-4-6", [("images", part(picture()))] * 6),
    (400, "ideogram-4-6", [("size", "720x1280")]),
    (400, "ideogram-4-6", [("size", "4128x1024")]),
    (400, "ideogram-4-6", [("num_images", "two")]),
    (400, "ideogram-4-6", [("num_images", "2"), ("num_images", "3")]),
    (400, "ideogram-4-6", [("async", "yes")]),
    (200, "ideogram-4-6", [("async", "true"), ("seed", "12")]),
    (200, "ideogram-3", [("color_palette", '{"name":"ember"}'), ("style_codes", "AAFF5733")]),
    (400, "ideogram-3", [("color_palette", "ember")]),
]


def as_parts(fields):
    texts = [(n, v if isinstance(v, tuple) else (None, v)) for n, v in fields]
    return [("prompt", (None, "a red fox")), *texts]


def numbered(table):
    return [f"{i}-{'-'.join(str(value)[:40] for value in row)}" for i, row in enumerate(table)]


@pytest.mark.parametrize(("model", "fields"), ACCEPTED, ids=numbered(ACCEPTED))
def test_what_a_model_takes_is_accepted(submit, model, fields):
    answer = submit(model, **fields)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("model", "fields"), REFUSED, ids=numbered(REFUSED))
def test_what_a_model_does_not_take_is_refused_and_not_billed(submit, billed, model, fields):
    assert submit(model, **fields).status_code == 400
    assert billed() == (0, 0)


@pytest.mark.parametrize(
    ("status", "model", "fields"),
    UPLOADED,
    ids=[f"{i}-{u[1]}-{u[0]}" for i, u in enumerate(UPLOADED)],
)
def test_multipart_bodies_are_held_to_the_rules(api, status, model, fields):
    answer = api.post(f"/v2/image/generate/{model}", files=as_parts(fields))
    assert answer.status_code == status, answer.text


def test_the_newest_model_wants_multipart_even_without_files(submit):
    assert submit("ideogram-4-6").status_code == 400


def test_url_encoded_bodies_are_refused(api):
    answer = api.post("/v2/image/generate/ideogram-3", data={"prompt": "a red fox"})
    assert answer.status_code == 400


def test_an_unknown_asset_is_not_found(submit):
    named = [{"asset_id": "nobody", "asset_type": "RESPONSE"}]
    assert submit("ideogram-4-5", image_asset_identifiers=named).status_code == 404


def test_a_dry_run_tells_the_price_and_makes_nothing(api, billed):
    answer = api.post(
        "/v2/image/generate/ideogram-4?dry_run=true",
        json={"prompt": "nsfw", "num_images": 3, "rendering_speed": "turbo"},
    )
    quote = answer.json()
    assert answer.status_code == 200
    assert (quote["object"], quote["qualifier"]) == ("price_quote", "exact")
    assert (quote["quantity"], quote["usd_micros"], quote["credit_millis"]) == (3, 90_000, 9_000)
    assert billed() == (0, 0)


def test_a_dry_run_is_held_to_the_rules_too(api):
    url = "/v2/image/generate/ideogram-4"
    assert api.post(f"{url}?dry_run=true", json={"prompt": ""}).status_code == 400
    assert api.post(f"{url}?dry_run=yes", json={"prompt": "a"}).status_code == 400
    assert api.post(f"{url}?async=true", json={"prompt": "a"}).status_code == 400


def test_a_synchronous_answer_brings_the_pictures_without_a_date(submit):
    body = submit("ideogram-4-5", num_images=2, seed=9, magic_prompt="off").json()
    assert set(body) == {"generation_id", "seed", "data", "generation_kind"}
    assert body["seed"] == body["data"][0]["seed"] == 9
    assert [item["prompt"] for item in body["data"]] == ["a red fox"] * 2


def test_an_asynchronous_one_is_polled(submit, completed):
    body = submit("ideogram-4", **{"async": True, "num_images": 2}).json()
    assert set(body) == {"generation_id", "seed"}
    answer = completed(body["generation_id"])
    assert answer["status"] == "completed"
    assert answer["usage_cost_usd_micros"] == 120_000
    assert answer["response_type"] == "url"
    assert answer["created"]
    assert {item["object_type"] for item in answer["data"]} == {"image.generation"}
    assert len({item["asset_id"] for item in answer["data"]}) == 2


def test_a_structured_prompt_is_kept_unless_magic_is_on(submit):
    kept = submit(prompt=caption()).json()["data"][0]["prompt"]
    assert json.loads(kept) == CAPTION


def test_large_pictures_of_the_newest_model_cost_twice_as_much(api):
    quotes = [
        api.post(
            "/v2/image/generate/ideogram-4-6?dry_run=true",
            files=as_parts([("quality", "high"), ("size", size)]),
        ).json()["usd_micros"]
        for size in ("2048x2048", "4096x2048")
    ]
    assert quotes == [100_000, 200_000]
