"""Hand-picked palettes: a background of two colours, three accents, a dark and a light ink."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import ImageColor

if TYPE_CHECKING:
    from random import Random

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    name: str
    top: Color
    bottom: Color
    accents: tuple[Color, Color, Color]
    dark: Color
    light: Color
    words: frozenset[str]  # prompts that ask for it


def _rgb(text: str) -> Color:
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


def _palette(name: str, colors: str, words: str) -> Palette:
    top, bottom, one, two, three, dark, light = (_rgb(f"#{c}") for c in colors.split())
    return Palette(name, top, bottom, (one, two, three), dark, light, frozenset(words.split()))


PALETTES = (
    _palette(
        "tram", "f9c74f f3722c d62839 1d5b79 ffe3b3 16213e fff6e5", "lisbon travel golden sun"
    ),
    _palette(
        "dusk", "2b1055 d76d77 ffaf7b 7597de f25f8a 170a33 ffeedd", "dusk dream evening sunset"
    ),
    _palette(
        "ocean", "0077b6 90e0ef 023e8a 00b4d8 ffd166 03224c f1fbff", "ocean sea surf wave water"
    ),
    _palette(
        "fern", "1b4332 74c69d 2d6a4f d8f3dc f4a261 081c15 f4fff8", "fern forest plant garden tea"
    ),
    _palette(
        "roast", "4b2e21 c08552 f3e9dc 895737 e07a5f 24140d fff4e6", "coffee roast chocolate bakery"
    ),
    _palette(
        "neon", "10002b 7b2cbf ff006e 00f5d4 fee440 0b0014 fdf0ff", "neon cyber club synth techno"
    ),
    _palette(
        "citrus", "ffd60a ff7b00 ff4800 4fae2c fff3b0 4a1a00 fffbe6", "citrus orange lemon summer"
    ),
    _palette(
        "mint", "06b892 b8f2e6 118ab2 ffd166 ef476f 05384a f4fffc", "mint fresh pay payment mobile"
    ),
    _palette(
        "weimar", "f1e3c6 e8d3a7 d62828 003f88 fcbf49 1a1a1a fffaf0", "bauhaus design museum grid"
    ),
    _palette(
        "noir", "0b0b0d 3a3a40 d90429 8d99ae edf2f4 050506 f8f8f8", "noir night film crime black"
    ),
    _palette(
        "sakura", "ffd3e2 ff9fc0 f0487f 8fc7ff fff0f6 590d34 fff7fb", "sakura spring blossom pink"
    ),
    _palette(
        "signal", "0b1d9e 4361ee 4cc9f0 f72585 ffffff 060b45 f0f4ff", "cloud analytics data launch"
    ),
    _palette(
        "dune", "e9c46a e76f51 264653 2a9d8f f4e3c1 2a1410 fff3dc", "desert dune canyon west sand"
    ),
    _palette(
        "plum", "3d0e3f a4508b f2a65a 5f0a87 ffd9e8 1f0524 fff0fa", "wine plum opera velvet jazz"
    ),
    _palette(
        "rust", "0f4c5c 5f8a8b e36414 fb8b24 e8dcc4 071e25 fdf6e9", "rust autumn harbour train rail"
    ),
    _palette(
        "ice", "d5f3fa a5b4fc 3a0ca3 4895ef f9f7ff 160f45 ffffff", "ice winter snow arctic ski"
    ),
    _palette(
        "olive", "606c38 a3b18a fefae0 dda15e bc6c25 1f2611 fefae0", "olive farm market organic"
    ),
    _palette(
        "berry",
        "b5179e f72585 7209b7 ffb703 ffe5f4 330045 fff0fb",
        "berry party pop candy festival",
    ),
    _palette(
        "press",
        "faf3e8 f3e4d0 c1121f 780000 669bbc 003049 fffdf7",
        "book press paper letter vintage",
    ),
    _palette(
        "aurora",
        "0d1b2a 1b4965 62b6cb b8f04a cae9ff 06101c f0faff",
        "space aurora star north planet",
    ),
    _palette(
        "coral", "ff9a8b ff6a88 fff1d0 2ec4b6 5b2a86 3c1053 fff7f2", "coral beach holiday ice cream"
    ),
    _palette(
        "meadow",
        "c7e66b 5fb049 f7f7d4 ff8c42 2f6690 12340f fbffe9",
        "meadow green bike picnic golf",
    ),
)


def chosen(prompt: str, sent: tuple[str, ...], chance: Random) -> Palette:
    """The palette for a prompt: made of the colours that were sent, or asked for, or by chance."""
    if sent:
        return _made_of(sent)
    said = set(prompt.lower().replace(",", " ").replace(".", " ").split())
    asked = [palette for palette in PALETTES if palette.words & said]
    # Not always the obvious one: pictures of one prompt should differ.
    if asked and chance.random() < 0.6:  # noqa: PLR2004
        return chance.choice(asked)
    return chance.choice(PALETTES)


def mixed(one: Color, other: Color, share: float) -> Color:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def luminance(color: Color) -> float:
    red, green, blue = color
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _made_of(sent: tuple[str, ...]) -> Palette:
    colors = sorted((_rgb(color) for color in sent), key=luminance)
    while len(colors) < 4:  # noqa: PLR2004  two for the background, two for accents
        colors.append(mixed(colors[-1], (255, 255, 255), 0.45))
    dark = mixed(colors[0], (0, 0, 0), 0.7)
    light = mixed(colors[-1], (255, 255, 255), 0.85)
    middle = len(colors) // 2
    accents = (colors[-1], colors[0], mixed(colors[-1], light, 0.5))
    return Palette("sent", colors[middle - 1], colors[middle], accents, dark, light, frozenset())
