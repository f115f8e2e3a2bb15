"""What pictures were made with, held against each other row by row; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ideogram_desk.desktop import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.job import Picture


class Parameter(NamedTuple):
    name: str
    values: tuple[str, ...]  # one for each picture, "" where it has none

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def parameters(pictures: Sequence[Picture]) -> list[Parameter]:
    """Those that differ first; what none of them has is left out."""
    told = [_told(picture) for picture in pictures]
    names = told[0] if told else {}
    rows = [Parameter(name, tuple(each[name] for each in told)) for name in names]
    return sorted((row for row in rows if any(row.values)), key=lambda row: not row.differs)


def _told(picture: Picture) -> dict[str, str]:
    request = picture.request
    seed = picture.seed if picture.seed is not None else request.seed
    style = picture.style_type or request.style or ""
    return {
        "Model": words.model_label(request.model),
        "Style": words.readable(style.lower()) if style else "",
        "Speed": words.readable(request.speed) if request.speed else "",
        "Seed": "" if seed is None else str(seed),
        "Size": f"{picture.width} × {picture.height}" if picture.width else "",
        "Aspect": request.aspect or "",
        "Prompt": _one_line(request.prompt),
        "Sent as": _one_line(picture.expanded_prompt or ""),
        "Without": _one_line(request.negative),
        "Magic prompt": words.readable(request.magic),
        "Preset": words.readable(request.preset) if request.preset else "",
        "Palette": ", ".join(map(words.readable, request.palette)),
        "Style codes": ", ".join(request.style_codes),
        "References": str(len(request.references) or ""),
        "Mask": "yes" if request.mask else "",
        "Cost": words.dollars(picture.cost) if picture.cost else "",
        "Tags": ", ".join(picture.tags),
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
