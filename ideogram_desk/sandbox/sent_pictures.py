"""Pictures that a request brings along: their format, size and colours, and the mask's rules."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from ideogram_desk.sandbox.refusal import invalid
from ideogram_desk.sandbox.vocabulary import MAX_FILE

if TYPE_CHECKING:
    from ideogram_desk.sandbox.bodies import Upload

_FORMATS = ("PNG", "JPEG", "WEBP")
_TYPES = ("image/png", "image/jpeg", "image/webp", "application/octet-stream")
_DARK, _LIGHT = 64, 192


def opened(field: str, upload: Upload) -> Image.Image:
    """The decoded picture; refused if it is too large, of another format or broken."""
    if not upload.name:
        raise invalid(field, "the file part needs a file name")
    if upload.content_type not in _TYPES:
        raise invalid(field, f"Content-Type {upload.content_type!r} is not JPEG, PNG or WebP")
    if len(upload.content) > MAX_FILE:
        raise invalid(field, "a file must not be larger than 25 MB")
    try:
        picture = Image.open(io.BytesIO(upload.content), formats=_FORMATS)
        picture.load()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise invalid(field, f"'{upload.name}' is no readable JPEG, PNG or WebP") from error
    return picture


def check_mask(mask: Image.Image, first: Image.Image) -> None:
    if mask.size != first.size:
        raise invalid("mask", f"is {mask.size}, must be the first image's {first.size}")
    darkest, lightest = mask.convert("L").getextrema()
    if darkest > _DARK or lightest < _LIGHT:  # type: ignore[operator]  # "L" has one band
        raise invalid("mask", "must have both black and white")


def colors_of(pictures: list[Image.Image]) -> tuple[str, ...]:
    """Four colours that stand for the pictures, so that what is painted takes after them."""
    if not pictures:
        return ()
    small = pictures[0].convert("RGB").resize((48, 48)).quantize(4)
    flat = (small.getpalette() or [])[:12]
    found = [tuple(flat[i : i + 3]) for i in range(0, len(flat) - 2, 3)]
    found.sort(key=sum)
    return tuple("#{:02x}{:02x}{:02x}".format(*color) for color in found)
