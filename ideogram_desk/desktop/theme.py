"""The design's tokens, and the palette and style sheet built from them; no colour stands elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme's colours."""

    name: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    wash: str
    good: str
    warn: str
    bad: str
    accent_fill: str  # under white text: the accent, dark enough for 4.5:1
    on_accent: str
    hover: str
    field_hover: str


DARK = Tokens(
    name="dark",
    window="#1b1c1f",
    panel="#222327",
    raised="#2b2c31",
    line="#34353b",
    text="#e9e9ec",
    dim="#9a9ba3",
    faint="#6d6e76",
    accent="#7c6cff",
    wash="#2f2b55",
    good="#3fb97f",
    warn="#e0a33a",
    bad="#e5604d",
    accent_fill="#6a5af0",
    on_accent="#ffffff",
    hover="#7768f5",
    field_hover="#33343a",
)

LIGHT = Tokens(
    name="light",
    window="#f6f6f7",
    panel="#ffffff",
    raised="#f0f0f2",
    line="#dfdfe3",
    text="#1c1c20",
    dim="#63646c",
    faint="#8d8e96",
    accent="#5b4bea",
    wash="#e7e4ff",
    good="#1f8f5b",
    warn="#a86c00",
    bad="#c23b2a",
    accent_fill="#5b4bea",
    on_accent="#ffffff",
    hover="#6a5bf0",
    field_hover="#e8e8ec",
)
