"""Requests: what each model takes and refuses, and how they are kept."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.catalogue import MODELS
from ideogram_desk.domain.errors import InvalidRequest
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import (
    Request,
    checked,
    clean_text,
    is_json_prompt,
    normalise,
    parse_aspect,
    parse_size,
    problems,
    with_spoken_speed,
)

IDS = [model.id for model in MODELS]
PNG = "0" * 64 + ".png"
CODE = "AAFF5733"

# Which models take a field; a value of it that they take.
TAKERS = {
    "negative": ({"negative": "blurry"}, "V_1 V_1_TURBO V_2 V_2_TURBO ideogram-3"),
    "style": ({"style": "realistic"}, "V_2 V_2_TURBO V_2A V_2A_TURBO ideogram-3"),
    "palette": ({"palette": ("ember",)}, "V_2 V_2_TURBO ideogram-3"),
    "preset": ({"preset": "art_deco"}, "ideogram-3"),
    "style_codes": ({"style_codes": (CODE,)}, "ideogram-3"),
    "references": ({"references": (PNG,)}, "ideogram-3 ideogram-4-5 ideogram-4-6"),
    "size": ({"size": "1024x1024"}, "V_2 V_2_TURBO ideogram-3 ideogram-4 ideogram-4-5 ideogram-4-6"),
    "speed": ({"speed": "turbo"}, "ideogram-3 ideogram-4"),
    "seed": ({"seed": 7}, " ".join(IDS)),
    "count": ({"count": 8}, " ".join(IDS)),
    "magic": ({"magic": "off"}, " ".join(IDS)),
    "aspect": ({"aspect": "16:9"}, " ".join(IDS)),
}  # fmt: skip


def refused(request):
    return {problem.field for problem in problems(normalise(request))}


def ask(model="V_2", prompt="a red fox", **more):
    return Request(prompt=prompt, model=model, **more)


# --- every model, every parameter ---------------------------------------------------------------


@pytest.mark.parametrize("model", IDS)
@pytest.mark.parametrize("field", TAKERS)
def test_a_model_takes_a_parameter_or_its_refusal_names_it(model, field):
    values, takers = TAKERS[field]
    assert refused(ask(model, **values)) == (set() if model in takers.split() else {field})


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_every_listed_value_is_taken(model):
    values = [
        *({"aspect": aspect} for aspect in model.aspects),
        *({"size": size} for size in model.sizes),
        *({"style": style} for style in model.styles),
        *({"preset": preset} for preset in model.presets),
        *({"speed": speed} for speed in model.speeds if speed not in model.reference_speeds),
    ]
    for value in values:
        assert refused(ask(model.id, **value)) == set(), value


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_a_value_of_no_list_is_refused_by_its_field(model):
    for field, value in (
        ("aspect", "7:5"), ("size", "1000x1000"), ("style", "cubist"), ("speed", "flash"),
        ("preset", "nothing"), ("magic", "perhaps"),
    ):  # fmt: skip
        assert refused(ask(model.id, **{field: value})) == {field}


def test_an_unknown_model_is_the_only_problem_told():
    (problem,) = problems(ask("dall-e-3", prompt=""))
    assert problem.field == "model"
    assert "dall-e-3" in problem.message
    assert "4.6" in problem.message


def test_all_problems_are_told_at_once_field_by_field():
    request = ask("V_2A", prompt=" ", seed=-1, count=0, negative="x", size="1x1")
    with pytest.raises(InvalidRequest) as caught:
        checked(request)
    told = [problem.field for problem in caught.value.problems]
    assert sorted(told) == ["count", "negative", "prompt", "seed", "size"]
    assert all(problem.message in str(caught.value) for problem in caught.value.problems)


def test_a_checked_request_is_in_the_catalogue_s_spelling():
    said = ask(
        "2a turbo", prompt="  a fox\x00 ", aspect="ASPECT_16_9", style=" Design ", magic="OFF"
    )
    assert checked(said) == ask(
        "V_2A_TURBO", prompt="a fox", aspect="16:9", style="design", magic="off"
    )
    assert checked(ask(size="RESOLUTION_1024_1024", palette=("EMBER",))) == ask(
        size="1024x1024", palette=("ember",)
    )


# --- edges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", IDS)
@pytest.mark.parametrize(
    ("seed", "good"), [(None, True), (0, True), (2**31 - 1, True), (2**31, False), (-1, False), (10**30, False)]
)  # fmt: skip
def test_seeds_go_from_0_to_2147483647(model, seed, good):
    assert refused(ask(model, seed=seed)) == (set() if good else {"seed"})


@pytest.mark.parametrize("model", IDS)
@pytest.mark.parametrize(
    ("count", "good"), [(1, True), (8, True), (0, False), (9, False), (-1, False)]
)
def test_one_to_eight_pictures_at_a_time(model, count, good):
    assert refused(ask(model, count=count)) == (set() if good else {"count"})


@pytest.mark.parametrize("model", IDS)
def test_a_prompt_has_at_most_10_000_characters(model):
    assert refused(ask(model, prompt="x" * 10_000)) == set()
    assert refused(ask(model, prompt="🦊" * 10_000)) == set()
    assert refused(ask(model, prompt="x" * 10_001)) == {"prompt"}


def test_a_negative_prompt_has_the_same_bound():
    assert refused(ask(negative="x" * 10_000)) == set()
    assert refused(ask(negative="x" * 10_001)) == {"negative"}


@pytest.mark.parametrize(
    "prompt", ["", "   ", "\n\t", "\u200b", "\ufeff", " \u200d\u2060 ", "\x00\x1b"]
)
def test_a_prompt_of_nothing_visible_is_refused(prompt):
    assert refused(ask(prompt=prompt)) == {"prompt"}


# --- what excludes what ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model", ["V_2", "ideogram-3", "ideogram-4", "ideogram-4-5", "ideogram-4-6"]
)
def test_an_aspect_and_a_size_exclude_each_other(model):
    assert refused(ask(model, aspect="1:1", size="1024x1024")) == {"size"}


@pytest.mark.parametrize("other", [{"style": "design"}, {"references": (PNG,)}])
def test_style_codes_go_with_neither_a_style_nor_references(other):
    assert refused(ask("3.0", style_codes=(CODE,), **other)) == {"style_codes"}


@pytest.mark.parametrize("code", ["AAFF573", "AAFF57333", "GAFF5733", "", "AAFF5733\n"])
def test_a_style_code_is_eight_hexadecimal_digits(code):
    assert refused(ask("3.0", style_codes=(CODE, code))) == {"style_codes"}


def test_a_preset_goes_with_neither_style_codes_nor_references():
    assert refused(ask("3.0", preset="aura", references=(PNG,))) == {"preset"}
    assert "preset" in refused(ask("3.0", preset="aura", style_codes=(CODE,)))
    assert refused(ask("3.0", preset="aura", style="design")) == set()


@pytest.mark.parametrize(("model", "most"), [("3.0", 10), ("4.5", 5), ("4.6", 5)])
def test_input_pictures_are_counted(model, most):
    assert refused(ask(model, references=(PNG,) * most)) == set()
    assert refused(ask(model, references=(PNG,) * (most + 1))) == {"references"}


def test_very_low_needs_input_pictures_on_4_5():
    assert refused(ask("4.5", speed="very_low")) == {"speed"}
    assert refused(ask("4.5", speed="very_low", references=(PNG,))) == set()
    assert refused(ask("4.6", speed="very_low")) == set()


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"references": (PNG,)}, set()),
        ({"references": (PNG,), "aspect": "auto"}, set()),
        ({"references": (PNG,) * 4}, set()),
        ({"references": (PNG,) * 5}, {"references"}),
        ({}, {"mask"}),
        ({"references": (PNG,), "aspect": "1:1"}, {"mask"}),
        ({"references": (PNG,), "size": "1024x1024"}, {"mask"}),
    ],
)
def test_a_mask_on_4_5_needs_a_picture_and_leaves_its_size(more, fields):
    assert refused(ask("4.5", mask=PNG, **more)) == fields


@pytest.mark.parametrize("model", [model for model in IDS if model != "ideogram-4-5"])
def test_no_other_model_takes_a_mask(model):
    pictures = (PNG,) if catalogue.get(model).references else ()
    assert refused(ask(model, mask=PNG, references=pictures)) == {"mask"}


@pytest.mark.parametrize(
    ("palette", "good"),
    [
        (("ember",), True),
        (("Ultramarine",), True),
        (("#ff8800",), True),
        (("#F80", "#00FF00@0.5"), True),
        (("#ff8800@0.05",), True),
        (("#ff8800@1",), True),
        (("#123456",) * 8, True),
        (("#123456",) * 9, False),
        (("ember", "#ff8800"), False),
        (("sunset",), False),
        (("#ff88",), False),
        (("ff8800",), False),
        (("#ff8800@0.04",), False),
        (("#ff8800@1.01",), False),
        (("#ff8800@nan",), False),
        (("#ff8800@heavy",), False),
        (("",), False),
    ],
)
def test_a_palette_is_a_preset_or_up_to_eight_weighted_colours(palette, good):
    assert refused(ask("V_2", palette=palette)) == (set() if good else {"palette"})


@pytest.mark.parametrize(
    ("size", "alone", "beside_pictures"),
    [
        ("1024x1024", True, True),
        ("1296x3168", True, False),
        ("720x1280", True, False),
        ("512x512", False, True),
        ("256x1536", False, True),
        ("256x1568", False, False),
        ("2080x2048", False, False),
        ("224x256", False, False),
    ],
)
def test_input_pictures_change_which_sizes_4_5_takes(size, alone, beside_pictures):
    assert refused(ask("4.5", size=size)) == (set() if alone else {"size"})
    assert refused(ask("4.5", size=size, references=(PNG,))) == (
        set() if beside_pictures else {"size"}
    )


def test_input_pictures_do_not_change_the_sizes_of_other_models():
    assert refused(ask("4.6", size="512x512", references=(PNG,))) == {"size"}
    assert refused(ask("3.0", size="512x512", references=(PNG,))) == {"size"}


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_a_json_prompt_is_for_the_4_x_models_only(model):
    is_4 = model.id.startswith("ideogram-4")
    prompt = json.dumps({"high_level_description": "a fox"})
    assert refused(ask(model.id, prompt=prompt)) == (set() if is_4 else {"prompt"})


@pytest.mark.parametrize(
    ("prompt", "is_json"),
    [
        ('{"a": 1}', True),
        (' \n{"a": 1} ', True),
        ("{}", True),
        ("{a fox in braces}", False),
        ("[1, 2]", False),
        ('{"a": ', False),
        ("a {fox}", False),
        pytest.param('{"a":' * 100_000, False, id="too deep"),
        pytest.param('{"a": %s}' % ("9" * 5000), False, id="too many digits"),
    ],
)
def test_only_a_json_object_counts_as_a_json_prompt(prompt, is_json):
    assert is_json_prompt(prompt) is is_json


# --- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x00b", "ab"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\x7f\x85\x9fb", "ab"),
        ("one\ttwo\nthree\r\n", "one\ttwo\nthree"),
        ("a\ud83db", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("\ud83e\udd8a", "🦊"),
        ("Cafe\u0301", "Café"),
        ("👩‍👩‍👧‍👦 🏳️‍🌈", "👩‍👩‍👧‍👦 🏳️‍🌈"),
        ("שלום \u202eabc\u202c عربي", "שלום \u202eabc\u202c عربي"),
        ("  spaced  ", "spaced"),
        ("\u2028a\u2028b", "a\u2028b"),
        ("%s {0} ${x} <b>", "%s {0} ${x} <b>"),
    ],
)
def test_text_is_cleaned_of_what_no_database_or_terminal_should_see(text, clean):
    assert clean_text(text) == clean


@given(st.text(st.characters(codec=None)))
def test_clean_text_can_be_stored_and_is_clean_for_good(text):
    clean = clean_text(text)
    assert clean.encode().decode() == clean
    assert "\x00" not in clean
    assert clean_text(clean) == clean


@pytest.mark.parametrize(
    ("said", "aspect"),
    [("16:9", "16:9"), ("16x9", "16:9"), ("ASPECT_16_9", "16:9"), ("16/9", "16:9"), (" 01:1 ", "1:1"), ("AUTO", "auto"), ("16:9:4", "16:9:4"), ("100:1", "100:1")],
)  # fmt: skip
def test_an_aspect_is_understood_in_its_usual_spellings(said, aspect):
    assert parse_aspect(said) == aspect


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("1024x768", "1024x768"),
        ("1024 × 768", "1024x768"),
        ("1024X768", "1024x768"),
        ("RESOLUTION_1024_768", "1024x768"),
        ("100001024x768", "100001024x768"),
        ("1024x768000", "1024x768000"),
        ("Large", "large"),
    ],
)
def test_a_size_is_understood_in_its_usual_spellings(said, size):
    assert parse_size(said) == size


# --- keeping --------------------------------------------------------------------------------------

TEXTS = st.text(min_size=1, max_size=40).map(clean_text).filter(lambda t: t.strip("\u200b\u200c\u200d\u2060\ufeff \t\r\n") and not t.startswith("{"))  # fmt: skip
HEX = st.text("0123456789abcdef", min_size=6, max_size=6).map("#{}".format)


@st.composite
def valid_requests(draw):
    model = draw(st.sampled_from(MODELS))
    maybe = lambda values: draw(st.none() | st.sampled_from(values)) if values else None  # noqa: E731
    shape = draw(st.sampled_from(["aspect", "size", "neither"]))
    speeds = [speed for speed in model.speeds if speed not in model.reference_speeds]
    style = maybe(model.styles)
    return Request(
        prompt=draw(TEXTS),
        model=model.id,
        aspect=maybe(model.aspects) if shape == "aspect" else None,
        size=maybe(model.sizes) if shape == "size" else None,
        style=style,
        speed=maybe(speeds),
        count=draw(st.integers(1, 8)),
        seed=draw(st.none() | st.integers(0, 2**31 - 1)),
        negative=draw(TEXTS) if model.negative and draw(st.booleans()) else "",
        magic=draw(st.sampled_from(["auto", "on", "off"])),
        palette=tuple(draw(st.lists(HEX, max_size=8))) if model.palette else (),
        preset=maybe(model.presets),
        private=draw(st.booleans()),
        copyright_detection=draw(st.booleans()),
    )


@settings(deadline=None)
@given(valid_requests())
def test_a_valid_request_is_taken_as_it_is_and_comes_back_from_json(request):
    assert checked(request) == request
    assert Request.from_json(request.to_json()) == request
    assert PUBLISHED.of(request) == PUBLISHED.each(request) * request.count > 0


@settings(deadline=None)
@given(valid_requests(), valid_requests())
def test_fingerprints_are_equal_exactly_when_the_json_is(one, other):
    for a, b in ((one, other), (one, replace(one)), (one, replace(one, prompt=other.prompt))):
        assert (a.fingerprint == b.fingerprint) == (a.to_json() == b.to_json()) == (a == b)


@pytest.mark.parametrize("field", [f.name for f in fields(Request)])
def test_every_field_is_part_of_the_json_and_of_the_fingerprint(field):
    other = {
        "prompt": "another", "model": "ideogram-3", "aspect": "1:1", "size": "1024x1024", "style": "design",
        "speed": "turbo", "count": 2, "seed": 0, "negative": "no", "magic": "off", "palette": ("ember",),
        "preset": "aura", "style_codes": (CODE,), "references": (PNG,), "mask": PNG, "private": False,
        "copyright_detection": True,
    }  # fmt: skip
    changed = replace(ask(), **{field: other[field]})
    assert Request.from_json(changed.to_json()) == changed != ask()
    assert changed.fingerprint != ask().fingerprint


def test_json_is_canonical_and_says_nothing_empty():
    text = ask(prompt="ein Fuchs – 🦊", palette=("#ff8800",)).to_json()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))  # fmt: skip
    assert "Fuchs – 🦊" in text
    assert set(json.loads(text)) == {"prompt", "model", "count", "magic", "palette", "private", "copyright_detection"}  # fmt: skip


def test_fields_of_a_later_version_are_left_out():
    text = ask().to_json()[:-1] + ',"camera":"35mm","layers":[1,2]}'
    assert Request.from_json(text) == ask()


# --- speed and price ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "speed", "becomes"),
    [
        ("2.0", "turbo", ("V_2_TURBO", None)),
        ("2a", "Turbo ", ("V_2A_TURBO", None)),
        ("1.0", "turbo", ("V_1_TURBO", None)),
        ("2 Turbo", "turbo", ("V_2_TURBO", None)),
        ("2.0", "default", ("V_2", None)),
        ("2.0", "quality", ("2.0", "quality")),  # refused later, by its field
        ("2.0", None, ("2.0", None)),
        ("3.0", "turbo", ("3.0", "turbo")),
        ("4.6", "low", ("4.6", "low")),
        ("nothing", "turbo", ("nothing", "turbo")),
    ],
)
def test_a_spoken_speed_picks_the_legacy_model_that_has_it(model, speed, becomes):
    request = with_spoken_speed(ask(model, speed=speed))
    assert (request.model, request.speed) == becomes


@pytest.mark.parametrize(
    ("request_", "micros"),
    [
        (ask("V_2"), 80_000),
        (ask("V_2A_TURBO", count=4), 100_000),
        (ask("ideogram-3"), 60_000),
        (ask("ideogram-3", speed="quality", count=2), 180_000),
        (ask("ideogram-4-5"), 100_000),
        (ask("ideogram-4-5", references=(PNG,)), 220_000),
        (ask("ideogram-4-5", references=(PNG,), speed="medium"), 60_000),
        (ask("ideogram-4-6", references=(PNG,), speed="high"), 100_000),
        (ask("ideogram-4-6"), 60_000),
    ],
)
def test_a_request_costs_its_pictures_at_its_speed(request_, micros):
    assert PUBLISHED.of(request_) == micros
