"""The facts about a picture or a request as rows of words; pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ideogram_desk.desktop import words
from ideogram_desk.desktop.inspector import wording
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.money import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from ideogram_desk.domain.change import Summary
    from ideogram_desk.domain.job import Job, Picture
    from ideogram_desk.domain.money import Prices
    from ideogram_desk.domain.request import Request

MIXED = "mixed"
MOST_MODELS = 3  # named of several
MOST_METADATA = 20  # rows; a campaign has three, an import may have any number


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: its label, its value in words, and what Copy puts on the clipboard."""

    key: str
    label: str
    value: str
    copied: str = ""  # "" where the value as shown is what one would paste
    tooltip: str = ""
    mono: bool = False


def of_picture(picture: Picture, now: datetime) -> tuple[Fact, ...]:
    request = picture.request
    moment = wording.exactly(picture.created_at)
    return _said(
        Fact("model", "Model", _model(picture), request.model),
        _seed(picture.seed if picture.seed is not None else request.seed),
        Fact("size", "Size", _size(picture), _pixels(picture), _size_tip(picture)),
        *_asked(request),
        Fact("created", "Created", wording.when(picture.created_at, now), moment, moment),
        Fact("cost", "Cost", cost_line(picture.cost, sandbox=picture.sandbox)),
        Fact("campaign", "Campaign", picture.campaign or ""),
        *_metadata(picture.metadata),
    )


def of_job(job: Job, now: datetime, prices: Prices = PUBLISHED) -> tuple[Fact, ...]:
    request = job.request
    moment = wording.exactly(job.created_at)
    charged = cost_line(job.cost, sandbox=job.sandbox) if job.cost else ""
    expected = cost_line(price_of(request, prices), sandbox=job.sandbox)
    return _said(
        Fact("model", "Model", model_line(request, request.style), request.model),
        _seed(request.seed),
        Fact("images", "Images", str(request.count) if request.count > 1 else ""),
        *_asked(request),
        Fact("created", "Asked for", wording.when(job.created_at, now), moment, moment),
        Fact("attempts", "Attempts", str(job.attempts) if job.attempts else ""),
        Fact("cost", "Cost", charged) if charged else Fact("cost", "Price", expected),
        *_metadata(job.metadata),
    )


def of_many(pictures: Sequence[Picture], now: datetime) -> tuple[Fact, ...]:
    """What several pictures share; "mixed" where they differ."""

    def shared(say: Callable[[Picture], str]) -> str:
        said = {say(picture) for picture in pictures}
        return said.pop() if len(said) == 1 else MIXED

    if not pictures:
        return ()
    return _said(
        Fact(
            "model",
            "Model",
            shared(_model),
        ),
        Fact("seed", "Seed", shared(lambda p: _seed(p.seed).value)),
        Fact("size", "Size", shared(lambda p: _pixels(p).replace("x", " × "))),
        Fact("aspect", "Aspect", shared(lambda p: aspect(p.request))),
        Fact("magic", "Magic prompt", shared(lambda p: words.readable(p.request.magic))),
        Fact("created", "Created", shared(lambda p: wording.day(p.created_at, now))),
        Fact("campaign", "Campaign", shared(lambda p: p.campaign or "")),
        Fact("bytes", "On disk", words.bytes_label(sum(p.size_bytes or 0 for p in pictures))),
        Fact("cost", "Cost", _cost_of(pictures)),
    )


def of_summary(summary: Summary) -> tuple[Fact, ...]:
    """What any number of pictures are together."""

    def model(said: str) -> str:
        found = catalogue.find(said)
        return found.name if found is not None else said

    def values(counts: Mapping[str, int], say: Callable[[str], str]) -> str:
        """The one value, or the commonest few with how many have each."""
        if len(counts) <= 1:
            return "".join(say(value) for value in counts)
        most = sorted(counts, key=lambda value: -counts[value])
        told = [f"{say(value) or 'none'} ({counts[value]:,})" for value in most[:MOST_MODELS]]
        rest = len(most) - MOST_MODELS
        return ", ".join(told) + (f" and {rest} more" if rest > 0 else "")

    both = (summary.cost, summary.play)
    return _said(
        Fact("model", "Model", values(summary.models, model)),
        Fact("style", "Style", values(summary.styles, words.readable)),
        Fact("aspect", "Aspect", values(summary.aspects, str.capitalize)),
        Fact("bytes", "On disk", words.bytes_label(summary.bytes)),
        Fact("cost", "Cost", _cost_line(*both)),
    )


def _said(*facts: Fact) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.value)


def model_line(request: Request, style: str | None) -> str:
    """As people say it: "3.0 · Default · Design"."""
    model = catalogue.find(request.model)
    if model is None:
        return request.model
    speed = request.speed or model.default_speed
    style = style or model.default_style
    return " · ".join([model.name, *(words.readable(word) for word in (speed, style) if word)])


def _model(picture: Picture) -> str:
    return model_line(picture.request, picture.style_type or picture.request.style)


def price_of(request: Request, prices: Prices) -> int:
    """The price of a request; 0 for a model that a later version of the program knew."""
    return prices.of(request) if catalogue.known(request.model) else 0


def cost_line(micros: int, *, sandbox: bool) -> str:
    return words.dollars(micros) + (" · sandbox, free" if sandbox else "")


def grouped(seed: int) -> str:
    """Digits in groups that can be read aloud: 1874 209 551."""
    digits = f"{seed:,}".replace(",", " ")
    head, _, rest = digits.partition(" ")
    return head + rest if len(head) == 1 and rest else digits


def _seed(seed: int | None) -> Fact:
    if seed is None:
        return Fact("seed", "Seed", "")
    return Fact("seed", "Seed", grouped(seed), str(seed), mono=True)


def _pixels(picture: Picture) -> str:
    if picture.width and picture.height:
        return f"{picture.width}x{picture.height}"
    return picture.resolution or ""


def _size(picture: Picture) -> str:
    parts = [_pixels(picture).replace("x", " × ")]
    if picture.size_bytes is not None:
        parts.append(words.bytes_label(picture.size_bytes))
    return " · ".join(part for part in parts if part)


def _size_tip(picture: Picture) -> str:
    said, found = picture.resolution, _pixels(picture)
    exact = f"{picture.size_bytes:,} bytes" if picture.size_bytes is not None else ""
    if said and said.replace("×", "x") != found:
        return f"The file is {found} pixels; Ideogram said {said}. {exact}".strip()
    return exact


def aspect(request: Request) -> str:
    if request.size:
        return f"Exact size, {request.size.replace('x', ' × ')}"
    if request.aspect == catalogue.AUTO:
        return "Auto"
    return request.aspect or "The model's own"


def _asked(request: Request) -> tuple[Fact, ...]:
    named_palette = len(request.palette) == 1 and not request.palette[0].startswith("#")
    colours = [word.partition("@")[0] for word in request.palette]
    palette = words.readable(request.palette[0]) if named_palette else ", ".join(colours)
    references = len(request.references)
    inputs = words.counted(references, "picture") if references else ""
    if request.mask:
        inputs += " and a mask"
    return (
        Fact("aspect", "Aspect", aspect(request), request.aspect or request.size or ""),
        Fact("magic", "Magic prompt", words.readable(request.magic)),
        Fact("palette", "Palette", palette, ", ".join(request.palette)),
        Fact("preset", "Preset", words.readable(request.preset or ""), request.preset or ""),
        Fact("style_codes", "Style codes", ", ".join(request.style_codes), mono=True),
        Fact("references", "References", inputs),
    )


def _metadata(pairs: Mapping[str, str]) -> tuple[Fact, ...]:
    return tuple(
        Fact(f"meta_{name}", name, value) for name, value in islice(pairs.items(), MOST_METADATA)
    )


def _cost_of(pictures: Sequence[Picture]) -> str:
    billed = sum(p.cost for p in pictures if not p.sandbox)
    return _cost_line(billed, sum(p.cost for p in pictures if p.sandbox))


def _cost_line(billed: int, played: int) -> str:
    if played and not billed:
        return cost_line(played, sandbox=True)
    return words.dollars(billed) + (
        f" and {words.dollars(played)} in the sandbox" if played else ""
    )
