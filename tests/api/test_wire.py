"""What each request looks like on its way out."""

import json

import pytest

from ideogram_desk.api import wire
from ideogram_desk.domain.request import Request, checked

PNG = b"\x89PNG-1"
MASK = b"\x89PNG-2"


def sent(files=None, **asked):
    asked.setdefault("prompt", "a red fox")
    return wire.submission(checked(Request(**asked)), files or {})


def legacy(**asked):
    call = sent(**asked)
    assert (call.method, call.path, call.parts) == ("POST", "/generate", ())
    assert list(call.json) == ["image_request"]
    return call.json["image_request"]


def v2(**asked):
    call = sent(**asked)
    assert (call.method, call.path) == ("POST", f"/v2/image/generate/{asked['model']}")
    assert call.json["async"] is True
    assert not call.parts
    return {k: v for k, v in call.json.items() if k not in ("async", "prompt")}


def texts(call):
    return [(p.name, p.content.decode()) for p in call.parts if p.filename is None]


def test_the_oldest_call_is_the_documented_one():
    assert legacy(model="V_2", style="general", aspect="16:9") == {
        "prompt": "a red fox",
        "model": "V_2",
        "style_type": "GENERAL",
        "aspect_ratio": "ASPECT_16_9",
        "magic_prompt_option": "AUTO",
    }


def test_a_legacy_request_says_only_what_was_asked_beyond_that():
    fields = legacy(
        model="V_2",
        size="1024x640",
        style="render_3d",
        magic="off",
        negative="rain",
        seed=0,
        count=3,
        palette=("#f80@0.5", "#00FF00"),
    )
    assert fields == {
        "prompt": "a red fox",
        "model": "V_2",
        "style_type": "RENDER_3D",
        "resolution": "RESOLUTION_1024_640",
        "magic_prompt_option": "OFF",
        "negative_prompt": "rain",
        "seed": 0,
        "num_images": 3,
        "color_palette": {
            "members": [{"color_hex": "#F80", "color_weight": 0.5}, {"color_hex": "#00FF00"}]
        },
    }


@pytest.mark.parametrize("model", ["V_1", "V_1_TURBO"])
def test_the_first_models_are_sent_no_style(model):
    assert "style_type" not in legacy(model=model)


def test_a_model_that_takes_a_style_is_told_its_default():
    assert legacy(model="V_2A")["style_type"] == "AUTO"
    assert legacy(model="V_2A")["aspect_ratio"] == "ASPECT_1_1"


@pytest.mark.parametrize(
    ("model", "name"), [("V_2", "MELON"), ("ideogram-3", "melon")], ids=["legacy", "v2"]
)
def test_a_preset_palette_is_named_in_the_family_s_case(model, name):
    fields = sent(model=model, palette=("melon",)).json
    assert (fields.get("image_request") or fields)["color_palette"] == {"name": name}


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({}, {"rendering_speed": "default", "aspect_ratio": "1x1", "private": True}),
        ({"private": False}, {"rendering_speed": "default", "aspect_ratio": "1x1"}),
        (
            {"aspect": "16:9", "speed": "turbo", "style": "design", "private": False},
            {"rendering_speed": "turbo", "aspect_ratio": "16x9", "style_type": "design"},
        ),
        (
            {"size": "1344x768", "preset": "art_deco", "negative": "rain", "private": False},
            {
                "rendering_speed": "default",
                "resolution": "1344x768",
                "style_preset": "art_deco",
                "negative_prompt": "rain",
            },
        ),
        (
            {
                "aspect": "auto",
                "style_codes": ("AAFF5733",),
                "magic": "on",
                "count": 2,
                "seed": 7,
                "copyright_detection": True,
            },
            {
                "rendering_speed": "default",
                "aspect_ratio": "auto",
                "style_codes": ["AAFF5733"],
                "magic_prompt": "on",
                "num_images": 2,
                "seed": 7,
                "private": True,
                "enable_copyright_detection": True,
            },
        ),
    ],
)
def test_version_three(asked, fields):
    assert v2(model="ideogram-3", **asked) == fields


@pytest.mark.parametrize(
    ("model", "asked", "fields"),
    [
        ("ideogram-4", {}, {"rendering_speed": "default"}),
        ("ideogram-4", {"aspect": "auto"}, {"rendering_speed": "default"}),
        (
            "ideogram-4",
            {"aspect": "16:9"},
            {"rendering_speed": "default", "resolution": "2560x1440"},
        ),
        (
            "ideogram-4",
            {"aspect": "1:1"},
            {"rendering_speed": "default", "resolution": "2048x2048"},
        ),
        (
            "ideogram-4",
            {"size": "1024x1024", "speed": "quality"},
            {"rendering_speed": "quality", "resolution": "1024x1024"},
        ),
        ("ideogram-4-5", {}, {"quality": "high"}),
        (
            "ideogram-4-5",
            {"aspect": "2:3", "speed": "low"},
            {"quality": "low", "size": "1664x2496"},
        ),
    ],
)
def test_models_without_aspect_ratios_are_told_a_size(model, asked, fields):
    assert v2(model=model, private=False, **asked) == fields


def test_a_json_prompt_goes_out_as_it_is():
    prompt = '{"high_level_description":"ä"}'
    assert sent(model="ideogram-4", prompt=prompt).json["prompt"] == prompt


def test_the_newest_model_is_sent_parts_even_without_pictures():
    call = sent(model="ideogram-4-6", aspect="16:9", seed=5)
    assert call.path == "/v2/image/generate/ideogram-4-6"
    assert call.json == {}
    assert texts(call) == [
        ("prompt", "a red fox"),
        ("async", "true"),
        ("quality", "medium"),
        ("size", "2560x1440"),
        ("private", "true"),
        ("seed", "5"),
    ]


def test_style_references_are_repeated_parts_with_their_types():
    names = ("a.png", "b.jpg", "c.webp")
    call = sent(dict.fromkeys(names, PNG), model="ideogram-3", references=names, palette=("#abc",))
    files = [(p.name, p.filename, p.content_type, p.content) for p in call.parts if p.filename]
    assert files == [
        ("style_reference_images", "a.png", "image/png", PNG),
        ("style_reference_images", "b.jpg", "image/jpeg", PNG),
        ("style_reference_images", "c.webp", "image/webp", PNG),
    ]
    palette = next(p for p in call.parts if p.name == "color_palette")
    assert palette.content_type == "application/json"
    assert json.loads(palette.content) == {"members": [{"color_hex": "#ABC"}]}


def test_lists_of_words_are_repeated_parts():
    fields = {"style_codes": ["AAFF5733", "00000000"], "async": True, "x": False}
    assert [(p.name, p.content) for p in wire._parts(fields)] == [
        ("style_codes", b"AAFF5733"),
        ("style_codes", b"00000000"),
        ("async", b"true"),
        ("x", b"false"),
    ]


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, None),
        ({"aspect": "auto"}, None),
        ({"size": "2048x2048"}, "2048x2048"),
        ({"aspect": "16:9"}, "2560x1440"),
        ({"mask": "m.png"}, None),
    ],
)
def test_with_input_pictures_only_a_shape_asked_for_is_sent(asked, size):
    files = {"a.png": PNG, "m.png": MASK}
    call = sent(files, model="ideogram-4-5", references=("a.png",), **asked)
    assert dict(texts(call)).get("size") == size
    kept = [(p.name, p.content) for p in call.parts if p.filename]
    assert kept == [("images", PNG), *([("mask", MASK)] if "mask" in asked else [])]


@pytest.mark.parametrize("model", ["ideogram-4-5", "ideogram-4-6"])
@pytest.mark.parametrize("aspect", ["1:2", "1:3", "9:16", "2:3", "3:4", "4:5", "1:1", "10:16"])
def test_with_input_pictures_the_sides_are_multiples_of_32(model, aspect):
    call = sent({"a.png": PNG}, model=model, references=("a.png",), aspect=aspect)
    width, height = map(int, dict(texts(call))["size"].split("x"))
    assert (width % 32, height % 32) == (0, 0)
    assert width * height <= 4_194_304


def test_a_poll_names_the_generation():
    call = wire.generation("abc-1")
    assert (call.method, call.path) == ("GET", "/v2/generations/abc-1")
