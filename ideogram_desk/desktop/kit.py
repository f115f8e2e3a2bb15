"""The small widgets that every panel is made of; import them from here.

What other people wrote is shown as plain text everywhere: `PlainLabel` for labels, `tip()` for
tooltips, `caption()` for the faces of buttons and menus. Every control takes a tooltip, which is
also its accessible name unless one is given, and a snake_case object name.
"""

from __future__ import annotations

from ideogram_desk.desktop.kit_bars import Notice, Toast
from ideogram_desk.desktop.kit_basics import (
    Button,
    Check,
    IconButton,
    PlainLabel,
    button,
    caption,
    heading,
    named,
    slug,
    tip,
)
from ideogram_desk.desktop.kit_choices import Chip, ChipGroup, Pick, Segmented
from ideogram_desk.desktop.kit_flow import FlowLayout
from ideogram_desk.desktop.kit_section import Section, scrolled, titled
from ideogram_desk.desktop.kit_stepper import Stepper
from ideogram_desk.desktop.kit_tags import TagEditor, clean_tag

__all__ = [
    "Button",
    "Check",
    "Chip",
    "ChipGroup",
    "FlowLayout",
    "IconButton",
    "Notice",
    "Pick",
    "PlainLabel",
    "Section",
    "Segmented",
    "Stepper",
    "TagEditor",
    "Toast",
    "button",
    "caption",
    "clean_tag",
    "heading",
    "named",
    "scrolled",
    "slug",
    "tip",
    "titled",
]
