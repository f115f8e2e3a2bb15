"""Lettering: words as grey masks, in Inter where it is found, squeezed to the space they have."""

from __future__ import annotations

import functools
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

BLACK, BOLD, MEDIUM = "Black", "Bold", "Medium"
_CAP_HEIGHT = 0.72  # of Inter's size
_TIGHTEST = 0.58  # of the natural width; narrower looks broken


def drawable(letter: str) -> bool:
    """Whether the font has the letter, rather than a box in its place."""
    return letter.isprintable() and _has_glyph(letter)


def line(
    text: str, width: int, height: int, weight: str = BLACK, *, outline: int = 0
) -> Image.Image:
    """The text as high as it may be, squeezed or made smaller until it is within the width."""
    drawn = _drawn(text, max(height, 6) / _CAP_HEIGHT, weight, outline)
    wide = drawn.width * height / drawn.height
    if wide > width:
        narrow = max(width / wide, _TIGHTEST)
        height = (
            max(round(height * width / (wide * narrow)), 4) if wide * narrow > width else height
        )
        wide = width
    return drawn.resize((max(round(wide), 1), max(height, 1)), Image.Resampling.LANCZOS)


def spaced(text: str, size: float, weight: str = MEDIUM, gap: float = 0.22) -> Image.Image:
    """Small capitals set wide."""
    font = _font(weight, max(size, 7))
    step = max(size, 7) * gap
    width = sum(font.getlength(letter) + step for letter in text)
    mask = Image.new("L", (max(round(width), 1), round(max(size, 7) * 1.3)))
    draw = ImageDraw.Draw(mask)
    x = 0.0
    for letter in text:
        draw.text((x, 0), letter, font=font, fill=255)
        x += font.getlength(letter) + step
    return mask


def _drawn(text: str, size: float, weight: str, outline: int) -> Image.Image:
    font = _font(weight, size)
    box = font.getbbox(text, stroke_width=outline)
    left, top, right, bottom = (round(edge) for edge in box)
    mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    draw = ImageDraw.Draw(mask)
    draw.text((-left, -top), text, font=font, fill=255, stroke_width=outline)
    if outline:
        inner = Image.new("L", mask.size)
        ImageDraw.Draw(inner).text((-left, -top), text, font=font, fill=255)
        mask = ImageChops.subtract(mask, inner)
    return mask


def _font(weight: str, size: float) -> ImageFont.FreeTypeFont:
    # A face of its own for every use: painters work in threads, which cannot share one.
    path = _path(weight)
    if path is not None:
        return ImageFont.truetype(path, size)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


@functools.cache
def _path(weight: str) -> Path | None:
    package = Path(__file__).parents[1]
    for folder in (package / "resources" / "fonts", package.parent / "resources" / "fonts"):
        for name in (weight, BOLD, "SemiBold", "Regular"):
            for ending in ("ttf", "otf"):
                path = folder / f"Inter-{name}.{ending}"
                if path.is_file():
                    return path
    return None


@functools.cache
def _has_glyph(letter: str) -> bool:
    font = _font(BLACK, 24)
    missing = font.getmask("\uffff")
    drawn = font.getmask(letter)
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)
