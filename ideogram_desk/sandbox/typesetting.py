"""Typesetting: a headline and a caption set into a zone, in one of several treatments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from ideogram_desk.sandbox import effects, lettering
from ideogram_desk.sandbox.palettes import luminance, mixed

if TYPE_CHECKING:
    from ideogram_desk.sandbox.canvas import Canvas
    from ideogram_desk.sandbox.headline import Headline
    from ideogram_desk.sandbox.palettes import Color
    from ideogram_desk.sandbox.zones import Zone

_CONTRAST = 0.34  # least difference in lightness between an accent used as ink and its ground
_LEADING = 0.13
_DARK_GROUND = 0.56


class Typesetter:
    """Sets type on a canvas of the final size; every block is laid out first and then drawn."""

    def __init__(self, c: Canvas, zone: Zone, style: str) -> None:
        self._c = c
        self._zone = zone
        self._style = style
        left, top, right, bottom = zone.box
        self._left, self._top = round(left * c.w), round(top * c.h)
        self._width, self._height = round((right - left) * c.w), round((bottom - top) * c.h)
        self._centred = not c.wide and zone.place == "top" and c.happens(0.6)
        self._tone = c.tone_at(
            (self._left, self._top, self._left + self._width, self._top + self._height)
        )
        self._ink = c.palette.light if self._tone < _DARK_GROUND else c.palette.dark

    def set(self, headline: Headline) -> None:
        c = self._c
        treatments = [
            self._stack,
            self._stack,
            self._stack,
            self._echo,
            self._sideways,
            self._captioned,
        ]
        if self._zone.quiet:
            treatments = [self._captioned, self._small, self._stack]
        if self._style == "render_3d":
            treatments = [self._stack]
        if self._zone.letter:
            self._monogram(headline.lines[0][0])
            treatments = [self._stack, self._captioned]
        c.chance.choice(treatments)(headline)

    def mark(self) -> None:
        """The honest word in the corner: this came from the sandbox."""
        c = self._c
        word = lettering.spaced("SANDBOX", c.u * 0.0135, gap=0.32)
        x, y = c.w - word.width - round(c.u * 0.03), c.h - word.height - round(c.u * 0.026)
        tone = c.tone_at((x, y, x + word.width, y + word.height))
        ink = c.palette.light if tone < _DARK_GROUND else c.palette.dark
        self._paste(word.point([round(v * 0.7) for v in range(256)]), x, y, ink)

    # --- treatments ---

    def _stack(self, headline: Headline) -> None:
        """Every line as wide as the zone, the caption under them."""
        caption_high = self._caption_room(headline)
        room = self._height - caption_high
        accent = self._accent()
        lines = self._lines(headline.lines, self._width, room)
        y = self._start(
            sum(m.height for m in lines) + self._gap(lines) * (len(lines) - 1) + caption_high
        )
        for i, mask in enumerate(lines):
            ink = accent if i == len(lines) - 1 and len(lines) > 1 else self._ink
            self._headline(mask, self._x(mask), y, ink)
            y += mask.height + self._gap(lines)
        self._caption(headline.caption, y + round(self._c.u * 0.012))

    def _captioned(self, headline: Headline) -> None:
        """A rule and the caption above, the headline on one line or two below."""
        top = self._start(round(self._height * 0.8))
        rule = max(round(self._c.u * 0.006), 1)
        rule_wide = round(self._width * 0.16)
        x = self._left + ((self._width - rule_wide) // 2 if self._centred else 0)
        self._c.box(x, top, x + rule_wide, top + rule, self._accent())
        y = self._caption(headline.caption, top + rule * 4) + round(self._c.u * 0.02)
        lines = self._lines(headline.lines, self._width, max(self._top + self._height - y, 12))
        for mask in lines:
            self._headline(mask, self._x(mask), y, self._ink)
            y += mask.height + self._gap(lines)

    def _echo(self, headline: Headline) -> None:
        """The headline once solid, and again in outline."""
        text = " ".join(headline.lines)
        if len(text) > 12 and not self._c.wide:  # noqa: PLR2004  too long for one line
            return self._stack(headline)
        high = round((self._height - self._caption_room(headline)) / 3 * 0.84)
        solid = lettering.line(text, self._width, high)
        stroke = max(round(self._c.u * 0.0035), 1)
        open_ = lettering.line(text, self._width, solid.height, outline=stroke)
        step = round(solid.height * 1.16)
        y = self._start(step * 3)
        for i, mask in enumerate((open_, solid, open_)):
            self._headline(
                mask,
                self._x(mask),
                y + step * i,
                self._ink if i == 1 else self._accent(strict=True),
                flat=i != 1,
            )
        self._caption(headline.caption, y + step * 3)
        return None

    def _sideways(self, headline: Headline) -> None:
        """The headline up the left edge, the whole height; for short ones on upright pictures."""
        c = self._c
        text = " ".join(headline.lines)
        if c.wide or self._zone.panel or len(text) > 11:  # noqa: PLR2004
            return self._stack(headline)
        mask = lettering.line(text, round(c.h * 0.84), round(c.w * 0.24)).transpose(
            Image.Transpose.ROTATE_90
        )
        x, y = round(c.w * 0.055), round(c.h * 0.92) - mask.height
        tone = c.tone_at((x, y, x + mask.width, y + mask.height))
        ink = c.palette.light if tone < _DARK_GROUND else c.palette.dark
        self._headline(mask, x, y, ink, shade=True)
        return None

    def _small(self, headline: Headline) -> None:
        """One quiet line, letters set wide."""
        text = " ".join(headline.lines)
        size = min(self._c.u * 0.06, self._width / max(len(text), 4) / 1.05)
        mask = self._fitted(lettering.spaced(text, size, lettering.BOLD, gap=0.3))
        y = self._start(round(mask.height * 2.2))
        self._headline(mask, self._x(mask), y, self._ink)
        self._caption(headline.caption, y + round(mask.height * 1.15))

    def _monogram(self, letter: str) -> None:
        """One letter larger than the picture, cut by its edges."""
        c = self._c
        high = round((1.15 if c.wide else 0.72) * c.h)
        mask = lettering.line(letter, round(c.w * (0.5 if c.wide else 1.05)), high)
        mask = mask.rotate(
            c.chance.choice((-12, -8, 0, 8, 14)), Image.Resampling.BICUBIC, expand=True
        )
        x = (
            round(c.w * 1.02 - mask.width)
            if c.wide
            else round(c.w * c.chance.uniform(0.42, 0.6) - mask.width / 2)
        )
        y = round((c.h - mask.height) / 2) if c.wide else round(c.h * 0.6 - mask.height)
        apart = max(c.palette.accents, key=lambda color: abs(luminance(color) - self._tone))
        self._paste(
            mask,
            x + round(c.u * 0.02),
            y + round(c.u * 0.02),
            mixed(c.palette.dark, c.palette.bottom, 0.3),
        )
        self._paste(mask, x, y, apart)

    # --- parts ---

    def _lines(self, texts: tuple[str, ...], width: int, room: int) -> list[Image.Image]:
        share = round(room / (len(texts) + _LEADING * (len(texts) - 1)))
        most = round(self._c.u * (0.36 if self._c.wide else 0.34))
        masks = [lettering.line(text, width, min(share, most)) for text in texts]
        # Short lines beside a long one would tower over it.
        lowest = min(mask.height for mask in masks)
        return [
            lettering.line(text, width, min(mask.height, round(lowest * 1.8)))
            for text, mask in zip(texts, masks, strict=True)
        ]

    def _gap(self, lines: list[Image.Image]) -> int:
        return round(min(mask.height for mask in lines) * _LEADING) + 2

    def _start(self, needed: int) -> int:
        spare = max(self._height - needed, 0)
        match self._zone.place:
            case "top":
                return self._top + round(spare * 0.25)
            case "bottom" | "low":
                return self._top + spare
        return self._top + spare // 2

    def _x(self, mask: Image.Image) -> int:
        return self._left + ((self._width - mask.width) // 2 if self._centred else 0)

    def _accent(self, *, strict: bool = False) -> Color:
        """An accent that can be read on the ground, else the ink."""
        fitting = [
            color
            for color in self._c.palette.accents
            if abs(luminance(color) - self._tone) > _CONTRAST
        ]
        if not fitting or (not self._zone.panel and not strict):
            return self._ink
        return fitting[0]

    def _caption_room(self, headline: Headline) -> int:
        return round(self._c.u * 0.055) if headline.caption and not self._zone.busy else 0

    def _caption(self, text: str, y: int) -> int:
        """Draw the caption, as many words of it as fit; the lower edge is returned."""
        words = [] if self._zone.busy else text.split()
        size = max(self._c.u * 0.02, 7.0)
        while words:
            mask = lettering.spaced(" ".join(words), size, lettering.BOLD)
            if mask.width <= self._width * 0.86 and y + mask.height <= self._c.h:
                self._paste(mask, self._x(mask), y, self._ink)
                return y + mask.height
            words.pop()
        return y

    def _fitted(self, mask: Image.Image) -> Image.Image:
        if mask.width <= self._width:
            return mask
        return mask.resize((self._width, max(round(mask.height * self._width / mask.width), 1)))

    def _headline(
        self,
        mask: Image.Image,
        x: int,
        y: int,
        ink: Color,
        *,
        shade: bool = False,
        flat: bool = False,
    ) -> None:
        if self._style == "render_3d" and not flat:
            effects.extrude(self._c, mask, (x, y), ink)
        elif self._style == "anime" and not flat:
            effects.rim(self._c, mask, (x, y), ink)
        elif shade or self._zone.quiet:
            effects.soft_shadow(self._c, mask, (x, y), ink)
        self._paste(mask, x, y, ink)

    def _paste(self, mask: Image.Image, x: int, y: int, color: Color) -> None:
        self._c.image.paste(color, (x, y), mask)
