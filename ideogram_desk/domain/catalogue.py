"""The model catalogue: which parameters each Ideogram model takes, its sizes, speeds and prices.

The one place that knows this; composer, command line and validation all read it. Facts are from
Ideogram's published reference of November 2026. Words are the program's own: aspect ratios are
"16:9", sizes "1344x768", styles and speeds lower case; `api/wire.py` translates them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PRICES_AS_OF = date(2026, 11, 19)
MAX_COUNT = 8
MAX_SEED = 2**31 - 1
MAX_PROMPT = 10_000  # characters; official for v2, assumed for the legacy family
AUTO = "auto"
DEFAULT_MODEL = "V_2"  # what a script gets that names none, as in the seed documents


class Family(StrEnum):
    LEGACY = "legacy"  # POST /generate, answered when the pictures are made
    V2 = "v2"  # POST /v2/image/generate/…, accepted at once and polled


@dataclass(frozen=True, slots=True)
class References:
    """Input pictures that a model takes beside the prompt."""

    field: str  # the API's name of the part
    most: int
    label: str
    mask: bool = False  # takes a mask too: black is the part to change
    free_sizes: bool = False  # beside input pictures it takes the sizes of `is_free_size` instead


@dataclass(frozen=True, slots=True)
class Model:
    id: str  # the API's own identifier
    name: str  # as people say it: "3.0", "2 Turbo"
    generation: str  # models of one generation differ only in speed: "2" is "2" and "2 Turbo"
    family: Family
    prices: Mapping[str, int]  # speed ("" where it takes none) -> millionths of a dollar a picture
    speeds: tuple[str, ...] = ()
    default_speed: str = ""
    speed_field: str = ""  # the API's name for it
    reference_speeds: tuple[str, ...] = ()  # speeds that need input pictures
    reference_prices: Mapping[str, int] = field(default_factory=dict)  # with pictures
    aspects: tuple[str, ...] = ()
    default_aspect: str = "1:1"
    sizes: tuple[str, ...] = ()  # exact sizes it takes; size and aspect exclude each other
    aspect_by_size: bool = False  # takes no aspect ratio: an aspect is sent as the size that has it
    styles: tuple[str, ...] = ()
    default_style: str = ""
    presets: tuple[str, ...] = ()
    style_codes: bool = False
    negative: bool = False
    palette: bool = False
    json_prompt: bool = False
    references: References | None = None
    private: bool = False
    copyright_detection: bool = False
    multipart: bool = False  # wants multipart/form-data even without files

    @property
    def is_turbo(self) -> bool:
        return self.id.endswith("_TURBO")


def _usd(**prices: float) -> Mapping[str, int]:
    return MappingProxyType({k: round(v * 1_000_000) for k, v in prices.items()})


def _one_price(dollars: float) -> Mapping[str, int]:
    return MappingProxyType({"": round(dollars * 1_000_000)})


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PALETTES = _words("ember fresh jungle magic melon mosaic pastel ultramarine")
MAX_PALETTE = 8

_LEGACY_ASPECTS = _words("1:1 10:16 16:10 9:16 16:9 2:3 3:2 3:4 4:3 1:3 3:1")
_V3_ASPECTS = _words("1:1 4:5 5:4 3:4 4:3 2:3 3:2 10:16 16:10 9:16 16:9 1:2 2:1 1:3 3:1")
_V4_ASPECTS = _words("auto 1:1 4:5 5:4 3:4 4:3 2:3 3:2 10:16 16:10 9:16 16:9 1:2 2:1 1:3 3:1")
_LEGACY_STYLES = _words("auto general realistic design render_3d anime fiction")
_V3_STYLES = _words("auto general realistic design fiction")

LEGACY_SIZES = _words("""
512x1536 576x1408 576x1472 576x1536 640x1024 640x1344 640x1408 640x1472 640x1536 704x1152 704x1216
704x1280 704x1344 704x1408 704x1472 720x1280 736x1312 768x1024 768x1088 768x1152 768x1216 768x1232
768x1280 768x1344 832x960 832x1024 832x1088 832x1152 832x1216 832x1248 864x1152 896x960 896x1024
896x1088 896x1120 896x1152 960x832 960x896 960x1024 960x1088 1024x640 1024x768 1024x832 1024x896
1024x960 1024x1024 1088x768 1088x832 1088x896 1088x960 1120x896 1152x704 1152x768 1152x832 1152x864
1152x896 1216x704 1216x768 1216x832 1232x768 1248x832 1280x704 1280x720 1280x768 1280x800 1312x736
1344x640 1344x704 1344x768 1408x576 1408x640 1408x704 1472x576 1472x640 1472x704 1536x512 1536x576
1536x640""")

V3_SIZES = _words("""
512x1536 576x1408 576x1472 576x1536 640x1344 640x1408 640x1472 640x1536 704x1152 704x1216 704x1280
704x1344 704x1408 704x1472 736x1312 768x1088 768x1216 768x1280 768x1344 800x1280 832x960 832x1024
832x1088 832x1152 832x1216 832x1248 864x1152 896x960 896x1024 896x1088 896x1120 896x1152 960x832
960x896 960x1024 960x1088 1024x832 1024x896 1024x960 1024x1024 1088x768 1088x832 1088x896 1088x960
1120x896 1152x704 1152x832 1152x864 1152x896 1216x704 1216x768 1216x832 1248x832 1280x704 1280x768
1280x800 1312x736 1344x640 1344x704 1344x768 1408x576 1408x640 1408x704 1472x576 1472x640 1472x704
1536x512 1536x576 1536x640""")

V4_SIZES = _words("""
2048x2048 1440x2880 2880x1440 1664x2496 2496x1664 1792x2240 2240x1792 1440x2560 2560x1440 1600x2560
2560x1600 1728x2304 2304x1728 1296x3168 3168x1296 1152x2944 2944x1152 1248x3328 3328x1248 1280x3072
3072x1280 1024x3072 3072x1024
1024x1024 896x1120 1120x896 864x1152 1152x864 832x1248 1248x832 800x1280 1280x800 720x1280 1280x720
720x1440 1440x720 512x1536 1536x512""")

# 4.6 takes sides that are multiples of 32 only: six sizes of the list above give way to
# four neighbours with nearly the same shape.
V46_SIZES = (
    *(s for s in V4_SIZES if all(int(side) % 32 == 0 for side in s.split("x"))),
    *_words("736x1312 1312x736 704x1408 1408x704"),
)

V3_PRESETS = _words("""
80s_illustration 90s_nostalgia abstract_organic analog_nostalgia art_brut art_deco art_poster aura
avant_garde bauhaus blueprint blurry_motion bright_art c4d_cartoon childrens_book collage
coloring_book_i coloring_book_ii cubism dark_aura doodle double_exposure dramatic_cinema editorial
emotional_minimal ethereal_party expired_film flat_art flat_vector forest_reverie geo_minimalist
glass_prism golden_hour graffiti_i graffiti_ii halftone_print high_contrast hippie_era iconic
japandi_fusion jazzy long_exposure magazine_editorial minimal_illustration mixed_media monochrome
nightlife oil_painting old_cartoons paint_gesture pop_art retro_etching riviera_pop spotlight_80s
stylized_red surreal_collage travel_poster vintage_geo vintage_poster watercolor weird
woodblock_print""")


MODELS: tuple[Model, ...] = (
    Model(
        id="ideogram-4-6",
        name="4.6",
        generation="4.6",
        family=Family.V2,
        prices=_usd(very_low=0.008, low=0.03, medium=0.06, high=0.10),
        speeds=_words("very_low low medium high"),
        default_speed="medium",
        speed_field="quality",
        aspects=_V4_ASPECTS,
        default_aspect=AUTO,
        sizes=V46_SIZES,
        aspect_by_size=True,
        json_prompt=True,
        references=References("images", 5, "Images"),
        private=True,
        copyright_detection=True,
        multipart=True,
    ),
    Model(
        id="ideogram-4-5",
        name="4.5",
        generation="4.5",
        family=Family.V2,
        prices=_usd(very_low=0.008, low=0.03, medium=0.06, high=0.10),
        speeds=_words("very_low low medium high"),
        default_speed="high",
        speed_field="quality",
        reference_speeds=("very_low",),
        reference_prices=_usd(high=0.22),
        aspects=_V4_ASPECTS,
        default_aspect=AUTO,
        sizes=V4_SIZES,
        aspect_by_size=True,
        json_prompt=True,
        references=References("images", 5, "Images", mask=True, free_sizes=True),
        private=True,
        copyright_detection=True,
    ),
    Model(
        id="ideogram-4",
        name="4.0",
        generation="4.0",
        family=Family.V2,
        prices=_usd(turbo=0.03, default=0.06, quality=0.10),
        speeds=_words("turbo default quality"),
        default_speed="default",
        speed_field="rendering_speed",
        aspects=_V4_ASPECTS,
        default_aspect=AUTO,
        sizes=V4_SIZES,
        aspect_by_size=True,
        json_prompt=True,
        private=True,
        copyright_detection=True,
    ),
    Model(
        id="ideogram-3",
        name="3.0",
        generation="3.0",
        family=Family.V2,
        prices=_usd(turbo=0.03, default=0.06, quality=0.09),
        speeds=_words("turbo default quality"),
        default_speed="default",
        speed_field="rendering_speed",
        aspects=(*_V3_ASPECTS, AUTO),
        sizes=V3_SIZES,
        styles=_V3_STYLES,
        default_style=AUTO,
        presets=V3_PRESETS,
        style_codes=True,
        negative=True,
        palette=True,
        references=References("style_reference_images", 10, "Style references"),
        private=True,
        copyright_detection=True,
    ),
    Model(
        id="V_2A",
        name="2a",
        generation="2a",
        family=Family.LEGACY,
        prices=_one_price(0.04),
        aspects=_LEGACY_ASPECTS,
        styles=_LEGACY_STYLES,
        default_style=AUTO,
    ),
    Model(
        id="V_2A_TURBO",
        name="2a Turbo",
        generation="2a",
        family=Family.LEGACY,
        prices=_one_price(0.025),
        aspects=_LEGACY_ASPECTS,
        styles=_LEGACY_STYLES,
        default_style=AUTO,
    ),
    Model(
        id="V_2",
        name="2.0",
        generation="2.0",
        family=Family.LEGACY,
        prices=_one_price(0.08),
        aspects=_LEGACY_ASPECTS,
        sizes=LEGACY_SIZES,
        styles=_LEGACY_STYLES,
        default_style=AUTO,
        negative=True,
        palette=True,
    ),
    Model(
        id="V_2_TURBO",
        name="2 Turbo",
        generation="2.0",
        family=Family.LEGACY,
        prices=_one_price(0.05),
        aspects=_LEGACY_ASPECTS,
        sizes=LEGACY_SIZES,
        styles=_LEGACY_STYLES,
        default_style=AUTO,
        negative=True,
        palette=True,
    ),
    Model(
        id="V_1",
        name="1.0",
        generation="1.0",
        family=Family.LEGACY,
        prices=_one_price(0.06),
        aspects=_LEGACY_ASPECTS,
        negative=True,
    ),
    Model(
        id="V_1_TURBO",
        name="1 Turbo",
        generation="1.0",
        family=Family.LEGACY,
        prices=_one_price(0.02),
        aspects=_LEGACY_ASPECTS,
        negative=True,
    ),
)

_BY_ID = {model.id: model for model in MODELS}
_PREFIX = re.compile(r"(?:ideogram-?)?(?:v-?)?(?=\d)")
_WHOLE = re.compile(r"\.0(?!\d)")


def _gist(said: str) -> str:
    """What all spellings of a model share: "Ideogram 4.5", "v4-5" -> 4.5; "V_2_TURBO" -> 2turbo."""
    word = re.sub(r"[\s_-]+", "-", said.casefold()).strip("-")
    if start := _PREFIX.match(word):
        word = word[start.end() :]
    word = re.sub(r"(?<=\d)-(?=\d)", ".", word).replace("-", "")
    return _WHOLE.sub("", word)


_BY_GIST = {_gist(model.id): model for model in MODELS}


def get(model_id: str) -> Model:
    """The model with exactly this identifier; KeyError if there is none."""
    return _BY_ID[model_id]


def known(model_id: str) -> bool:
    return model_id in _BY_ID


def find(said: str) -> Model | None:
    """The model that a person means by "2.0", "4.6", "2 turbo", "V_2A"; None if none is meant."""
    return _BY_GIST.get(_gist(said))


def generations() -> tuple[str, ...]:
    """The generations, newest first, each once."""
    return tuple(dict.fromkeys(model.generation for model in MODELS))


def of_generation(generation: str) -> tuple[Model, ...]:
    return tuple(model for model in MODELS if model.generation == generation)


def ratio(aspect: str) -> float:
    """Width over height of "16:9"; 1.0 for "auto"."""
    if aspect == AUTO:
        return 1.0
    width, _, height = aspect.partition(":")
    return int(width) / int(height)


def dimensions(size: str) -> tuple[int, int]:
    width, _, height = size.partition("x")
    return int(width), int(height)


def _pixels(size: str) -> int:
    width, height = dimensions(size)
    return width * height


FREE_STEP, FREE_LEAST_SIDE, FREE_MOST_PIXELS, FREE_MOST_RATIO = 32, 256, 4_194_304, 6


def is_free_size(size: str) -> bool:
    """Whether a size is one of those that need not be on a list: see `References.free_sizes`."""
    if not re.fullmatch(r"[1-9]\d{1,4}x[1-9]\d{1,4}", size, re.ASCII):
        return False
    short, long = sorted(dimensions(size))
    in_steps = short % FREE_STEP == 0 and long % FREE_STEP == 0
    return (
        in_steps
        and short >= FREE_LEAST_SIDE
        and short * long <= FREE_MOST_PIXELS
        and long <= FREE_MOST_RATIO * short
    )


_TIER_EDGE = 2_100_000  # pixels; the 1K list ends below it, the 2K list begins above


def tiers(model: Model) -> tuple[str, ...]:
    """The size tiers among the model's sizes, "1K" and "2K", or nothing if it has only one."""
    if model.aspect_by_size:
        return ("2K", "1K")
    return ()


def size_for(model: Model, aspect: str, tier: str = "2K") -> str | None:
    """The exact size nearest in shape to an aspect ratio; None for "auto" or one it does not take.

    For a model that takes no aspect ratio this is what is sent; for the others it is a forecast.
    """
    if aspect == AUTO or aspect not in model.aspects:
        return None
    candidates = V3_SIZES
    if model.aspect_by_size:
        candidates = tuple(s for s in model.sizes if (_pixels(s) > _TIER_EDGE) == (tier == "2K"))
    wanted = ratio(aspect)

    def distance(size: str) -> tuple[float, int]:
        width, height = dimensions(size)
        return (round(abs(width / height / wanted - 1), 3), -width * height)

    return min(candidates, key=distance)
