"""What each model of the v2 API adds: sizes, speeds, styles, pictures and prices of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ideogram_desk.sandbox import palette_field, sent_pictures
from ideogram_desk.sandbox import vocabulary as words
from ideogram_desk.sandbox.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from PIL import Image

    from ideogram_desk.sandbox.form import Form

_CODE = re.compile(r"[0-9a-fA-F]{8}")
_SIZE = re.compile(r"([1-9]\d{1,4})x([1-9]\d{1,4})", re.ASCII)
_MAX_STYLE_REFERENCES = 10
_MAX_IMAGES = 5
_MAX_IMAGES_WITH_MASK = 4  # the one to change and three more
_STEP, _LEAST_SIDE, _MOST_SIDE, _MOST_RATIO = 32, 256, 4096, 6
_MOST_PIXELS = 4_194_304


@dataclass(frozen=True, slots=True)
class Terms:
    resolution: str
    price: int
    speed: str
    style: str = ""
    colors: tuple[str, ...] = ()
    pictures: list[Image.Image] = field(default_factory=list)


def terms_of_3(form: Form, prompt: str) -> Terms:
    form.refuse_together("aspect_ratio", "resolution")
    for one in ("style_codes", "style_reference_images"):
        form.refuse_together("style_preset", one)
    for one in ("style_type", "style_reference_images"):
        form.refuse_together("style_codes", one)
    aspect = form.choice("aspect_ratio", (*words.V3_ASPECTS, "auto")) or "1x1"
    fitting = words.V3_ASPECTS[aspect if aspect != "auto" else shape_of(prompt)]
    resolution = form.choice("resolution", words.V3_SIZES) or fitting
    speed = form.choice("rendering_speed", words.V2_SPEEDS) or "default"
    style = form.choice("style_type", words.V3_STYLES) or ""
    form.choice("style_preset", words.V3_PRESETS)
    form.text("negative_prompt")
    for code in form.texts("style_codes"):
        if not _CODE.fullmatch(code):
            raise invalid("style_codes", f"{code!r} is not eight hex digits")
    palette = form.document("color_palette")
    colors = palette_field.colors_of(palette, lower_case=True) if palette is not None else ()
    pictures = _pictures(form, "style_reference_images", _MAX_STYLE_REFERENCES)
    return Terms(resolution, words.V3_PRICES[speed], speed, style, colors, pictures)


def terms_of_4(form: Form, prompt: str) -> Terms:
    speed = form.choice("rendering_speed", words.V2_SPEEDS) or "default"
    resolution = form.choice("resolution", words.V4_SIZES) or words.V4_AUTO[shape_of(prompt)]
    return Terms(resolution, words.V4_PRICES[speed], speed)


def terms_of_4_5(form: Form, prompt: str) -> Terms:
    pictures = _sources(form)
    masked = _mask(form, pictures)
    quality = form.choice("quality", words.V2_QUALITIES) or ("medium" if pictures else "high")
    if quality == "very_low" and not pictures:
        raise invalid("quality", "'very_low' needs images")
    if masked and form.has("size"):
        raise RefusalError(400, "Fields 'mask' and 'size' cannot be combined.")
    size = _size(form, prompt, pictures)
    if not pictures and size not in words.V4_SIZES:
        raise invalid("size", f"{size!r} is not one of the 1K and 2K sizes")
    if pictures:
        _check_free_size(size, most_pixels=_MOST_PIXELS)
    prices = words.V45_EDIT_PRICES if pictures else words.V45_PRICES
    return Terms(size, prices[quality], quality, pictures=pictures)


def terms_of_4_6(form: Form, prompt: str) -> Terms:
    pictures = _pictures(form, "images", _MAX_IMAGES)
    quality = form.choice("quality", words.V2_QUALITIES) or "medium"
    size = _size(form, prompt, pictures)
    _check_free_size(size, most_side=_MOST_SIDE)
    width, height = _sides(size)
    prices = words.V46_LARGE_PRICES if width * height > words.LARGE else words.V46_PRICES
    return Terms(size, prices[quality], quality, pictures=pictures)


def shape_of(prompt: str) -> str:
    """The shape that "auto" finds fitting for a prompt."""
    said = set(re.findall(r"[a-z]+", prompt.lower()))
    if said & {"story", "phone", "vertical", "reel", "lockscreen"}:
        return "9x16"
    if said & {"banner", "hero", "landscape", "wide", "panorama", "header"}:
        return "16x9"
    if said & {"poster", "book", "cover", "flyer", "portrait"}:
        return "2x3"
    return "1x1"


def _sources(form: Form) -> list[Image.Image]:
    form.refuse_together("images", "image_asset_identifiers")
    named = form.documents("image_asset_identifiers")
    if len(named) > _MAX_IMAGES:
        raise invalid("image_asset_identifiers", f"at most {_MAX_IMAGES}")
    for one in named:
        if one.get("asset_type") not in words.ASSET_TYPES or not isinstance(
            one.get("asset_id"), str
        ):
            raise invalid("image_asset_identifiers", "needs 'asset_id' and a known 'asset_type'")
        raise RefusalError(404, f"Asset {one['asset_id']} was not found.")
    return _pictures(form, "images", _MAX_IMAGES)


def _pictures(form: Form, name: str, most: int) -> list[Image.Image]:
    return [sent_pictures.opened(name, upload) for upload in form.uploads(name, most)]


def _mask(form: Form, pictures: list[Image.Image]) -> bool:
    uploads = form.uploads("mask", 1)
    if not uploads:
        return False
    if not pictures:
        raise invalid("mask", "needs an image")
    if len(pictures) > _MAX_IMAGES_WITH_MASK:
        raise invalid("images", "at most three beside the one that is masked")
    sent_pictures.check_mask(sent_pictures.opened("mask", uploads[0]), pictures[0])
    return True


def _size(form: Form, prompt: str, pictures: list[Image.Image]) -> str:
    size = form.text("size") if form.has("size") else "auto"
    if size == "source" and not pictures:
        raise invalid("size", "'source' needs images")
    if size == "source" or (size == "auto" and pictures):
        return _nearest(*pictures[0].size)
    if size == "auto":
        return words.V4_AUTO[shape_of(prompt)]
    if size is None or not _SIZE.fullmatch(size):
        raise invalid("size", f"{size!r} is not 'auto', 'source' or 'WIDTHxHEIGHT'")
    return size


def _check_free_size(size: str, *, most_side: int | None = None, most_pixels: int = 0) -> None:
    width, height = _sides(size)
    if width % _STEP or height % _STEP:
        raise invalid("size", "sides must be multiples of 32")
    if min(width, height) < _LEAST_SIDE:
        raise invalid("size", f"sides must be at least {_LEAST_SIDE}")
    if most_side and max(width, height) > most_side:
        raise invalid("size", f"sides must be at most {most_side}")
    if most_pixels and width * height > most_pixels:
        raise invalid("size", f"must not have more than {most_pixels:,} pixels")
    if max(width, height) > _MOST_RATIO * min(width, height):
        raise invalid("size", "the ratio must not be above 6:1")


def _nearest(width: int, height: int) -> str:
    """A permitted size of a source's shape, about as large as the source."""

    def side(length: float) -> int:
        return max(int(length / _STEP) * _STEP, _LEAST_SIDE)

    shrink = min(1.0, (_MOST_PIXELS / (width * height)) ** 0.5)
    wide, high = side(width * shrink), side(height * shrink)
    return f"{min(wide, _MOST_RATIO * high)}x{min(high, _MOST_RATIO * wide)}"


def _sides(size: str) -> tuple[int, int]:
    width, _, height = size.partition("x")
    return int(width), int(height)
