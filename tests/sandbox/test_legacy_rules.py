"""What `POST /generate` takes, refuses and answers."""

import datetime as dt
import re

import pytest

COLORS = {"members": [{"color_hex": "#f00", "color_weight": 0.5}, {"color_hex": "#00ff00"}]}

ACCEPTED = [
    {},
    {"model": "V_1"},
    {"model": "V_1_TURBO", "negative_prompt": "rain"},
    {"model": "V_2", "negative_prompt": "rain", "style_type": "RENDER_3D"},
    {"model": "V_2", "resolution": "RESOLUTION_1024_640"},
    {"model": "V_2_TURBO", "color_palette": {"name": "MELON"}},
    {"model": "V_2", "color_palette": COLORS},
    {"model": "V_2A", "style_type": "ANIME", "aspect_ratio": "ASPECT_10_16"},
    {"model": "V_2A_TURBO", "style_type": "FICTION", "magic_prompt_option": "ON"},
    {"seed": 0},
    {"seed": 2147483647, "num_images": 1},
]

REFUSED = [
    ("an unknown field", {"steps": 3}),
    ("the undocumented version", {"magic_prompt_version": "V_0"}),
    ("an unknown model", {"model": "V_3"}),
    ("a lower-case model", {"model": "v_2"}),
    ("a lower-case style", {"style_type": "design"}),
    ("a style on 1.0", {"model": "V_1", "style_type": "AUTO"}),
    ("a negative prompt on 2a", {"model": "V_2A", "negative_prompt": "rain"}),
    ("a resolution on 1.0", {"model": "V_1", "resolution": "RESOLUTION_1024_1024"}),
    ("a resolution on 2a", {"model": "V_2A_TURBO", "resolution": "RESOLUTION_1024_1024"}),
    ("a palette on 2a", {"model": "V_2A", "color_palette": {"name": "MELON"}}),
    ("a palette on 1.0", {"model": "V_1", "color_palette": {"name": "MELON"}}),
    ("size and aspect", {"resolution": "RESOLUTION_1024_1024", "aspect_ratio": "ASPECT_1_1"}),
    ("a bare resolution", {"resolution": "1024x1024"}),
    ("an unknown resolution", {"resolution": "RESOLUTION_1000_1000"}),
    ("a v3 aspect", {"aspect_ratio": "1x1"}),
    ("an unknown aspect", {"aspect_ratio": "ASPECT_4_5"}),
    ("no pictures", {"num_images": 0}),
    ("nine pictures", {"num_images": 9}),
    ("a text for a count", {"num_images": "2"}),
    ("a true for a count", {"num_images": True}),
    ("a negative seed", {"seed": -1}),
    ("a large seed", {"seed": 2147483648}),
    ("a broken seed", {"seed": 1.5}),
    ("a null seed", {"seed": None}),
    ("a lower-case magic", {"magic_prompt_option": "auto"}),
    ("the v3 name of magic", {"magic_prompt": "AUTO"}),
    ("a lower-case palette", {"color_palette": {"name": "melon"}}),
    ("both palettes", {"color_palette": {"name": "MELON", **COLORS}}),
    ("an empty palette", {"color_palette": {}}),
    ("no members", {"color_palette": {"members": []}}),
    ("nine members", {"color_palette": {"members": [{"color_hex": "#000"}] * 9}}),
    ("a colour name", {"color_palette": {"members": [{"color_hex": "red"}]}}),
    (
        "a light weight",
        {"color_palette": {"members": [{"color_hex": "#000", "color_weight": 0.01}]}},
    ),
    ("the documentation's slip", {"color_palette": {"members": [{"ColorPaletteMember": {}}]}}),
    ("a blank prompt", {"prompt": " "}),
    ("an empty prompt", {"prompt": ""}),
    ("a long prompt", {"prompt": "x" * 10_001}),
    ("a number for a prompt", {"prompt": 3}),
]


@pytest.mark.parametrize("fields", ACCEPTED, ids=str)
def test_what_the_document_allows_is_accepted(generate, fields):
    answer = generate(**fields)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("_", "fields"), REFUSED, ids=[name for name, _ in REFUSED])
def test_what_the_document_forbids_is_refused_and_not_billed(generate, billed, _, fields):
    answer = generate(**fields)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert billed() == (0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"prompt": "a"}',
        b'{"image_request": {"prompt": "a", "prompt": "b"}}',
        b'{"image_request": {"prompt": "a", "seed": NaN}}',
        b'{"image_request": {"prompt": "\\ud800"}}',
        b'{"image_request": {"prompt": "\xff"}}',
        b'{"image_request": {"prompt": "a"}, "more": 1}',
    ],
)
def test_a_broken_body_is_refused(api, content):
    answer = api.post("/generate", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_other_content_types_are_refused(api):
    body = {"prompt": "a red fox"}
    assert api.post("/generate", data=body).status_code == 400
    assert api.post("/generate", files={"prompt": (None, "a")}).status_code == 400
    assert api.post("/generate", content=b'{"image_request":{"prompt":"a"}}').status_code == 400


def test_an_answer_has_the_documented_shape(generate):
    answer = generate(model="V_2", style_type="DESIGN", aspect_ratio="ASPECT_10_16", seed=7)
    assert answer.headers["x-request-id"]
    body = answer.json()
    assert set(body) == {"created", "data"}
    assert dt.datetime.fromisoformat(body["created"]).utcoffset() == dt.timedelta(0)
    (item,) = body["data"]
    assert item["resolution"] == "800x1280"
    assert item["seed"] == 7
    assert item["style_type"] == "DESIGN"
    assert item["is_image_safe"] is True
    assert re.search(r"/[\w-]+\.png\?exp=\d{10}&sig=[0-9a-f]{64}$", item["url"])


def test_magic_changes_the_prompt_the_same_way_each_time_unless_it_is_off(generate):
    def said(option):
        return generate(seed=5, magic_prompt_option=option).json()["data"][0]["prompt"]

    assert said("OFF") == "a red fox"
    assert said("AUTO") == said("AUTO") == said("ON")
    assert said("AUTO").startswith("a red fox, ")
    assert len(said("AUTO")) > 60


def test_each_picture_of_several_has_its_own_seed(generate):
    data = generate(num_images=4, seed=1).json()["data"]
    assert data[0]["seed"] == 1
    assert len({item["seed"] for item in data}) == len({item["url"] for item in data}) == 4


def test_pictures_cost_what_the_price_list_says(generate, billed):
    generate(model="V_2", num_images=2)
    generate(model="V_2A_TURBO")
    assert billed() == (3, 2 * 80_000 + 25_000)
