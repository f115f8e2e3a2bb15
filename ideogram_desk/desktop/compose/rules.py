"""What a draft means: its model, its fields, its size, its request and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ideogram_desk.desktop.compose.draft import Composition, Draft
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.errors import Problem
from ideogram_desk.domain.request import Request, normalise, problems

if TYPE_CHECKING:
    from ideogram_desk.domain.money import Prices


def model_of(draft: Draft) -> catalogue.Model:
    """The model; of a legacy generation the speed chooses it."""
    models = catalogue.of_generation(draft.generation)
    wants_turbo = draft.speeds.get(draft.generation) == "turbo"
    for model in models:
        if not model.speeds and model.is_turbo == wants_turbo:
            return model
    return models[0]


def speeds_of(generation: str) -> tuple[str, ...]:
    """The speeds that a generation can be asked for; of a legacy one each is a model."""
    models = catalogue.of_generation(generation)
    return models[0].speeds or tuple("turbo" if m.is_turbo else "default" for m in models)


def speed_of(draft: Draft) -> str:
    chosen = draft.speeds.get(draft.generation, "")
    if chosen in speeds_of(draft.generation):
        return chosen
    return model_of(draft).default_speed or "default"


def prices_of(draft: Draft, prices: Prices) -> tuple[tuple[str, int], ...]:
    """Each speed with what one picture of this draft would cost at it."""

    def at(speed: str) -> int:
        return prices.each(request_of(replace(draft, speeds={draft.generation: speed})))

    return tuple((speed, at(speed)) for speed in speeds_of(draft.generation))


def aspect_of(draft: Draft) -> str:
    """The aspect ratio that holds: the one remembered if the model takes it, else its default."""
    model = model_of(draft)
    return draft.aspect if draft.aspect in model.aspects else model.default_aspect


def size_of(draft: Draft) -> str:
    """The exact size to ask for: chosen, or that of the 1K tier; "" where the ratio says it."""
    model = model_of(draft)
    if draft.size in model.sizes:
        return draft.size
    if model.aspect_by_size:
        small = "1K" in catalogue.tiers(model) and draft.tier == "1K"
        return (catalogue.size_for(model, aspect_of(draft), "1K") or "") if small else ""
    return ""


def forecast(draft: Draft) -> str:
    """The size that the pictures will have; "" where the model decides."""
    return size_of(draft) or catalogue.size_for(model_of(draft), aspect_of(draft)) or ""


def fields_of(model: catalogue.Model) -> frozenset[str]:
    """Which fields of the composer a model takes."""
    taken = {
        "speed": True,  # every generation has at least a Turbo beside it
        "aspect": bool(model.aspects),
        "size": bool(model.sizes) and not model.aspect_by_size,
        "tier": bool(catalogue.tiers(model)),
        "style": bool(model.styles),
        "negative": model.negative,
        "palette": model.palette,
        "preset": bool(model.presets),
        "style_codes": model.style_codes,
        "references": model.references is not None,
        "mask": model.references is not None and model.references.mask,
        "private": model.private,
        "copyright_detection": model.copyright_detection,
    }
    always = {"prompt", "model", "count", "seed", "magic", "tags"}
    return frozenset(always | {name for name, takes in taken.items() if takes})


def is_open(draft: Draft, name: str) -> bool:
    return name in draft.opened and name in fields_of(model_of(draft))


def inputs_of(draft: Draft) -> tuple[str, ...]:
    takes = model_of(draft).references
    return draft.inputs.get(takes.field, ()) if takes else ()


def parse_seed(typed: str) -> int | None:
    """The seed as a number, None for random; ValueError if it is none. Spaces group digits."""
    digits = "".join(typed.split())
    if not digits:
        return None
    if not digits.isdecimal() or len(digits) > len(str(catalogue.MAX_SEED)):
        raise ValueError(digits)
    return int(digits)  # of any script: "٣" is 3


def seed_problem(typed: str) -> str:
    try:
        seed = parse_seed(typed)
    except ValueError:
        seed = -1
    if seed is None or 0 <= seed <= catalogue.MAX_SEED:
        return ""
    return f"A whole number from 0 to {catalogue.MAX_SEED}."


def parse_codes(typed: str) -> tuple[str, ...]:
    return tuple(typed.replace(",", " ").replace(";", " ").split())


def request_of(draft: Draft) -> Request:
    """The request, with nothing in it that the model does not take."""
    model = model_of(draft)
    size = size_of(draft)
    aspect = aspect_of(draft)
    takes = fields_of(model)
    keeps_size = is_open(draft, "mask") and bool(draft.mask)  # a masked picture keeps its own
    return normalise(
        Request(
            prompt=draft.prompt,
            model=model.id,
            aspect=aspect if aspect and not size and not keeps_size else None,
            size=size or None if not keeps_size else None,
            style=draft.style if draft.style in model.styles else None,
            speed=speed_of(draft) if model.speeds else None,
            count=draft.count,
            seed=None if seed_problem(draft.seed) else parse_seed(draft.seed),
            magic=draft.magic,
            negative=draft.negative if is_open(draft, "negative") else "",
            palette=draft.palette if is_open(draft, "palette") else (),
            preset=draft.preset or None if is_open(draft, "preset") else None,
            style_codes=parse_codes(draft.style_codes) if is_open(draft, "style_codes") else (),
            references=tuple(Path(path).name for path in inputs_of(draft))
            if is_open(draft, "references")
            else (),
            mask=Path(draft.mask).name if keeps_size else None,
            private=draft.private if "private" in takes else True,
            copyright_detection=draft.copyright_detection and "copyright_detection" in takes,
        )
    )


def composition_of(draft: Draft) -> Composition:
    request = request_of(draft)
    files = tuple(map(Path, inputs_of(draft))) if request.references else ()
    return Composition(request, draft.tags, files, Path(draft.mask) if request.mask else None)


def problems_of(draft: Draft) -> dict[str, str]:
    """A sentence for each field that the API would refuse, the prompt's first."""
    found = problems(request_of(draft))
    told: dict[str, str] = {}
    for problem in (*found, Problem("seed", seed_problem(draft.seed))):
        if problem.message:
            told.setdefault(problem.field, problem.message)
    return told
