"""Effects under letters: a body, a rim or a soft shadow, drawn before the letters themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from ideogram_desk.sandbox.palettes import mixed

if TYPE_CHECKING:
    from ideogram_desk.sandbox.canvas import Canvas
    from ideogram_desk.sandbox.palettes import Color

_AROUND = ((-1, -1), (0, -1.4), (1, -1), (1.4, 0), (1, 1), (0, 1.4), (-1, 1), (-1.4, 0))


def extrude(c: Canvas, mask: Image.Image, at: tuple[int, int], ink: Color) -> None:
    """A body of the letters, going down to the right."""
    x, y = at
    side = mixed(ink, c.palette.dark if ink == c.palette.light else c.palette.top, 0.55)
    depth = max(round(mask.height * 0.07), 2)
    for k in range(depth, 0, -max(depth // 8, 1)):
        c.image.paste(mixed(side, c.palette.dark, 0.5 * k / depth), (x + k, y + k), mask)


def rim(c: Canvas, mask: Image.Image, at: tuple[int, int], ink: Color) -> None:
    """A thick outline around the letters, as on a title card."""
    thick = max(round(min(mask.height * 0.06, c.u * 0.016)), 1)
    grown = Image.new("L", (mask.width + 4 * thick, mask.height + 4 * thick))
    for dx, dy in _AROUND:
        layer = Image.new("L", grown.size)
        layer.paste(mask, (round((2 + dx) * thick), round((2 + dy) * thick)))
        grown = ImageChops.lighter(grown, layer)
    corner = (at[0] - 2 * thick, at[1] - 2 * thick)
    c.image.paste(_opposite(c, ink), corner, grown)


def soft_shadow(c: Canvas, mask: Image.Image, at: tuple[int, int], ink: Color) -> None:
    """A blur around the letters, made at a quarter of the size."""
    pad = max(round(c.u * 0.03), 2)
    whole = (mask.width + 2 * pad, mask.height + 2 * pad)
    small = Image.new("L", (whole[0] // 4 + 1, whole[1] // 4 + 1))
    letters = mask.resize((max(mask.width // 4, 1), max(mask.height // 4, 1)))
    small.paste(letters, (pad // 4, pad // 4))
    soft = small.filter(ImageFilter.GaussianBlur(pad / 12)).resize(whole)
    soft = soft.point([round(v * 0.5) for v in range(256)])
    c.image.paste(_opposite(c, ink), (at[0] - pad, at[1] - pad), soft)


def _opposite(c: Canvas, ink: Color) -> Color:
    return c.palette.dark if ink == c.palette.light else c.palette.light
