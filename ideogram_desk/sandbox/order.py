"""An order: a request that passed every rule, with its size and price settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made. It holds plain values only, so that the ledger can keep it."""

    family: str  # "legacy" or "v2"
    model: str
    prompt: str
    count: int
    seed: int | None
    resolution: str  # "WxH"
    price: int  # millionths of a dollar a picture
    speed: str
    style: str  # lower case, "" where the model takes none
    magic: str  # "auto", "on" or "off"
    run_async: bool
    colors: tuple[str, ...]  # "#rrggbb" from a palette or from reference pictures
    edits: bool  # whether it works on sent pictures
    request: dict[str, Any]  # the fields as they came, files as their names

    @property
    def cost(self) -> int:
        return self.count * self.price

    @property
    def size(self) -> tuple[int, int]:
        width, _, height = self.resolution.partition("x")
        return int(width), int(height)
