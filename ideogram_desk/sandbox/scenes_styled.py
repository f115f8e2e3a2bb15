"""Scenes that belong to a style: soft photographs, shaded bodies, flat speed and bright skies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ideogram_desk.sandbox.palettes import luminance, mixed
from ideogram_desk.sandbox.zones import Zone

if TYPE_CHECKING:
    from ideogram_desk.sandbox.canvas import Canvas
    from ideogram_desk.sandbox.palettes import Color

_WHITE = (255, 255, 255)


# --- realistic: everything is light, and most of it out of focus ---------------------------------


def bokeh(c: Canvas) -> Zone:
    c.backdrop(_lights)
    for _ in range(26):
        hue = mixed(c.chance.choice(c.palette.accents), c.palette.light, 0.25)
        x, y = c.w * c.chance.random(), c.h * c.chance.uniform(0.05, 0.75)
        c.circle(x, y, c.u * c.chance.uniform(0.02, 0.075), hue, c.chance.randint(30, 100))
    c.soften(c.u * 0.012)
    for _ in range(10):
        x, y = c.w * c.chance.random(), c.h * c.chance.uniform(0.1, 0.8)
        c.circle(x, y, c.u * c.chance.uniform(0.015, 0.05), c.palette.light, 46)
    c.vignette(0.75)
    return Zone("low", quiet=True)


def _lights(c: Canvas) -> None:
    c.fill(mixed(c.palette.dark, c.palette.top, 0.4), mixed(c.palette.dark, c.palette.bottom, 0.6))
    # Two hues only: more of them mix to mud.
    for hue in c.chance.sample((*c.palette.accents, c.palette.bottom), 2):
        for _ in range(4):
            c.glow(c.w * c.chance.random(), c.h * c.chance.random(), c.u * 0.5, hue, 0.6)


def haze(c: Canvas) -> Zone:
    """Mountains that fade into morning mist."""
    sky = mixed(c.palette.top, c.palette.light, 0.35)
    air = mixed(c.palette.bottom, c.palette.light, 0.6)
    c.fill(sky, air)
    x = c.w * c.chance.uniform(0.3, 0.72)
    c.glow(x, c.h * 0.42, c.u * 0.75, mixed(c.palette.light, _WHITE, 0.5), 0.95)
    c.circle(x, c.h * 0.42, c.u * 0.045, mixed(c.palette.light, _WHITE, 0.7))
    c.soften(c.u * 0.01)
    ground = mixed(c.palette.dark, c.palette.accents[1], 0.25)
    for i in range(6):
        near = i / 5
        level = c.h * (0.46 + 0.1 * i)
        far = i < 4  # noqa: PLR2004  the nearest two are clear and rounded
        c.ridge(level, c.u * (0.07 + 0.02 * i), mixed(air, ground, 0.12 + 0.85 * near), rough=far)
        if far:
            c.glow(c.w * c.chance.random(), level + c.h * 0.12, c.u * 0.7, air, 0.5)
            c.soften(c.u * (0.008 - 0.0018 * i))
    c.vignette(0.5)
    return Zone("top", quiet=True)


def still_life(c: Canvas) -> Zone:
    """Things on a table in the light of a window."""
    wall = mixed(c.palette.top, c.palette.light, 0.25)
    c.fill(wall, mixed(wall, c.palette.dark, 0.45), slant=0.6)
    c.glow(c.w * 0.15, c.h * 0.1, c.u * 1.0, mixed(c.palette.light, _WHITE, 0.4), 0.8)
    slant = c.u * 0.3
    for i in range(3):
        left = c.w * 0.3 + i * c.u * 0.2
        foot = left + c.u * 0.15
        c.polygon(
            [(left, 0), (foot, 0), (foot + slant, c.h), (left + slant, c.h)], c.palette.light, 58
        )
    table = c.h * 0.74
    c.box(0, table, c.w, c.h, mixed(c.palette.accents[1], c.palette.dark, 0.45))
    c.glow(c.w * 0.3, table, c.u * 0.8, c.palette.light, 0.3)
    c.soften(c.u * 0.014)
    middle = c.w * (0.76 if c.wide else 0.5)
    for away, size, hue in ((-0.2, 0.16, 1), (0.19, 0.12, 2), (0.02, 0.2, 0)):
        radius = c.u * size
        c.sphere(
            middle + away * c.u, table + c.u * 0.09 - radius * 0.7, radius, c.palette.accents[hue]
        )
    c.soften(c.u * 0.003, share=2)
    c.vignette(0.55)
    return Zone("left" if c.wide else "top", quiet=True)


# --- render 3d: bodies with light and shadow ------------------------------------------------------


def balls(c: Canvas) -> Zone:
    c.backdrop(_stage)
    floor = c.h * 0.84
    middle, spread = (c.w * 0.76, c.w * 0.19) if c.wide else (c.w * 0.5, c.w * 0.42)
    hues = [*c.palette.accents, c.palette.top, c.palette.light]
    c.chance.shuffle(hues)
    sizes = (0.165, 0.12, 0.095, 0.07, 0.05)
    for i, size in enumerate(sizes):
        radius = c.u * size * c.chance.uniform(0.9, 1.15)
        x = middle + spread * (0.85 * math.cos(i * 2.4 + 0.5) if i else 0)
        y = floor - radius - c.u * (0.07 if i == 0 else 0.02 * (i % 2)) + i * c.u * 0.012
        c.sphere(x, y, radius, hues[i])
    for i in range(3):
        x = middle + spread * c.chance.uniform(-0.9, 0.9)
        c.sphere(
            x,
            c.h * c.chance.uniform(0.46, 0.58),
            c.u * c.chance.uniform(0.025, 0.05),
            hues[i],
            ground=False,
        )
    return Zone("left" if c.wide else "top")


def pillars(c: Canvas) -> Zone:
    """Round pedestals of different heights, a ball on one of them."""
    c.backdrop(_stage)
    middle = c.w * (0.76 if c.wide else 0.5)
    hues = [c.palette.accents[0], c.palette.accents[1], c.palette.accents[2]]
    for i, (away, height, radius) in enumerate(
        ((-0.2, 0.15, 0.12), (0.2, 0.09, 0.14), (0.0, 0.23, 0.13))
    ):
        x, foot = middle + away * c.u * 1.15, c.h * (0.86 + 0.03 * (i % 2))
        _pillar(c, (x, foot), height * c.u, radius * c.u, hues[i])
        if i != 1:
            size = radius * c.u * 0.58
            c.sphere(x, foot - height * c.u - size * 0.9, size, hues[(i + 1) % 3])
    return Zone("left" if c.wide else "top")


def _stage(c: Canvas) -> None:
    wall = mixed(c.palette.top, c.palette.light, 0.2)
    c.fill(wall, mixed(c.palette.bottom, c.palette.dark, 0.15))
    c.glow(c.w * 0.35, c.h * 0.25, c.u * 0.9, mixed(c.palette.light, _WHITE, 0.3), 0.6)
    c.glow(c.w * 0.5, c.h * 0.95, c.u * 0.9, mixed(c.palette.bottom, c.palette.light, 0.6), 0.55)


def _pillar(c: Canvas, foot: tuple[float, float], height: float, radius: float, hue: Color) -> None:
    x, y = foot
    flat = radius * 0.3
    c.shadow(x + radius * 0.2, y - radius * 0.75, radius * 1.15)
    shades = 40
    for k in range(shades):
        light = 0.5 + 0.5 * math.cos((k / shades - 0.28) * math.pi * 1.25)
        color = mixed(mixed(hue, c.palette.dark, 0.7), mixed(hue, _WHITE, 0.3), light)
        left = x - radius + 2 * radius * k / shades
        right = left + 2 * radius / shades
        sag = flat * math.sqrt(max(1 - ((left + right) / 2 - x) ** 2 / radius**2, 0))
        c.box(left, y - height, right + 1, y + sag, color)
    rim = (x - radius, y - height - flat, x + radius, y - height + flat)
    c.draw.ellipse(rim, fill=mixed(hue, _WHITE, 0.45))


# --- anime: flat, bright, fast --------------------------------------------------------------------


def speed(c: Canvas) -> Zone:
    c.fill(c.palette.light, mixed(c.palette.bottom, c.palette.light, 0.15))
    x, y = (c.w * 0.76, c.h * 0.5) if c.wide else (c.w * 0.5, c.h * 0.33)
    reach = math.hypot(c.w, c.h)
    angle = 0.0
    while angle < math.tau:
        width = c.chance.uniform(0.012, 0.06)
        inner = c.u * c.chance.uniform(0.3, 0.46)
        color = c.chance.choice(
            (c.palette.accents[0], c.palette.top, c.palette.bottom, c.palette.dark)
        )
        half = angle + width / 2
        tip = (x + math.cos(half) * inner, y + math.sin(half) * inner)
        ends = [(x + math.cos(a) * reach, y + math.sin(a) * reach) for a in (angle, angle + width)]
        c.polygon([tip, *ends], color)
        angle += width + c.chance.uniform(0.015, 0.07)
    _burst(c, x, y)
    return Zone("left" if c.wide else "bottom", busy=True)


def _burst(c: Canvas, x: float, y: float) -> None:
    points = 2 * c.chance.choice((4, 5, 8, 12, 16))
    waist = c.chance.uniform(0.5, 0.78)
    turn = c.chance.random()
    layers = (c.palette.dark, c.palette.accents[2], c.palette.accents[0], c.palette.light)
    for size, color in zip((0.26, 0.242, 0.16, 0.08), layers, strict=True):
        star = []
        for k in range(points):
            radius, angle = c.u * size * (1 if k % 2 else waist), turn + k * math.tau / points
            star.append((x + math.cos(angle) * radius, y + math.sin(angle) * radius))
        c.polygon(star, color)


def clouds(c: Canvas) -> Zone:
    sky = c.palette.top if luminance(c.palette.top) > 0.25 else mixed(c.palette.top, _WHITE, 0.35)  # noqa: PLR2004
    c.fill(sky, mixed(sky, _WHITE, 0.75))
    x = c.w * (0.76 if c.wide else 0.68)
    c.circle(x, c.h * 0.52, c.u * 0.15, mixed(c.palette.accents[2], _WHITE, 0.2))
    for level, tint in ((0.62, 0.45), (0.7, 0.2), (0.79, 0.0)):
        color = mixed(_WHITE, mixed(sky, c.palette.accents[1], 0.4), tint)
        across = -0.05 * c.w
        while across < c.w * 1.05:
            radius = c.u * c.chance.uniform(0.06, 0.15)
            c.circle(across, c.h * level + c.u * c.chance.uniform(-0.02, 0.05), radius, color)
            across += radius * 0.9
        c.box(0, c.h * level + c.u * 0.04, c.w, c.h, color)
    c.ridge(c.h * 0.89, c.u * 0.03, c.palette.accents[0])
    c.ridge(c.h * 0.95, c.u * 0.025, mixed(c.palette.accents[0], c.palette.dark, 0.4))
    return Zone("left" if c.wide else "top")
