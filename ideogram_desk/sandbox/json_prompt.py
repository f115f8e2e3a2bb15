"""The structured prompt of the 4.x models: a JSON object as text, checked against its contract."""

from __future__ import annotations

import json
import re
from typing import Any

from ideogram_desk.sandbox.refusal import RefusalError

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_STYLE_TEXTS = ("aesthetics", "lighting", "photo", "medium", "art_style")
_MAX_STYLE_COLORS = 16
_MAX_ELEMENT_COLORS = 5
_EDGE = 1000


def as_object(prompt: str) -> dict[str, Any] | None:
    """The object, if the prompt is one; a text that merely begins with a brace is a text."""
    if not prompt.lstrip().startswith("{"):
        return None
    try:
        value = json.loads(prompt)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def check(prompt: dict[str, Any]) -> None:
    _keys(
        prompt,
        "the prompt",
        need=("high_level_description", "compositional_deconstruction"),
        may=("style_description", "tags"),
    )
    _text(prompt, "high_level_description")
    if "tags" in prompt and not isinstance(prompt["tags"], list):
        raise _wrong("tags", "must be a list")
    if "style_description" in prompt:
        _style(prompt["style_description"])
    _composition(prompt["compositional_deconstruction"])


def _style(style: Any) -> None:
    _keys(style, "style_description", need=(), may=(*_STYLE_TEXTS, "color_palette"))
    for key in style:
        if key == "color_palette":
            _colors(style[key], _MAX_STYLE_COLORS)
        else:
            _text(style, key)


def _composition(composition: Any) -> None:
    name = "compositional_deconstruction"
    _keys(composition, name, need=("background", "elements"), may=())
    _text(composition, "background")
    if not isinstance(composition["elements"], list):
        raise _wrong("elements", "must be a list")
    for element in composition["elements"]:
        _element(element)


def _element(element: Any) -> None:
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in ("obj", "text"):
        raise _wrong("type", "must be 'obj' or 'text'")
    texts = ("desc", "text") if kind == "text" else ("desc",)
    _keys(element, "an element", need=("type", *texts), may=("bbox", "color_palette"))
    for key in texts:
        _text(element, key)
    if "bbox" in element:
        _box(element["bbox"])
    if "color_palette" in element:
        _colors(element["color_palette"], _MAX_ELEMENT_COLORS)


def _box(box: Any) -> None:
    if (
        not isinstance(box, list)
        or len(box) != 4  # noqa: PLR2004  y, x, y, x
        or any(isinstance(edge, bool) or not isinstance(edge, int) for edge in box)
        or any(not 0 <= edge <= _EDGE for edge in box)
    ):
        raise _wrong("bbox", "must be four integers 0 to 1000")
    top, left, bottom, right = box
    if top >= bottom or left >= right:
        raise _wrong("bbox", "must be [y_min, x_min, y_max, x_max]")


def _colors(colors: Any, most: int) -> None:
    if not isinstance(colors, list) or len(colors) > most:
        raise _wrong("color_palette", f"must be a list of at most {most}")
    for color in colors:
        if not isinstance(color, str) or not _COLOR.fullmatch(color):
            raise _wrong("color_palette", f"{color!r} is not #RRGGBB")


def _keys(value: Any, name: str, *, need: tuple[str, ...], may: tuple[str, ...]) -> None:
    if not isinstance(value, dict):
        raise _wrong(name, "must be an object")
    for key in need:
        if key not in value:
            raise _wrong(key, f"is missing in {name}")
    for key in value:
        if key not in need and key not in may:
            raise _wrong(key, f"is not known in {name}")


def _text(value: dict[str, Any], key: str) -> None:
    if not isinstance(value[key], str):
        raise _wrong(key, "must be a string")


def _wrong(key: str, why: str) -> RefusalError:
    return RefusalError(400, f"Invalid JSON prompt: '{key}' {why}.")
