"""A picture decoded in full, with its thumbnails and variants; runs in the picture worker only."""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from ideogram_desk.domain.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("PNG", "JPEG", "WEBP")  # Pillow would open some forty others
MAX_PIXELS = 80_000_000
_THUMBNAIL_QUALITY = 85
_PNG_END = b"IEND\xaeB`\x82"
_END_WITHIN = 1 << 20  # bytes from the end; some writers append their own data
_BACKDROP = (128, 128, 128)  # behind transparent pictures, in JPEG thumbnails only


def load(data: bytes) -> tuple[Image.Image, str]:
    """The decoded picture and its format. Raises Unreadable.

    `load`, not `verify`: Pillow's verify passes nearly every truncated JPEG.
    """
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            image.load()
            _be_whole(data, image.format)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unreadable("The picture is larger than 80 megapixels.") from error
    except Exception as error:  # a decoder may raise anything on hostile bytes
        raise Unreadable("The bytes are no complete PNG, JPEG or WebP picture.") from error
    return image, image.format or ""


def _be_whole(data: bytes, kind: str | None) -> None:
    """Decoders stop at the last pixel; what is cut off behind it shows only in the end mark."""
    if kind == "PNG" and data.rfind(_PNG_END, -_END_WITHIN) < 0:
        raise EOFError


def _plain(image: Image.Image) -> Image.Image:
    """Upright, in RGB, or in RGBA if some of it may be transparent."""
    with contextlib.suppress(Exception):  # what EXIF says may be broken; the picture is not
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits of grey, which `convert` would cut off, not scale
        scaled = image.convert("F").point(lambda value: value / 257).convert("L")
        scaled.info.pop("transparency", None)
        return scaled.convert("RGB")
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if transparent else "RGB")


def _flat(image: Image.Image) -> Image.Image:
    """RGB, upright; transparency over the backdrop."""
    plain = _plain(image)
    if plain.mode == "RGB":
        return plain
    backdrop = Image.new("RGBA", plain.size, (*_BACKDROP, 255))
    return Image.alpha_composite(backdrop, plain).convert("RGB")


def thumbnails(image: Image.Image, edges: Sequence[int]) -> dict[int, bytes]:
    """JPEGs by the length of their longer edge in pixels; each is made from the next larger one."""
    made: dict[int, bytes] = {}
    flat = _flat(image)
    for edge in sorted(edges, reverse=True):
        small = flat.copy() if flat is image else flat
        small.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
        packed = io.BytesIO()
        small.save(packed, "JPEG", quality=_THUMBNAIL_QUALITY)
        made[edge] = packed.getvalue()
        flat = small
    return made


def cover(image: Image.Image, width: int, height: int, quality: int) -> bytes:
    """A WebP of exactly this size: the middle of the picture, scaled to fill it."""
    upright = _plain(image)
    scale = min(upright.width / width, upright.height / height)
    crop_width, crop_height = width * scale, height * scale
    left, top = (upright.width - crop_width) / 2, (upright.height - crop_height) / 2
    fitted = upright.resize(
        (width, height),
        Image.Resampling.LANCZOS,
        box=(left, top, left + crop_width, top + crop_height),
        reducing_gap=2.0,
    )
    packed = io.BytesIO()
    fitted.save(packed, "WEBP", quality=quality, method=4)
    return packed.getvalue()
