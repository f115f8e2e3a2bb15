"""The catalogue against the published reference, written out here a second time."""

from dataclasses import replace

import pytest

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.catalogue import MODELS, Family

LEGACY_ASPECTS = {"1:1", "10:16", "16:10", "9:16", "16:9", "3:2", "2:3", "4:3", "3:4", "1:3", "3:1"}
V3_ASPECTS = LEGACY_ASPECTS | {"1:2", "2:1", "4:5", "5:4", "auto"}
LEGACY_STYLES = {"auto", "general", "realistic", "design", "render_3d", "anime", "fiction"}
V3_STYLES = {"auto", "general", "realistic", "design", "fiction"}
RENDERING = ("rendering_speed", {"turbo", "default", "quality"}, "default")
QUALITY = ("quality", {"very_low", "low", "medium", "high"})
NO_SPEED = ("", set(), "")

# id, names, negative, styles, presets, codes, palette, aspects, sizes, speed, JSON, pictures
MATRIX = {
    "V_1": ("1.0", 1, set(), 0, 0, 0, LEGACY_ASPECTS, 0, NO_SPEED, 0, 0),
    "V_1_TURBO": ("1 Turbo", 1, set(), 0, 0, 0, LEGACY_ASPECTS, 0, NO_SPEED, 0, 0),
    "V_2": ("2.0", 1, LEGACY_STYLES, 0, 0, 1, LEGACY_ASPECTS, 78, NO_SPEED, 0, 0),
    "V_2_TURBO": ("2 Turbo", 1, LEGACY_STYLES, 0, 0, 1, LEGACY_ASPECTS, 78, NO_SPEED, 0, 0),
    "V_2A": ("2a", 0, LEGACY_STYLES, 0, 0, 0, LEGACY_ASPECTS, 0, NO_SPEED, 0, 0),
    "V_2A_TURBO": ("2a Turbo", 0, LEGACY_STYLES, 0, 0, 0, LEGACY_ASPECTS, 0, NO_SPEED, 0, 0),
    "ideogram-3": ("3.0", 1, V3_STYLES, 62, 1, 1, V3_ASPECTS, 69, RENDERING, 0, 10),
    "ideogram-4": ("4.0", 0, set(), 0, 0, 0, V3_ASPECTS, 38, RENDERING, 1, 0),
    "ideogram-4-5": ("4.5", 0, set(), 0, 0, 0, V3_ASPECTS, 38, (*QUALITY, "high"), 1, 5),
    "ideogram-4-6": ("4.6", 0, set(), 0, 0, 0, V3_ASPECTS, 36, (*QUALITY, "medium"), 1, 5),
}

PRICES = {  # dollars a picture
    "V_1": {"": 0.06},
    "V_1_TURBO": {"": 0.02},
    "V_2": {"": 0.08},
    "V_2_TURBO": {"": 0.05},
    "V_2A": {"": 0.04},
    "V_2A_TURBO": {"": 0.025},
    "ideogram-3": {"turbo": 0.03, "default": 0.06, "quality": 0.09},
    "ideogram-4": {"turbo": 0.03, "default": 0.06, "quality": 0.10},
    "ideogram-4-5": {"very_low": 0.008, "low": 0.03, "medium": 0.06, "high": 0.10},
    "ideogram-4-6": {"very_low": 0.008, "low": 0.03, "medium": 0.06, "high": 0.10},
}

SPELLINGS = {
    "V_1": "1, 1.0, V_1, v1, ideogram-1, Ideogram 1.0",
    "V_1_TURBO": "1 turbo, 1.0 turbo, 1.0-turbo, V_1_TURBO, v1 turbo",
    "V_2": "2, 2.0, V_2, v_2, V2, v-2, ideogram-2, Ideogram 2.0,  2.0 ",
    "V_2_TURBO": "2 turbo, 2 Turbo, 2.0 turbo, 2.0-Turbo, 2turbo, V_2_TURBO, v2-turbo",
    "V_2A": "2a, 2A, V_2A, v2a, ideogram-2a",
    "V_2A_TURBO": "2a turbo, 2a Turbo, 2A-TURBO, 2aturbo, V_2A_TURBO, ideogram-2a turbo",
    "ideogram-3": "3, 3.0, v3, V_3, ideogram-3, ideogram-v3, Ideogram 3.0, ideogram_3",
    "ideogram-4": "4, 4.0, v4, V_4, ideogram-4, Ideogram 4.0",
    "ideogram-4-5": "4.5, v4.5, 4-5, ideogram-4-5, ideogram-4.5, Ideogram 4.5, IDEOGRAM_4_5",
    "ideogram-4-6": "4.6, v4.6, 4-6, ideogram-4-6, ideogram-4.6, Ideogram 4.6",
}

BY_SIZE = [model for model in MODELS if model.aspect_by_size]


def test_the_matrix_covers_every_model():
    assert {model.id for model in MODELS} == set(MATRIX) == set(PRICES) == set(SPELLINGS)


@pytest.mark.parametrize("model_id", MATRIX)
def test_a_model_takes_what_the_published_matrix_says(model_id):
    model = catalogue.get(model_id)
    assert (
        model.name,
        model.negative,
        set(model.styles),
        len(model.presets),
        model.style_codes,
        model.palette,
        set(model.aspects),
        len(model.sizes),
        (model.speed_field, set(model.speeds), model.default_speed),
        model.json_prompt,
        model.references.most if model.references else 0,
    ) == MATRIX[model_id]


def test_only_4_5_takes_a_mask_and_only_it_keeps_very_low_for_input_pictures():
    masks = [model.id for model in MODELS if model.references and model.references.mask]
    assert masks == ["ideogram-4-5"]
    assert {model.id: model.reference_speeds for model in MODELS if model.reference_speeds} == {
        "ideogram-4-5": ("very_low",)
    }


def test_the_families_are_told_apart_by_their_way_of_answering():
    legacy = {model.id for model in MODELS if model.family is Family.LEGACY}
    assert legacy == {model_id for model_id in MATRIX if model_id.startswith("V_")}
    assert [m.id for m in MODELS if m.private] == [m.id for m in MODELS if m.family is Family.V2]
    assert [m.id for m in MODELS if m.multipart] == ["ideogram-4-6"]


def test_the_size_lists_are_as_long_as_published():
    lists = (catalogue.LEGACY_SIZES, catalogue.V3_SIZES, catalogue.V4_SIZES)
    assert [len(sizes) for sizes in lists] == [78, 69, 38]
    assert [len(set(sizes)) for sizes in lists] == [78, 69, 38]
    assert len(set(catalogue.V3_PRESETS)) == 62


def test_sides_of_4_6_are_multiples_of_32_within_its_bounds():
    for size in catalogue.V46_SIZES:
        width, height = catalogue.dimensions(size)
        assert (width % 32, height % 32) == (0, 0), size
        assert 256 <= min(width, height) <= max(width, height) <= 4096
        assert width * height <= 4_194_304


@pytest.mark.parametrize("model_id", PRICES)
def test_prices_are_the_published_ones_in_millionths_of_a_dollar(model_id):
    expected = {speed: round(usd * 1_000_000) for speed, usd in PRICES[model_id].items()}
    assert dict(catalogue.get(model_id).prices) == expected


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_every_speed_has_a_price_and_every_default_is_taken(model):
    assert set(model.prices) == (set(model.speeds) or {""})
    assert model.default_speed in (model.speeds or ("",))
    assert model.default_style in (model.styles or ("",))
    assert model.default_aspect in model.aspects
    assert set(model.reference_prices) <= set(model.speeds)


@pytest.mark.parametrize("model_id", SPELLINGS)
def test_a_model_is_found_by_every_usual_spelling(model_id):
    for said in SPELLINGS[model_id].split(","):
        found = catalogue.find(said)
        assert found is not None, said
        assert found.id == model_id, said


@pytest.mark.parametrize(
    "said", ["", " ", "turbo", "auto", "5.0", "2.5", "ideogram", "ideogram-5", "v", "3a", "20", "3 turbo", "dall-e-3", "4.5.1", "٢"]
)  # fmt: skip
def test_an_unknown_model_is_not_guessed(said):
    assert catalogue.find(said) is None


def test_every_model_is_found_by_its_own_name_and_id():
    for model in MODELS:
        assert catalogue.find(model.name) is catalogue.find(model.id) is model


def test_a_generation_holds_the_models_that_differ_only_in_speed():
    assert catalogue.generations() == ("4.6", "4.5", "4.0", "3.0", "2a", "2.0", "1.0")
    assert [m.id for m in catalogue.of_generation("2a")] == ["V_2A", "V_2A_TURBO"]
    assert [m.id for m in catalogue.of_generation("2.0") if m.is_turbo] == ["V_2_TURBO"]


def off(size, aspect):
    width, height = catalogue.dimensions(size)
    return abs(width / height / catalogue.ratio(aspect) - 1)


@pytest.mark.parametrize("tier", ["1K", "2K"])
@pytest.mark.parametrize("model", BY_SIZE, ids=lambda model: model.id)
def test_an_aspect_is_sent_as_the_nearest_size_the_model_takes(model, tier):
    in_tier = [s for s in model.sizes if (catalogue._pixels(s) > 2_000_000) == (tier == "2K")]
    for aspect in set(model.aspects) - {"auto"}:
        size = catalogue.size_for(model, aspect, tier)
        assert size in in_tier
        assert off(size, aspect) <= min(off(s, aspect) for s in in_tier) + 0.001
        assert off(size, aspect) < 0.08, f"{aspect} became {size}"


def test_the_tiers_are_about_one_and_about_four_megapixels():
    assert {m.id for m in MODELS if catalogue.tiers(m) == ("2K", "1K")} == {m.id for m in BY_SIZE}
    assert catalogue.tiers(catalogue.get("V_2")) == ()
    for size in {*catalogue.V4_SIZES, *catalogue.V46_SIZES}:
        pixels = catalogue._pixels(size)
        assert 700_000 < pixels < 1_100_000 or 3_000_000 < pixels <= 4_194_304, size


@pytest.mark.parametrize(
    ("aspect", "size"), [("1:1", "2048x2048"), ("16:9", "2560x1440"), ("9:16", "1440x2560"), ("3:1", "3072x1024")]
)  # fmt: skip
def test_common_aspects_become_the_sizes_people_expect(aspect, size):
    assert catalogue.size_for(catalogue.get("ideogram-4"), aspect) == size


def test_of_sizes_of_the_same_shape_the_largest_is_taken():
    two = replace(
        catalogue.get("ideogram-4"), sizes=("1536x512", "3072x1024", "2304x768", "1440x480")
    )
    assert catalogue.size_for(two, "3:1", "2K") == "3072x1024"
    assert catalogue.size_for(two, "3:1", "1K") == "2304x768"


def test_the_forecast_for_a_model_with_aspects_is_a_size_of_about_a_megapixel():
    for aspect, size in (("1:1", "1024x1024"), ("16:9", "1312x736"), ("10:16", "800x1280")):
        assert catalogue.size_for(catalogue.get("V_2"), aspect) == size


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
@pytest.mark.parametrize("aspect", ["auto", "7:5", "wide", ""])
def test_no_size_belongs_to_auto_or_to_an_unknown_aspect(model, aspect):
    assert catalogue.size_for(model, aspect) is None


@pytest.mark.parametrize(
    ("size", "free"),
    [
        ("256x256", True),
        ("2048x2048", True),
        ("256x1536", True),
        ("1536x256", True),
        ("1024x4096", True),
        ("224x256", False),  # a side below 256
        ("256x1568", False),  # longer than 6:1
        ("2048x2080", False),  # above 4,194,304 pixels
        ("1296x3168", False),  # 1296 is no multiple of 32
        ("1024", False),
        ("1024x1024x1024", False),
        ("0x0", False),
        ("٢٥٦x256", False),
        ("", False),
    ],
)
def test_free_sizes_have_sides_in_steps_of_32_within_the_published_bounds(size, free):
    assert catalogue.is_free_size(size) is free
