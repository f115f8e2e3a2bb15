"""The painter: posters that are the same for the same prompt, seed, style, size and colours."""

from __future__ import annotations

import functools
import io
from random import Random
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from ideogram_desk.sandbox import headline, lettering, palettes
from ideogram_desk.sandbox import scenes_geometric as geometric
from ideogram_desk.sandbox import scenes_scenic as scenic
from ideogram_desk.sandbox import scenes_styled as styled
from ideogram_desk.sandbox.canvas import Canvas
from ideogram_desk.sandbox.typesetting import Typesetter

if TYPE_CHECKING:
    from collections.abc import Callable

    from ideogram_desk.sandbox.zones import Zone

    Scene = Callable[[Canvas], Zone]

_GEOMETRIC: tuple[Scene, ...] = (
    geometric.stripes,
    geometric.rings,
    geometric.blocks,
    geometric.halftone,
    geometric.discs,
    geometric.tiles,
    geometric.cubes,
    geometric.rays,
    geometric.arches,
    geometric.letter,
)
_SCENIC: tuple[Scene, ...] = (
    scenic.horizon,
    scenic.waves,
    scenic.night,
    scenic.skyline,
    scenic.leaves,
)
_BY_STYLE: dict[str, tuple[Scene, ...]] = {
    "design": (*_GEOMETRIC, scenic.waves, scenic.horizon, scenic.leaves),
    "realistic": (styled.bokeh, styled.haze, styled.still_life),
    "render_3d": (styled.balls, styled.pillars, geometric.cubes),
    "anime": (styled.speed, styled.speed, styled.clouds, geometric.rays),
    "fiction": (scenic.planet, scenic.night, scenic.skyline, scenic.horizon),
}
_BY_WORD: dict[str, tuple[Scene, ...]] = {
    "sun sunset summer golden desert hill hills mountain mountains": (
        scenic.horizon,
        geometric.rays,
    ),
    "sea ocean surf wave waves water river beach": (scenic.waves, scenic.horizon),
    "night moon star stars winter ski": (scenic.night,),
    "space planet galaxy rocket": (scenic.planet, scenic.night),
    "city tram street urban tower skyline": (scenic.skyline, scenic.horizon),
    "plant plants garden fern forest leaf flower tea olive": (scenic.leaves,),
    "cloud data analytics dashboard tech app": (geometric.cubes, geometric.discs, geometric.rings),
    "music jazz opera concert record": (geometric.rings, geometric.halftone, geometric.arches),
    "bauhaus grid museum swiss": (geometric.tiles, geometric.blocks),
}
_FOLLOW_A_WORD = 0.55  # how often; pictures of one prompt should differ
_SOFT = frozenset({styled.bokeh, styled.haze, styled.still_life})
_SMALL = 1_400_000  # pixels; up to here scenes are drawn at twice the size, for smooth edges


def paint(
    prompt: str, seed: int, style: str, size: tuple[int, int], colors: tuple[str, ...] = ()
) -> bytes:
    """A PNG."""
    chance = Random(repr((prompt, seed, style, size, colors)))  # noqa: S311  variety, not secrecy
    palette = palettes.chosen(prompt, colors, chance)
    scene = _scene(prompt, style, chance)
    canvas, zone = _drawn(scene, size, palette, chance)
    setter = Typesetter(canvas, zone, style)
    setter.set(headline.found_in(prompt, seed, lettering.drawable))
    setter.mark()
    return _encoded(_grained(canvas.image))


def _scene(prompt: str, style: str, chance: Random) -> Scene:
    if style in _BY_STYLE:
        return chance.choice(_BY_STYLE[style])
    said = set(prompt.lower().replace(",", " ").replace(".", " ").split())
    asked = [
        scene for words, scenes in _BY_WORD.items() if said & set(words.split()) for scene in scenes
    ]
    if asked and chance.random() < _FOLLOW_A_WORD:
        return chance.choice(asked)
    return chance.choice((*_GEOMETRIC, *_SCENIC))


def _drawn(
    scene: Scene, size: tuple[int, int], palette: palettes.Palette, chance: Random
) -> tuple[Canvas, Zone]:
    """The scene with smooth edges, on a canvas of the final size."""
    width, height = size
    finished = Canvas(size, palette, chance)
    if scene in _SOFT:
        share = 2 if width * height <= _SMALL else 3
        small = Canvas((width // share, height // share), palette, chance)
        zone = scene(small)
        finished.image.paste(small.image.resize(size, Image.Resampling.BICUBIC))
    elif width * height <= _SMALL:
        large = Canvas((width * 2, height * 2), palette, chance)
        zone = scene(large)
        finished.image.paste(large.image.reduce(2))
    else:
        zone = scene(finished)
        finished.image.paste(finished.image.filter(ImageFilter.SMOOTH))
    return finished, zone


def _grained(image: Image.Image) -> Image.Image:
    grain = _grain()
    spread = Image.new("RGB", image.size)
    for x in range(0, image.width, grain.width):
        for y in range(0, image.height, grain.height):
            spread.paste(grain, (x, y))
    return ImageChops.add(image, spread, scale=1, offset=-128)


@functools.cache
def _grain() -> Image.Image:
    noise = Random(28).randbytes(512 * 512)  # noqa: S311
    grey = Image.frombytes("L", (512, 512), noise).point(
        [128 + round((v - 127.5) / 21) for v in range(256)]
    )
    return Image.merge("RGB", (grey, grey, grey))


def _encoded(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()
