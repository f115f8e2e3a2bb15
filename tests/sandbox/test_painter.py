"""The posters: the same again, different enough, and with their lettering inside."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from ideogram_desk.sandbox import headline, lettering, painter, palettes

SMALL = (160, 160)
SIZES = [(160, 160), (90, 160), (160, 90), (64, 192), (192, 64), (16, 16)]
PROMPTS = {
    "plain": "a red fox",
    "blank": " ",
    "emoji": "🔥🔥🔥",
    "CJK": "日本語のポスター 東京",
    "long word": "Donaudampfschifffahrtsgesellschaftskapitänskajüte",
    "endless word": "a" * 10_000,
    "punctuation": "!!! ... ???",
    "right to left": "שלום عالم",
    "controls": "a\x00b\u202ec\u2028d\u200b",
    "broken caption": '{"compositional_deconstruction": {"elements": 3}}',
}


def opened(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


@pytest.mark.parametrize("style", ["", "realistic", "render_3d", "anime", "fiction", "design"])
def test_the_same_order_gives_the_same_bytes(style):
    assert painter.paint("a fox", 5, style, SMALL) == painter.paint("a fox", 5, style, SMALL)


def test_prompt_seed_style_and_colours_each_make_a_difference():
    pictures = {
        painter.paint("a fox", 5, "", SMALL),
        painter.paint("a cat", 5, "", SMALL),
        painter.paint("a fox", 6, "", SMALL),
        painter.paint("a fox", 5, "anime", SMALL),
        painter.paint("a fox", 5, "", SMALL, ("#ff0000", "#0000ff")),
    }
    assert len(pictures) == 5


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)
def test_any_prompt_makes_a_picture_of_any_shape(prompt, size):
    for style in ("", "realistic", "render_3d", "anime", "fiction"):
        picture = opened(painter.paint(prompt, 3, style, size))
        assert picture.size == size


def test_pictures_are_no_plain_fields():
    for seed in range(8):
        spread = ImageStat.Stat(opened(painter.paint("a fox", seed, "", SMALL))).stddev
        assert max(spread) > 12


def test_there_are_many_scenes_and_palettes():
    scenes = {*painter._GEOMETRIC, *painter._SCENIC}
    scenes |= {scene for some in painter._BY_STYLE.values() for scene in some}
    assert len(scenes) >= 20
    assert len(palettes.PALETTES) >= 16


def test_sent_colours_tint_the_picture():
    reds = ("#400000", "#a01010", "#ff3030", "#ffb0b0")
    red, _, blue = ImageStat.Stat(opened(painter.paint("a fox", 1, "", SMALL, reds))).mean
    assert red > blue * 1.15


@pytest.mark.parametrize("outline", [0, 2])
@pytest.mark.parametrize("width", [40, 300, 900])
@pytest.mark.parametrize("text", ["A", "LISBOA", "ÇÉÅÄ", "W" * 60, "iiii", "Qg", "N° 5"])
def test_a_line_is_never_wider_or_higher_than_its_room(text, width, outline):
    mask = lettering.line(text, width, 120, outline=outline)
    assert mask.width <= width
    assert mask.height <= 120
    assert mask.getbbox() is not None


@pytest.mark.parametrize("size", SIZES[:5], ids=str)
def test_the_headline_stays_within_the_picture(monkeypatch, size):
    pasted = []
    width, height = size
    paste = painter.Typesetter._paste

    def watched(self, mask, x, y, color):
        left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
        pasted.append((x + left >= 0, y + top >= 0, x + right <= width, y + bottom <= height))
        paste(self, mask, x, y, color)

    monkeypatch.setattr(painter.Typesetter, "_paste", watched)
    monkeypatch.setattr(painter.Typesetter, "_monogram", lambda *_: None)  # cropped on purpose
    for seed in range(12):
        painter.paint('a "WONDERFULLY LONG HEADLINE" for all', seed, "design", size)
        painter.paint("short", seed, "", size)
    assert pasted
    assert all(all(inside) for inside in pasted)


def test_the_sandbox_mark_is_in_the_lower_right_corner(monkeypatch):
    with_mark = opened(painter.paint("a fox", 2, "", (640, 640)))
    monkeypatch.setattr(painter.Typesetter, "mark", lambda _: None)
    without = opened(painter.paint("a fox", 2, "", (640, 640)))
    left, top, right, bottom = ImageChops.difference(with_mark, without).getbbox()
    assert left > 480
    assert top > 600
    assert right < 640
    assert bottom < 640


@pytest.mark.parametrize(
    ("prompt", "lines"),
    [
        ('A travel poster, the text "Lisboa" in bold', ("LISBOA",)),
        ("A travel poster, the text “LISBOA” in bold", ("LISBOA",)),
        ("it's a sign that says 'open late' don't", ("OPEN", "LATE")),
        ("FRESH ROAST coffee bag, screen-print", ("FRESH", "ROAST")),
        ("Cloud analytics dashboard, professional", ("CLOUD", "ANALYTICS")),
        ("a picture of the Q1 launch", ("Q1 LAUNCH",)),
        ("a red fox", ("RED", "FOX")),
        ("🔥", ("N° 5",)),
        ("", ("N° 5",)),
        (
            (
                '{"high_level_description": "x", "compositional_deconstruction": {"background":'
                ' "b", "elements": [{"type": "text", "text": "OPEN LATE", "desc": "neon"}]}}'
            ),
            ("OPEN", "LATE"),
        ),
    ],
)
def test_headlines_are_what_is_quoted_shouted_or_telling(prompt, lines):
    assert headline.found_in(prompt, 1005, lettering.drawable).lines == lines
