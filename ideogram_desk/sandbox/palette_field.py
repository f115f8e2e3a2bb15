"""The `color_palette` field: a preset by name, or members with weights, never both."""

from __future__ import annotations

import re
from typing import Any

from ideogram_desk.sandbox.refusal import invalid
from ideogram_desk.sandbox.vocabulary import MAX_PALETTE, PALETTE_PRESETS

_FIELD = "color_palette"
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")

_PRESET_COLORS = {
    "EMBER": ("#3b0a0a", "#c2321b", "#f2762e", "#ffd166"),
    "FRESH": ("#0b7a75", "#34c6a3", "#a8e6cf", "#fdf6c3"),
    "JUNGLE": ("#0d2818", "#1f6f43", "#7fb069", "#e6aa68"),
    "MAGIC": ("#1b1140", "#6d28d9", "#d946ef", "#67e8f9"),
    "MELON": ("#1f5c3f", "#ff6b6b", "#ffa98f", "#d9f2b4"),
    "MOSAIC": ("#0f4c81", "#e4572e", "#f3a712", "#76b041"),
    "PASTEL": ("#7d83b8", "#f7b5ca", "#bde0fe", "#fff1c9"),
    "ULTRAMARINE": ("#0a1045", "#1c3fd6", "#5b8cff", "#d7e3ff"),
}


def colors_of(palette: dict[str, Any], *, lower_case: bool) -> tuple[str, ...]:
    """The palette's colours; a palette that breaks a rule is refused."""
    match list(palette):
        case ["name"]:
            return _preset(palette["name"], lower_case=lower_case)
        case ["members"]:
            return _members(palette["members"])
        case _:
            raise invalid(_FIELD, "must have exactly one of 'name' and 'members'")


def _preset(name: Any, *, lower_case: bool) -> tuple[str, ...]:
    names = [preset.lower() if lower_case else preset for preset in PALETTE_PRESETS]
    if name not in names:
        raise invalid(_FIELD, f"{name!r} is not one of {', '.join(names)}")
    return _PRESET_COLORS[name.upper()]


def _members(members: Any) -> tuple[str, ...]:
    if not isinstance(members, list) or not 1 <= len(members) <= MAX_PALETTE:
        raise invalid(_FIELD, f"'members' must be a list of 1 to {MAX_PALETTE}")
    return tuple(_member(member) for member in members)


def _member(member: Any) -> str:
    if not isinstance(member, dict) or not set(member) <= {"color_hex", "color_weight"}:
        raise invalid(_FIELD, "a member has 'color_hex' and perhaps 'color_weight'")
    color = member.get("color_hex")
    if not isinstance(color, str) or not _HEX.fullmatch(color):
        raise invalid(_FIELD, f"{color!r} is not a colour like #RRGGBB")
    weight = member.get("color_weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        raise invalid(_FIELD, "'color_weight' must be a number")
    if not 0.05 <= weight <= 1.0:  # noqa: PLR2004  the API's own bounds
        raise invalid(_FIELD, f"'color_weight' must be 0.05 to 1.0, is {weight}")
    digits = color[1:].lower()
    return "#" + (digits if len(digits) > 3 else "".join(d * 2 for d in digits))  # noqa: PLR2004
