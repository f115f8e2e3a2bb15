"""Geometric scenes: stripes, rings, blocks, dots, circles, tiles, cubes, rays and arches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ideogram_desk.sandbox.palettes import mixed
from ideogram_desk.sandbox.zones import Zone, beside

if TYPE_CHECKING:
    from ideogram_desk.sandbox.canvas import Canvas, Point
    from ideogram_desk.sandbox.palettes import Color


def stripes(c: Canvas) -> Zone:
    c.fill(c.palette.top, c.palette.bottom, slant=0.5)
    slope = c.chance.choice((-1, 1)) * c.chance.uniform(0.55, 1.0)
    width = c.u * c.chance.uniform(0.07, 0.12)
    start = c.h * c.chance.uniform(0.1, 0.22) + (0 if slope < 0 else -slope * c.w * 0.5)
    start += max(-slope, 0) * c.w * 0.5
    colors = [*c.palette.accents, c.palette.light]
    c.chance.shuffle(colors)
    for i, color in enumerate(colors):
        y = start + i * width * 1.45
        band = [(0, y), (c.w, y + slope * c.w), (c.w, y + slope * c.w + width), (0, y + width)]
        c.polygon([(x, y) for x, y in band], color, 235)
    shade = [
        (0, start + len(colors) * width * 1.45),
        (c.w, start + len(colors) * width * 1.45 + slope * c.w),
    ]
    c.polygon([*shade, (c.w, c.h * 3), (0, c.h * 3)], c.palette.dark, 60)
    return Zone("bottom", panel=False)


def rings(c: Canvas) -> Zone:
    c.fill(c.palette.top, c.palette.bottom, slant=0.2)
    x, y = (
        (c.w * 0.79, c.h * 0.5)
        if c.wide
        else (c.w * c.chance.choice((0.24, 0.5, 0.78)), c.h * 0.24)
    )
    reach = c.u * (c.chance.uniform(0.42, 0.48) if c.wide else c.chance.uniform(0.36, 0.5))
    if c.tall:
        reach *= 1.25
    colors = [c.palette.accents[0], c.palette.light, c.palette.accents[1], c.palette.accents[2]]
    count = c.chance.randint(6, 9)
    drift = c.u * c.chance.uniform(-0.012, 0.012)
    for i in range(count):
        radius = reach * (1 - i / count)
        c.circle(x + drift * i, y + drift * i, radius, colors[i % len(colors)])
    return beside(c)


def blocks(c: Canvas) -> Zone:
    """A Swiss grid: fields of colour, some with a disc or a quarter of one."""
    paper = mixed(c.palette.light, c.palette.top, 0.06)
    c.fill(paper, paper)
    left, top, right, bottom = (c.w * 0.45, 0, c.w, c.h) if c.wide else (0, 0, c.w, c.h * 0.57)
    cell = c.u / c.chance.choice((4, 5, 6))
    colors = [c.palette.top, c.palette.bottom, *c.palette.accents, c.palette.dark]
    columns, rows = math.ceil((right - left) / cell), max(round((bottom - top) / cell), 1)
    high = (bottom - top) / rows
    for i in range(columns):
        for j in range(rows):
            if c.happens(0.16):
                continue
            x, y = left + i * cell, top + j * high
            field, figure = c.chance.sample(colors, 2)
            c.box(x, y, x + cell, y + high, field)
            _figure(c, x, y, cell, high, figure)
    return beside(c, plain=True)


def _figure(c: Canvas, x: float, y: float, cell: float, high: float, color: Color) -> None:
    match c.chance.randrange(5):
        case 0:
            c.circle(x + cell / 2, y + high / 2, min(cell, high) * 0.36, color)
        case 1:
            for k in range(1, 6, 2):
                c.box(x, y + high * k / 6, x + cell, y + high * (k + 1) / 6, color)
        case 2:
            c.polygon([(x, y + high), (x + cell, y + high), (x + cell, y)], color)


def halftone(c: Canvas) -> Zone:
    c.fill(c.palette.top, mixed(c.palette.top, c.palette.bottom, 0.7), slant=0.4)
    ink = c.palette.accents[0] if c.happens(0.6) else c.palette.dark
    x0, y0 = (c.w * 0.77, c.h * 0.5) if c.wide else (c.w * 0.5, c.h * 0.33)
    reach = c.u * 0.5
    step = c.u / c.chance.choice((22, 26, 32))
    c.circle(x0 + reach * 0.16, y0 + reach * 0.1, reach * 0.62, c.palette.accents[2], 220)
    rows = round(reach * 2 / step)
    for i in range(-rows, rows):
        for j in range(-rows, rows):
            x, y = x0 + (i + (j % 2) / 2) * step, y0 + j * step * 0.87
            far = math.hypot(x - x0, y - y0) / reach
            if far < 1:
                c.circle(x, y, step * 0.66 * (1 - far) ** 0.65, ink)
    return beside(c)


def discs(c: Canvas) -> Zone:
    """Large translucent circles that overlap."""
    light = mixed(c.palette.light, c.palette.top, 0.12)
    dark = c.happens(0.4)
    c.fill(
        *((mixed(c.palette.dark, c.palette.top, 0.3), c.palette.dark) if dark else (light, light))
    )
    x, y = (c.w * 0.75, c.h * 0.5) if c.wide else (c.w * 0.5, c.h * 0.32)
    colors = [c.palette.top, c.palette.bottom, *c.palette.accents]
    count = c.chance.randint(3, 5)
    turn = c.chance.uniform(0, math.tau)
    for i in range(count):
        angle = turn + i * math.tau / count
        away = c.u * 0.15
        c.circle(x + math.cos(angle) * away, y + math.sin(angle) * away, c.u * 0.2, colors[i], 178)
    c.circle(x, y, c.u * 0.07, c.palette.light, 235)
    return beside(c, plain=True)


def tiles(c: Canvas) -> Zone:
    """Bauhaus tiles: quarter, half and whole circles, and triangles."""
    ground = mixed(c.palette.light, c.palette.top, 0.1)
    c.fill(ground, ground)
    left, bottom = (c.w * 0.5, c.h) if c.wide else (0, c.h * 0.58)
    columns = c.chance.choice((3, 4))
    cell = (c.w - left) / columns
    colors = [c.palette.top, c.palette.bottom, *c.palette.accents, c.palette.dark]
    for i in range(columns):
        for j in range(math.ceil(bottom / cell)):
            field, one, two = c.chance.sample(colors, 3)
            _tile(c, left + i * cell, bottom - (j + 1) * cell, cell, (field, one, two))
    return beside(c, plain=True)


def _tile(c: Canvas, x: float, y: float, cell: float, colors: tuple[Color, Color, Color]) -> None:
    field, one, two = colors
    c.box(x, y, x + cell, y + cell, field)
    end, edge = x + cell, y + cell
    match c.chance.randrange(6):
        case 0:
            corner_x, corner_y = c.chance.choice((0, 1)), c.chance.choice((0, 1))
            box = (x - corner_x * cell, y - corner_y * cell)
            start = {(1, 1): 0, (0, 1): 90, (0, 0): 180, (1, 0): 270}[corner_x, corner_y]
            wedge = (box[0], box[1], box[0] + 2 * cell - 1, box[1] + 2 * cell - 1)
            c.draw.pieslice(wedge, start, start + 90, fill=one)
        case 1:
            c.draw.pieslice((x, y + cell / 2, end - 1, edge + cell / 2), 180, 360, fill=one)
            c.draw.pieslice((x, y, end - 1, edge), 180, 360, fill=two)
        case 2:
            c.circle(x + cell / 2, y + cell / 2, cell * 0.42, one)
            c.circle(x + cell / 2, y + cell / 2, cell * 0.2, two)
        case 3:
            c.polygon([(x, y), (end, y), (x, edge)], one)
        case 4:
            for k in range(0, 8, 2):
                c.box(x + cell * k / 8, y, x + cell * (k + 1) / 8, edge, one)
        case _:
            c.draw.pieslice((x - cell / 2, y, x + cell / 2, edge), 270, 450, fill=one)
            c.draw.pieslice((end - cell / 2, y, end + cell / 2, edge), 90, 270, fill=two)


def cubes(c: Canvas) -> Zone:
    """Isometric cubes, stacked at random."""
    c.fill(c.palette.top, c.palette.bottom)
    side = c.u / c.chance.choice((7, 9, 11))
    dx, dy = side * math.cos(math.pi / 6), side / 2
    hues = [*c.palette.accents, c.palette.light]
    first = 0.54 if c.wide else 0.0
    for row in range(-1, math.ceil(c.h / (dy * 3)) + 2):
        for column in range(math.ceil(c.w / (dx * 2)) + 2):
            x, y = column * 2 * dx + (row % 2) * dx, row * 3 * dy
            inside = x > c.w * first if c.wide else y < c.h * 0.55
            edge = abs(x / c.w - first) if c.wide else abs(y / c.h - 0.55)
            if inside and c.happens(0.45 + edge * 2):
                _cube(c, x, y, (dx, dy), c.chance.choice(hues))
    return beside(c)


def _cube(c: Canvas, x: float, y: float, step: tuple[float, float], hue: Color) -> None:
    dx, dy = step
    deep = mixed(hue, c.palette.dark, 0.55)
    c.polygon(
        [(x, y - 2 * dy), (x + dx, y - dy), (x, y), (x - dx, y - dy)],
        mixed(hue, c.palette.light, 0.25),
    )
    c.polygon([(x - dx, y - dy), (x, y), (x, y + 2 * dy), (x - dx, y + dy)], mixed(hue, deep, 0.35))
    c.polygon([(x + dx, y - dy), (x, y), (x, y + 2 * dy), (x + dx, y + dy)], deep)


def rays(c: Canvas) -> Zone:
    c.fill(c.palette.top, c.palette.bottom)
    x, y = (c.w * 0.76, c.h * 0.6) if c.wide else (c.w * 0.5, c.h * 0.72)
    count = c.chance.choice((14, 18, 24))
    turn = c.chance.uniform(0, 1)
    reach = c.w + c.h
    for i in range(count):
        one, two = (math.tau * (i + turn + k) / count for k in (0, 0.5))
        wedge: list[Point] = [(x, y)]
        wedge += [(x + math.cos(a) * reach, y + math.sin(a) * reach) for a in (one, two)]
        c.polygon(wedge, c.palette.light, 70)
    c.circle(x, y, c.u * 0.24, c.palette.accents[0])
    c.circle(x, y, c.u * 0.18, c.palette.accents[2])
    c.ridge(y + c.u * 0.1, c.u * 0.03, c.palette.accents[1])
    c.ridge(y + c.u * 0.19, c.u * 0.04, mixed(c.palette.accents[1], c.palette.dark, 0.7))
    return Zone("left" if c.wide else "top")


def arches(c: Canvas) -> Zone:
    c.fill(
        mixed(c.palette.light, c.palette.top, 0.18), mixed(c.palette.light, c.palette.bottom, 0.3)
    )
    x, y = (c.w * 0.77, c.h) if c.wide else (c.w * 0.5, c.h)
    colors = [c.palette.dark, c.palette.top, *c.palette.accents, c.palette.bottom]
    reach = c.u * (0.4 if c.wide else 0.46)
    rise = (0.9 if c.wide else 0.55) * c.h - reach
    count = c.chance.randint(5, 6)
    for i in range(count):
        radius = reach * (1 - i / (count + 0.6))
        crown = y - rise
        c.circle(x, crown, radius, colors[i % len(colors)])
        c.box(x - radius, crown, x + radius, y, colors[i % len(colors)])
    c.circle(
        c.w * (0.93 if c.wide else 0.85),
        c.h * (0.14 if c.wide else 0.45),
        c.u * 0.05,
        c.palette.accents[0],
    )
    return Zone("left" if c.wide else "top")


def letter(c: Canvas) -> Zone:
    """Hardly anything: the first letter of the headline will fill it, larger than the picture."""
    c.fill(c.palette.top, c.palette.bottom, slant=0.35)
    return Zone("left" if c.wide else "bottom", letter=True)
