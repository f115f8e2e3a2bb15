"""One picture as it is looked at: what is known of it, and where its file is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ideogram_desk.desktop.gallery.marks import Marked, marks_in_words
from ideogram_desk.desktop.gallery.originals import Original
from ideogram_desk.desktop.gallery.words import first_words
from ideogram_desk.desktop.look.lens import Extent, Lens
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from pathlib import Path

    from ideogram_desk.domain.job import Picture, Tile

_BYTES = 4  # of a pixel in memory


@dataclass(frozen=True, slots=True)
class Sight:
    """`marked` is the record that its stars, flag and label are read from."""

    number: int
    path: Path | None  # None while there is no file
    extent: Extent
    prompt: str
    marked: Marked
    seed: int | None = None
    label: int = 0

    def spoken(self) -> str:
        """What a screen reader says of it."""
        seed = [f"seed {self.seed}"] if self.seed is not None else []
        return ", ".join([first_words(self.prompt), *seed, *marks_in_words(self.marked)])

    def wish(self, lens: Lens, room: Extent, most: int) -> Original | None:
        """The decoding that this lens needs: no finer than it shows, and within `most` bytes.

        Between two halvings the finer one is taken and drawn smaller; fitted in, and at its true
        size, it is drawn pixel for pixel.
        """
        if self.path is None:
            return None
        place = lens.place(self.extent, room)
        width, height = max(1, round(place.width)), max(1, round(place.height))
        if not lens.fits:
            width, height = self.extent
            while width // 2 >= place.width and height // 2 >= place.height:
                width, height = width // 2, height // 2
        width, height = min(width, self.extent.width), min(height, self.extent.height)
        while width * height * _BYTES > most:
            width, height = width // 2, height // 2
        return Original(self.number, self.path, max(1, width), max(1, height))


def sight_of(record: Picture | Tile, path: Path | None) -> Sight:
    """Of a record whose picture may still be in the making: then there is no file."""
    stored = record.state is PictureState.STORED
    extent = Extent(record.width or 0, record.height or 0)
    return Sight(
        number=record.number,
        path=path if stored else None,
        extent=extent if all(extent) else Extent(1024, 1024),
        prompt=prompt_of(record),
        marked=record,
        seed=record.seed,
        label=record.label,
    )


def prompt_of(record: Picture | Tile) -> str:
    return record.prompt if hasattr(record, "prompt") else record.request.prompt
