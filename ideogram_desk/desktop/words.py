"""The program's words as people read them: money, sizes, styles, speeds, presets."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ideogram_desk.domain import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

_CENT = 10_000  # millionths of a dollar
_THOUSAND = 1000
_UNITS = ("bytes", "kB", "MB", "GB", "TB")

_ODD_ONES: Mapping[str, str] = MappingProxyType(
    {
        "render_3d": "3D render",
        "very_low": "Very low",
        "80s_illustration": "80s illustration",
        "90s_nostalgia": "90s nostalgia",
        "c4d_cartoon": "C4D cartoon",
        "childrens_book": "Children’s book",
        "coloring_book_i": "Coloring book I",
        "coloring_book_ii": "Coloring book II",
        "graffiti_i": "Graffiti I",
        "graffiti_ii": "Graffiti II",
        "spotlight_80s": "Spotlight 80s",
    }
)


def readable(word: str) -> str:
    """A style, speed, preset or palette as people write it: "render_3d" is "3D render"."""
    if word in _ODD_ONES:
        return _ODD_ONES[word]
    spaced = word.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]


def dollars(micros: int) -> str:
    """Millionths of a dollar as "$0.24"; small sums keep the tenth of a cent that they have."""
    small = 0 < abs(micros) < 10 * _CENT and micros % _CENT
    places = 3 if small else 2
    sign = "-" if micros < 0 else ""
    return f"{sign}${abs(micros) / 1_000_000:,.{places}f}"


def size_label(size: str) -> str:
    """The form 896 × 1120 from 896x1120."""
    width, height = catalogue.dimensions(size)
    return f"{width} × {height}"


def model_label(model_id: str) -> str:
    """The model as people say it; an unknown identifier as it is."""
    return catalogue.get(model_id).name if catalogue.known(model_id) else model_id


def counted(number: int, noun: str) -> str:
    """The form "1 image", "4 images", "48,204 images"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def bytes_label(count: int) -> str:
    """Bytes as "340 kB", "1.9 MB", "71 GB"."""
    size, unit = float(count), 0
    while round(size) >= _THOUSAND and unit < len(_UNITS) - 1:
        size, unit = size / _THOUSAND, unit + 1
    digits = 1 if unit > 1 and size < 10 else 0  # noqa: PLR2004  "1.9 MB" but "71 GB"
    return f"{size:.{digits}f} {_UNITS[unit]}"
