"""The canvas scenes are drawn on: whole-image gradients, glows and simple coloured shapes."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from ideogram_desk.sandbox.palettes import Color, Palette, luminance, mixed

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Point = tuple[float, float]
_OPAQUE = 255


class Canvas:
    def __init__(self, size: tuple[int, int], palette: Palette, chance: Random) -> None:
        self.w, self.h = size
        self.u = min(size)  # the unit of lengths: the shorter side
        self.palette = palette
        self.chance = chance
        self.image = Image.new("RGB", size)
        self.draw = ImageDraw.Draw(self.image)
        self._glass = ImageDraw.Draw(self.image, "RGBA")  # blends, and takes eight times as long

    @property
    def wide(self) -> bool:
        return self.w > self.h * 1.25

    @property
    def tall(self) -> bool:
        return self.h > self.w * 1.25

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def fill(self, top: Color, bottom: Color, slant: float = 0.0) -> None:
        """Shade the whole from one colour to another: downwards, or slanted up to sideways (1)."""
        down = Image.linear_gradient("L")
        ramp = Image.blend(down, down.transpose(Image.Transpose.ROTATE_90), slant)
        shaded = ImageOps.colorize(ramp, black=top, white=bottom)
        self.image.paste(_enlarged(shaded, self.w, self.h))

    def backdrop(self, drawn: Callable[[Canvas], None]) -> None:
        """What is all soft, drawn at an eighth of the size and enlarged: it looks the same."""
        small = Canvas((max(self.w // 8, 8), max(self.h // 8, 8)), self.palette, self.chance)
        drawn(small)
        self.image.paste(_enlarged(small.image, self.w, self.h))

    def glow(self, x: float, y: float, radius: float, color: Color, strength: float) -> None:
        side = max(round(radius * 2), 2)
        mask = _enlarged(_radial().point([round(v * strength) for v in range(256)]), side, side)
        self.image.paste(color, (round(x - radius), round(y - radius)), mask)

    def circle(self, x: float, y: float, radius: float, color: Color, alpha: int = 255) -> None:
        edges = (x - radius, y - radius, x + radius, y + radius)
        if alpha == _OPAQUE:
            self.draw.ellipse(edges, fill=color)
        else:
            self._glass.ellipse(edges, fill=(*color, alpha))

    def polygon(self, points: list[Point], color: Color, alpha: int = 255) -> None:
        if alpha == _OPAQUE:
            self.draw.polygon(points, fill=color)
        else:
            self._glass.polygon(points, fill=(*color, alpha))

    def box(self, left: float, top: float, right: float, bottom: float, color: Color) -> None:
        self.draw.rectangle((left, top, max(right - 1, left), max(bottom - 1, top)), fill=color)

    def shadow(self, x: float, y: float, radius: float) -> None:
        """What a ball of that radius throws on the ground below it."""
        soft = _radial().resize((round(radius * 2.7), max(round(radius * 0.7), 1)))
        soft = soft.point([round(v * 0.6) for v in range(256)])
        corner = (round(x - radius * 1.25), round(y + radius * 0.72))
        self.image.paste(mixed(self.palette.dark, (0, 0, 0), 0.3), corner, soft)

    def sphere(
        self, x: float, y: float, radius: float, color: Color, *, ground: bool = True
    ) -> None:
        """A ball lit from the upper left."""
        if ground:
            self.shadow(x, y, radius)
        side = max(round(radius * 2), 4)
        shaded = ImageOps.colorize(
            _ball_light(),
            black=mixed(color, self.palette.dark, 0.75),
            mid=color,
            white=mixed(color, (255, 255, 255), 0.85),
        )
        disc = Image.new("L", (side, side))
        ImageDraw.Draw(disc).ellipse((0, 0, side - 1, side - 1), fill=255)
        shaded = _enlarged(shaded, side, side)
        self.image.paste(shaded, (round(x - radius), round(y - radius)), disc)

    def ridge(self, level: float, swing: float, color: Color, *, rough: bool = False) -> None:
        """A line of hills, or of jagged mountains, filled to the bottom edge."""
        waves = [(self.chance.uniform(0.6, 2.6), self.chance.uniform(0, math.tau)) for _ in "abc"]
        count = 14 if rough else 90
        points: list[Point] = [(0, self.h)]
        for i in range(count + 1):
            x = i / count
            y = sum(math.sin(x * f * math.tau + p) / (k + 1.4) for k, (f, p) in enumerate(waves))
            if rough:
                y += self.chance.uniform(-0.9, 0.9)
            points.append((x * self.w, level + y * swing))
        points.append((self.w, self.h))
        self.polygon(points, color)

    def soften(self, radius: float, share: int = 6) -> None:
        """Blur all that is drawn so far; at a part of the size, since blur hides the difference."""
        small = self.image.reduce(share).filter(ImageFilter.GaussianBlur(radius / share))
        self.image.paste(small.resize((self.w, self.h), Image.Resampling.BICUBIC))

    def vignette(self, strength: float) -> None:
        reach = Image.radial_gradient("L")
        mask = reach.point([round((v / 255) ** 2.2 * 255 * strength) for v in range(256)])
        mask = _enlarged(mask, self.w, self.h)
        self.image.paste(mixed(self.palette.dark, (0, 0, 0), 0.5), (0, 0), mask)

    def tone_at(self, box: tuple[float, float, float, float]) -> float:
        """How light the picture is there, 0 to 1."""
        left, top = max(box[0], 0), max(box[1], 0)
        box = (left, top, max(min(box[2], self.w), left + 1), max(min(box[3], self.h), top + 1))
        part = self.image.resize((1, 1), Image.Resampling.BOX, box=box, reducing_gap=1)
        red, green, blue = part.getpixel((0, 0))  # type: ignore[misc]  # an RGB image
        return luminance((int(red), int(green), int(blue)))


@functools.cache
def _radial() -> Image.Image:
    """White in the middle, black from the inscribed circle on."""
    edge = 178  # what Pillow's gradient has reached there
    return Image.radial_gradient("L").point(
        [round(255 * max(1 - v / edge, 0) ** 1.25) for v in range(256)]
    )


def _enlarged(soft: Image.Image, width: int, height: int) -> Image.Image:
    """Enlarged smoothly to half the size and plainly from there: three times as fast."""
    half = (max(width // 2, 1), max(height // 2, 1))
    return soft.resize(half, Image.Resampling.BILINEAR).resize(
        (width, height), Image.Resampling.NEAREST
    )


@functools.cache
def _ball_light() -> Image.Image:
    light = Image.new("L", (256, 256))
    light.paste(_radial().resize((400, 400)), (-110, -125))
    highlight = _radial().resize((90, 70)).point([round(v * 0.85) for v in range(256)])
    spot = Image.new("L", (256, 256))
    spot.paste(highlight, (48, 36))
    return ImageChops.add(light, spot)
