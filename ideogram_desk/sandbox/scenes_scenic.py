"""Scenic views: hills under a sun, waves, nights, skylines, leaves, a planet among stars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ideogram_desk.sandbox.palettes import luminance, mixed
from ideogram_desk.sandbox.zones import Zone

if TYPE_CHECKING:
    from ideogram_desk.sandbox.canvas import Canvas, Point
    from ideogram_desk.sandbox.palettes import Color


def horizon(c: Canvas) -> Zone:
    c.fill(c.palette.top, c.palette.bottom)
    x = c.w * (c.chance.uniform(0.74, 0.84) if c.wide else c.chance.choice((0.34, 0.5, 0.68)))
    y, radius = c.h * (0.55 if c.wide else 0.67), c.u * c.chance.uniform(0.2, 0.25)
    sun = c.palette.accents[2]
    c.glow(x, y, radius * 2.4, sun, 0.55)
    c.circle(x, y, radius, sun)
    if c.happens(0.5):
        for i in range(5):
            top = y + radius * (0.05 + i * 0.2)
            cut = mixed(c.palette.top, c.palette.bottom, min(top / c.h, 1))
            c.box(x - radius, top, x + radius, top + radius * (0.03 + i * 0.02), cut)
    far = mixed(c.palette.bottom, c.palette.accents[1], 0.45)
    for i in range(4):
        color = mixed(far, c.palette.dark, i / 3.4)
        c.ridge(c.h * (0.68 + i * 0.082), c.u * (0.07 - i * 0.008), color)
    return Zone("sky" if c.wide else "top")


def waves(c: Canvas) -> Zone:
    c.fill(mixed(c.palette.light, c.palette.top, 0.25), mixed(c.palette.top, c.palette.light, 0.3))
    x = c.w * (0.76 if c.wide else c.chance.choice((0.3, 0.7)))
    c.circle(x, c.h * 0.53, c.u * 0.17, c.palette.accents[2])
    stops = [c.palette.top, c.palette.bottom, *c.palette.accents[:2], c.palette.dark]
    count = 7
    length = c.w / c.chance.uniform(1.6, 3.2)
    for i in range(count):
        share = i / (count - 1) * (len(stops) - 1)
        low = min(int(share), len(stops) - 2)
        color = mixed(stops[low], stops[low + 1], share - low)
        level = c.h * (0.54 + i * 0.07)
        phase = c.chance.uniform(0, math.tau)
        points: list[Point] = [(0, c.h)]
        for k in range(121):
            px = k / 120 * c.w
            points.append((px, level + math.sin(px / length * math.tau + phase) * c.u * 0.032))
        c.polygon([*points, (c.w, c.h)], color)
    return Zone("sky" if c.wide else "top")


def night(c: Canvas) -> Zone:
    sky = mixed(c.palette.dark, (0, 0, 0), 0.2)
    glow = _deep(
        c.palette.top
        if luminance(c.palette.top) < luminance(c.palette.bottom)
        else c.palette.bottom
    )
    c.fill(sky, glow)
    _stars(c, 150)
    x = c.w * (0.78 if c.wide else c.chance.choice((0.28, 0.72)))
    y, radius = c.h * (0.36 if c.wide else 0.56), c.u * 0.12
    c.glow(x, y, radius * 4, c.palette.light, 0.4)
    c.circle(x, y, radius, c.palette.light)
    if c.happens(0.5):
        c.circle(x + radius * 0.42, y - radius * 0.2, radius * 0.86, mixed(sky, glow, 0.5))
    for i, rough in enumerate((True, True, False)):
        color = mixed(mixed(glow, c.palette.accents[1], 0.25), (4, 4, 10), 0.35 + i * 0.3)
        c.ridge(c.h * (0.7 + i * 0.09), c.u * (0.1 - i * 0.02), color, rough=rough)
    return Zone("sky" if c.wide else "top")


_LAYERS = 3  # of houses, one behind the other


def skyline(c: Canvas) -> Zone:
    c.fill(c.palette.top, c.palette.bottom)
    c.circle(c.w * (0.7 if c.wide else 0.62), c.h * 0.58, c.u * 0.2, c.palette.accents[2], 230)
    for layer in range(_LAYERS):
        color = mixed(
            mixed(c.palette.bottom, c.palette.accents[1], 0.4), c.palette.dark, 0.2 + layer * 0.35
        )
        x = -c.u * 0.05
        while x < c.w:
            width = c.u * c.chance.uniform(0.06, 0.13)
            top = c.h * (0.62 + layer * 0.09) - c.u * c.chance.uniform(-0.02, 0.14)
            c.box(x, top, x + width, c.h, color)
            _building(c, (x, top, width), color, layer)
            x += width + (c.u * 0.008 if layer == 0 else 0)
    return Zone("sky" if c.wide else "top")


def _building(c: Canvas, block: tuple[float, float, float], color: Color, layer: int) -> None:
    x, top, width = block
    if c.happens(0.3):
        c.polygon([(x, top), (x + width / 2, top - width * 0.5), (x + width, top)], color)
    if layer < _LAYERS - 1:  # windows are lit in front only
        return
    step = width / 5
    for i in range(1, 5, 2):
        for j in range(1, 16, 2):
            if c.happens(0.55):
                left, up = x + i * step, top + j * step
                c.box(left, up, left + step * 0.8, up + step, c.palette.accents[2])


def leaves(c: Canvas) -> Zone:
    c.fill(
        mixed(c.palette.light, c.palette.top, 0.1), mixed(c.palette.light, c.palette.bottom, 0.25)
    )
    hues = [
        c.palette.top,
        c.palette.bottom,
        *c.palette.accents,
        mixed(c.palette.top, c.palette.dark, 0.4),
    ]
    for i in range(9):
        x = c.w * ((0.55 if c.wide else 0.0) + (0.45 if c.wide else 1.0) * (i + 0.5) / 9)
        bend = (i - 4) * 0.09 + c.chance.uniform(-0.08, 0.08)
        length = c.h * c.chance.uniform(0.3, 0.58) * (1.35 if c.wide else 1)
        _branch(c, (x, c.h * 1.02), bend, length, hues[i % len(hues)])
    return Zone("left" if c.wide else "top", panel=True)


def _branch(c: Canvas, foot: Point, bend: float, length: float, hue: Color) -> None:
    for k in range(9):
        share = (k + 1) / 9
        x = foot[0] + math.sin(bend * 2 * share) * length * share * 0.7
        y = foot[1] - length * share
        size = length * 0.2 * (1.15 - share * 0.75)
        for side in (-1, 1):
            angle = -math.pi / 2 + bend * 2 * share + side * 0.85
            _leaf(c, (x, y), angle, size, hue if side > 0 else mixed(hue, c.palette.dark, 0.22))


def _leaf(c: Canvas, foot: Point, angle: float, size: float, color: Color) -> None:
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    points = []
    for k in range(21):
        share = k / 10 if k <= 10 else (20 - k) / 10  # noqa: PLR2004  there and back
        bulge = math.sin(share * math.pi) * 0.26 * (1 if k <= 10 else -1)  # noqa: PLR2004
        points.append(
            (
                foot[0] + (along[0] * share + across[0] * bulge) * size,
                foot[1] + (along[1] * share + across[1] * bulge) * size,
            )
        )
    c.polygon(points, color)


def planet(c: Canvas) -> Zone:
    c.backdrop(_nebula)
    _stars(c, 220)
    x, y = (c.w * 0.76, c.h * 0.5) if c.wide else (c.w * 0.5, c.h * 0.71)
    radius = c.u * (0.22 if c.wide else 0.25)
    c.glow(x, y, radius * 1.7, c.palette.accents[2], 0.5)
    ring = (x - radius * 1.7, y - radius * 0.46, x + radius * 1.7, y + radius * 0.46)
    line = max(round(c.u * 0.014), 2)
    c.draw.arc(ring, 180, 360, fill=c.palette.light, width=line)
    c.sphere(x, y, radius, c.palette.accents[0], ground=False)
    c.draw.arc(ring, 0, 180, fill=c.palette.light, width=line)
    c.sphere(x + radius * 1.35, y - radius * 0.95, radius * 0.2, c.palette.accents[1], ground=False)
    return Zone("left" if c.wide else "top")


def _nebula(c: Canvas) -> None:
    black = mixed(c.palette.dark, (0, 0, 0), 0.4)
    c.fill(black, _deep(mixed(c.palette.top, c.palette.dark, 0.3)), slant=0.4)
    for _ in range(4):
        hue = _deep(c.chance.choice(c.palette.accents))
        c.glow(c.w * c.chance.random(), c.h * c.chance.random(), c.u * 0.6, hue, 0.5)


def _stars(c: Canvas, count: int) -> None:
    for _ in range(count):
        size = c.u * 0.0011 * (1 + 3 * c.chance.random() ** 4)
        x, y = c.w * c.chance.random(), c.h * c.chance.random()
        c.circle(x, y, size, c.palette.light, round(90 + 165 * c.chance.random()))


def _deep(color: Color) -> Color:
    """Dark enough for a night sky."""
    return mixed(color, (6, 6, 18), max(0.0, min(0.85, luminance(color) * 1.5)))
