"""The words and figures the API knows: enums, sizes, limits and prices, as published."""

from __future__ import annotations

from types import MappingProxyType

MAX_SEED = 2**31 - 1
MAX_COUNT = 8
MAX_TEXT = 10_000
MAX_FILE = 25_000_000
MAX_REQUEST = 50_000_000
MAX_PALETTE = 8


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LEGACY_MODELS = _words("V_1 V_1_TURBO V_2 V_2_TURBO V_2A V_2A_TURBO AUTO")
LEGACY_WITH_STYLE = frozenset(_words("V_2 V_2_TURBO V_2A V_2A_TURBO AUTO"))
LEGACY_WITH_NEGATIVE = frozenset(_words("V_1 V_1_TURBO V_2 V_2_TURBO"))
LEGACY_WITH_SIZE = frozenset(_words("V_2 V_2_TURBO"))
LEGACY_WITH_PALETTE = frozenset(_words("V_2 V_2_TURBO"))
LEGACY_MAGIC = _words("AUTO ON OFF")
LEGACY_STYLES = _words("AUTO GENERAL REALISTIC DESIGN RENDER_3D ANIME FICTION")

LEGACY_ASPECTS = MappingProxyType(
    {
        "ASPECT_1_1": "1024x1024",
        "ASPECT_10_16": "800x1280",
        "ASPECT_16_10": "1280x800",
        "ASPECT_9_16": "736x1312",
        "ASPECT_16_9": "1312x736",
        "ASPECT_3_2": "1248x832",
        "ASPECT_2_3": "832x1248",
        "ASPECT_4_3": "1152x864",
        "ASPECT_3_4": "864x1152",
        "ASPECT_1_3": "512x1536",
        "ASPECT_3_1": "1536x512",
    }
)

LEGACY_SIZES = frozenset(
    f"RESOLUTION_{size}"
    for size in _words("""
512_1536 576_1408 576_1472 576_1536 640_1024 640_1344 640_1408 640_1472 640_1536 704_1152 704_1216
704_1280 704_1344 704_1408 704_1472 720_1280 736_1312 768_1024 768_1088 768_1152 768_1216 768_1232
768_1280 768_1344 832_960 832_1024 832_1088 832_1152 832_1216 832_1248 864_1152 896_960 896_1024
896_1088 896_1120 896_1152 960_832 960_896 960_1024 960_1088 1024_640 1024_768 1024_832 1024_896
1024_960 1024_1024 1088_768 1088_832 1088_896 1088_960 1120_896 1152_704 1152_768 1152_832 1152_864
1152_896 1216_704 1216_768 1216_832 1232_768 1248_832 1280_704 1280_720 1280_768 1280_800 1312_736
1344_640 1344_704 1344_768 1408_576 1408_640 1408_704 1472_576 1472_640 1472_704 1536_512 1536_576
1536_640""")
)

V3_ASPECTS = MappingProxyType(
    {
        "1x1": "1024x1024",
        "1x3": "512x1536",
        "3x1": "1536x512",
        "1x2": "704x1408",
        "2x1": "1408x704",
        "9x16": "736x1312",
        "16x9": "1312x736",
        "10x16": "800x1280",
        "16x10": "1280x800",
        "2x3": "832x1248",
        "3x2": "1248x832",
        "3x4": "864x1152",
        "4x3": "1152x864",
        "4x5": "896x1120",
        "5x4": "1120x896",
    }
)

V3_SIZES = frozenset(
    _words("""
512x1536 576x1408 576x1472 576x1536 640x1344 640x1408 640x1472 640x1536 704x1152 704x1216 704x1280
704x1344 704x1408 704x1472 736x1312 768x1088 768x1216 768x1280 768x1344 800x1280 832x960 832x1024
832x1088 832x1152 832x1216 832x1248 864x1152 896x960 896x1024 896x1088 896x1120 896x1152 960x832
960x896 960x1024 960x1088 1024x832 1024x896 1024x960 1024x1024 1088x768 1088x832 1088x896 1088x960
1120x896 1152x704 1152x832 1152x864 1152x896 1216x704 1216x768 1216x832 1248x832 1280x704 1280x768
1280x800 1312x736 1344x640 1344x704 1344x768 1408x576 1408x640 1408x704 1472x576 1472x640 1472x704
1536x512 1536x576 1536x640""")
)

V4_SIZES = frozenset(
    _words("""
2048x2048 1440x2880 2880x1440 1664x2496 2496x1664 1792x2240 2240x1792 1440x2560 2560x1440 1600x2560
2560x1600 1728x2304 2304x1728 1296x3168 3168x1296 1152x2944 2944x1152 1248x3328 3328x1248 1280x3072
3072x1280 1024x3072 3072x1024
1024x1024 896x1120 1120x896 864x1152 1152x864 832x1248 1248x832 800x1280 1280x800 720x1280 1280x720
720x1440 1440x720 512x1536 1536x512""")
)

# What "auto" becomes on the 4.x models, which pick a 2K size by the prompt.
V4_AUTO = MappingProxyType(
    {"1x1": "2048x2048", "2x3": "1664x2496", "9x16": "1440x2560", "16x9": "2560x1440"}
)

V2_MAGIC = _words("auto on off")
V2_SPEEDS = _words("turbo default quality")
V2_QUALITIES = _words("very_low low medium high")
V3_STYLES = _words("auto general realistic design custom fiction stylized")
PALETTE_PRESETS = _words("EMBER FRESH JUNGLE MAGIC MELON MOSAIC PASTEL ULTRAMARINE")
ASSET_TYPES = _words("ASSET CANVAS_ASSET LAYERED_ASSET RESPONSE UPLOAD")

V3_PRESETS = frozenset(
    _words("""
80s_illustration 90s_nostalgia abstract_organic analog_nostalgia art_brut art_deco art_poster aura
avant_garde bauhaus blueprint blurry_motion bright_art c4d_cartoon childrens_book collage
coloring_book_i coloring_book_ii cubism dark_aura doodle double_exposure dramatic_cinema editorial
emotional_minimal ethereal_party expired_film flat_art flat_vector forest_reverie geo_minimalist
glass_prism golden_hour graffiti_i graffiti_ii halftone_print high_contrast hippie_era iconic
japandi_fusion jazzy long_exposure magazine_editorial minimal_illustration mixed_media monochrome
nightlife oil_painting old_cartoons paint_gesture pop_art retro_etching riviera_pop spotlight_80s
stylized_red surreal_collage travel_poster vintage_geo vintage_poster watercolor weird
woodblock_print""")
)

REJECT_REASONS = _words(
    "insufficient_funds subscription_required daily_limit priority_credit_required"
    " inflight_limit feature_limit"
)

# Millionths of a dollar a picture.
LEGACY_PRICES = MappingProxyType(
    {
        "V_1": 60_000,
        "V_1_TURBO": 20_000,
        "V_2": 80_000,
        "V_2_TURBO": 50_000,
        "V_2A": 40_000,
        "V_2A_TURBO": 25_000,
        "AUTO": 80_000,
    }
)
V3_PRICES = MappingProxyType({"turbo": 30_000, "default": 60_000, "quality": 90_000})
V4_PRICES = MappingProxyType({"turbo": 30_000, "default": 60_000, "quality": 100_000})
V45_PRICES = MappingProxyType({"very_low": 8_000, "low": 30_000, "medium": 60_000, "high": 100_000})
V45_EDIT_PRICES = MappingProxyType({**V45_PRICES, "high": 220_000})
V46_PRICES = V45_PRICES
V46_LARGE_PRICES = MappingProxyType({quality: 2 * price for quality, price in V46_PRICES.items()})
LARGE = 4_194_304  # pixels; above it 4.6 costs twice as much
