"""What stands in the composer, remembered field by field; what it hands over. No Qt."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_GENERATION = "3.0"
FIRST_COUNT = 4

# Parts that a chip opens; what is closed is kept, and not sent.
OPTIONAL = ("negative", "palette", "preset", "style_codes", "references", "mask")


@dataclass(frozen=True, slots=True)
class Composition:
    """What the composer hands over at the click.

    The input pictures are still where the user has them: `files` and `mask` are their paths, and
    `request.references` and `request.mask` hold only their file names, in the same order. Who
    queues the job copies the files into the library and puts the names there in their place.
    """

    request: Request
    tags: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    mask: Path | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Every field as the user left it, also those that the chosen model does not take."""

    prompt: str = ""
    generation: str = FIRST_GENERATION
    speeds: Mapping[str, str] = field(default_factory=dict)  # generation -> speed
    aspect: str = ""  # "" is the model's own default
    size: str = ""  # an exact size, which wins over the aspect ratio
    tier: str = "2K"
    style: str = ""
    count: int = FIRST_COUNT
    seed: str = ""  # as typed
    magic: str = "auto"
    opened: tuple[str, ...] = ()  # of OPTIONAL
    negative: str = ""
    palette: tuple[str, ...] = ()
    preset: str = ""
    style_codes: str = ""  # as typed
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # API's field -> paths
    mask: str = ""
    private: bool = True
    copyright_detection: bool = False
    tags: tuple[str, ...] = ()


def draft_of(
    request: Request,
    tags: tuple[str, ...] = (),
    files: tuple[Path, ...] = (),
    mask: Path | None = None,
) -> Draft:
    """The draft that makes this request again."""
    model = catalogue.find(request.model) or catalogue.get(catalogue.DEFAULT_MODEL)
    speed = request.speed or ("turbo" if model.is_turbo else "")
    size, aspect, tier = request.size or "", request.aspect or "", "2K"
    if model.aspect_by_size and size:
        aspect, tier = _aspect_of_size(model, size)
        size = "" if aspect else size
    references = tuple(map(str, files))
    given = {
        "negative": request.negative,
        "palette": request.palette,
        "preset": request.preset,
        "style_codes": request.style_codes,
        "references": references,
        "mask": mask,
    }
    return Draft(
        prompt=request.prompt,
        generation=model.generation,
        speeds={model.generation: speed} if speed else {},
        aspect=aspect,
        size=size,
        tier=tier,
        style=request.style or "",
        count=min(max(request.count, 1), catalogue.MAX_COUNT),
        seed="" if request.seed is None else str(request.seed),
        magic=request.magic,
        opened=tuple(name for name in OPTIONAL if given[name]),
        negative=request.negative,
        palette=request.palette,
        preset=request.preset or "",
        style_codes=" ".join(request.style_codes),
        inputs={model.references.field: references} if model.references and references else {},
        mask=str(mask) if mask else "",
        private=request.private,
        copyright_detection=request.copyright_detection,
        tags=tags,
    )


def _aspect_of_size(model: catalogue.Model, size: str) -> tuple[str, str]:
    for tier in catalogue.tiers(model):
        for aspect in model.aspects:
            if catalogue.size_for(model, aspect, tier) == size:
                return aspect, tier
    return "", "2K"


def to_json(draft: Draft) -> dict[str, Any]:
    """Plain values that JSON can hold, for autosave."""
    return asdict(draft)


def from_json(raw: Mapping[str, Any]) -> Draft:
    """The draft that `to_json` wrote; what is missing, unknown or of another kind is left out."""
    blank = Draft()
    kept: dict[str, Any] = {}
    for spot in fields(Draft):
        value, usual = raw.get(spot.name), getattr(blank, spot.name)
        if isinstance(usual, tuple) and isinstance(value, list | tuple):
            kept[spot.name] = tuple(item for item in value if isinstance(item, str))
        elif type(value) is type(usual):
            kept[spot.name] = value
    read = replace(blank, **kept)
    known = read.generation in catalogue.generations()
    return replace(
        read,
        prompt=read.prompt[: catalogue.MAX_PROMPT],
        generation=read.generation if known else FIRST_GENERATION,
        count=min(max(read.count, 1), catalogue.MAX_COUNT),
        speeds={k: v for k, v in read.speeds.items() if isinstance(v, str)},
        inputs={
            k: tuple(map(str, v)) for k, v in read.inputs.items() if isinstance(v, list | tuple)
        },
        opened=tuple(name for name in read.opened if name in OPTIONAL),
    )
