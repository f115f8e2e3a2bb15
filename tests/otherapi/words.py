"""The words of the API's reference, copied from the document and from nowhere else."""


def _listed(text):
    return text.split()


MODELS = _listed("V_1 V_1_TURBO V_2 V_2_TURBO V_2A V_2A_TURBO AUTO")
MAGIC = _listed("AUTO ON OFF")
LEGACY_STYLES = _listed("AUTO GENERAL REALISTIC DESIGN RENDER_3D ANIME FICTION")
LEGACY_ASPECTS = _listed("""
ASPECT_10_16 ASPECT_16_10 ASPECT_9_16 ASPECT_16_9 ASPECT_3_2 ASPECT_2_3 ASPECT_4_3 ASPECT_3_4
ASPECT_1_1 ASPECT_1_3 ASPECT_3_1
""")
V3_ASPECTS = _listed("1x3 3x1 1x2 2x1 9x16 16x9 10x16 16x10 2x3 3x2 3x4 4x3 4x5 5x4 1x1 auto")
V3_STYLES = _listed("auto general realistic design custom fiction stylized")
PALETTES = _listed("EMBER FRESH JUNGLE MAGIC MELON MOSAIC PASTEL ULTRAMARINE")
SPEEDS = _listed("turbo default quality")
QUALITIES = _listed("very_low low medium high")
REJECT_REASONS = _listed("""
insufficient_funds subscription_required daily_limit priority_credit_required inflight_limit
feature_limit
""")

# US dollars a picture, by the rendering speed or quality; "" where the model takes none.
PRICES = {
    "ideogram-4-6": {"very_low": 0.008, "low": 0.03, "medium": 0.06, "high": 0.10},
    "ideogram-4-5": {"low": 0.03, "medium": 0.06, "high": 0.10},
    "ideogram-4-5 with images": {"very_low": 0.008, "low": 0.03, "medium": 0.06, "high": 0.22},
    "ideogram-4": {"turbo": 0.03, "default": 0.06, "quality": 0.10},
    "ideogram-3": {"turbo": 0.03, "default": 0.06, "quality": 0.09},
    "V_2": {"": 0.08},
    "V_2_TURBO": {"": 0.05},
    "V_2A": {"": 0.04},
    "V_2A_TURBO": {"": 0.025},
    "V_1": {"": 0.06},
    "V_1_TURBO": {"": 0.02},
}

LEGACY_SIZES = _listed("""
512_1536 576_1408 576_1472 576_1536 640_1024 640_1344 640_1408 640_1472 640_1536 704_1152
704_1216 704_1280 704_1344 704_1408 704_1472 720_1280 736_1312 768_1024 768_1088 768_1152
768_1216 768_1232 768_1280 768_1344 832_960 832_1024 832_1088 832_1152 832_1216 832_1248
864_1152 896_960 896_1024 896_1088 896_1120 896_1152 960_832 960_896 960_1024 960_1088 1024_640
1024_768 1024_832 1024_896 1024_960 1024_1024 1088_768 1088_832 1088_896 1088_960 1120_896
1152_704 1152_768 1152_832 1152_864 1152_896 1216_704 1216_768 1216_832 1232_768 1248_832
1280_704 1280_720 1280_768 1280_800 1312_736 1344_640 1344_704 1344_768 1408_576 1408_640
1408_704 1472_576 1472_640 1472_704 1536_512 1536_576 1536_640
""")

V3_SIZES = _listed("""
512x1536 576x1408 576x1472 576x1536 640x1344 640x1408 640x1472 640x1536 704x1152 704x1216
704x1280 704x1344 704x1408 704x1472 736x1312 768x1088 768x1216 768x1280 768x1344 800x1280
832x960 832x1024 832x1088 832x1152 832x1216 832x1248 864x1152 896x960 896x1024 896x1088 896x1120
896x1152 960x832 960x896 960x1024 960x1088 1024x832 1024x896 1024x960 1024x1024 1088x768
1088x832 1088x896 1088x960 1120x896 1152x704 1152x832 1152x864 1152x896 1216x704 1216x768
1216x832 1248x832 1280x704 1280x768 1280x800 1312x736 1344x640 1344x704 1344x768 1408x576
1408x640 1408x704 1472x576 1472x640 1472x704 1536x512 1536x576 1536x640
""")

V4_SIZES = _listed("""
2048x2048 1440x2880 2880x1440 1664x2496 2496x1664 1792x2240 2240x1792 1440x2560 2560x1440
1600x2560 2560x1600 1728x2304 2304x1728 1296x3168 3168x1296 1152x2944 2944x1152 1248x3328
3328x1248 1280x3072 3072x1280 1024x3072 3072x1024 1024x1024 896x1120 1120x896 864x1152 1152x864
832x1248 1248x832 800x1280 1280x800 720x1280 1280x720 720x1440 1440x720 512x1536 1536x512
""")

PRESETS = _listed("""
80s_illustration 90s_nostalgia abstract_organic analog_nostalgia art_brut art_deco art_poster
aura avant_garde bauhaus blueprint blurry_motion bright_art c4d_cartoon childrens_book collage
coloring_book_i coloring_book_ii cubism dark_aura doodle double_exposure dramatic_cinema
editorial emotional_minimal ethereal_party expired_film flat_art flat_vector forest_reverie
geo_minimalist glass_prism golden_hour graffiti_i graffiti_ii halftone_print high_contrast
hippie_era iconic japandi_fusion jazzy long_exposure magazine_editorial minimal_illustration
mixed_media monochrome nightlife oil_painting old_cartoons paint_gesture pop_art retro_etching
riviera_pop spotlight_80s stylized_red surreal_collage travel_poster vintage_geo vintage_poster
watercolor weird woodblock_print
""")
