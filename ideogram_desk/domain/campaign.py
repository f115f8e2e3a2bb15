"""A campaign: one prompt template over products and formats, and the jobs that come of it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.address import url_problem
from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.errors import InvalidRequest, Problem
from ideogram_desk.domain.job import NewJob
from ideogram_desk.domain.request import Request, checked, clean_text, with_spoken_speed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OWN_FIELDS = ("product", "format", "campaign", "aspect", "style", "model")
MOST_JOBS = 10_000

# A quote in braces is JSON, which the 4.x models take as a prompt.
_FIELD = re.compile(r"\{\s*([^{}\s\"][^{}\"]*?)\s*\}")


@dataclass(frozen=True, slots=True)
class Format:
    """One column of the matrix; what it leaves open is the campaign's or the model's own."""

    name: str
    aspect: str | None = None
    style: str | None = None
    model: str | None = None
    speed: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """What the Batch tab holds, and what a campaign file says."""

    name: str
    prompt: str  # with fields: "{product}, professional {format} design"
    products: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    model: str = catalogue.DEFAULT_MODEL
    speed: str | None = None
    count: int = 1
    seed: int | None = None
    negative: str = ""
    magic: str = "auto"
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    callback: str | None = None
    budget: int | None = None  # millionths of a dollar

    def to_json(self) -> str:
        """As a campaign file has it; money in dollars."""
        written: dict[str, Any] = {
            "campaign": self.name,
            "prompt": self.prompt,
            "products": list(self.products),
            "formats": [
                {
                    key: value
                    for key in ("name", "aspect", "style", "model", "speed")
                    if (value := getattr(one, key)) is not None
                }
                for one in self.formats
            ],
            "model": self.model,
            "tags": list(self.tags),
            "callback": self.callback,
        }
        usual = Campaign("", "")
        for key in ("speed", "count", "seed", "negative", "magic"):
            if getattr(self, key) != getattr(usual, key):
                written[key] = getattr(self, key)
        if self.metadata:
            written["metadata"] = dict(self.metadata)
        if self.budget is not None:
            written["budget_usd"] = self.budget / 1_000_000
        return json.dumps(written, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Campaign:
        """The campaign that `to_json` wrote. What people write is read by `batch_file`."""
        raw: dict[str, Any] = json.loads(text)
        usual = cls("", "")
        budget = raw.get("budget_usd")
        return cls(
            name=raw["campaign"],
            prompt=raw["prompt"],
            products=tuple(raw["products"]),
            formats=tuple(Format(**one) for one in raw["formats"]),
            model=raw["model"],
            tags=tuple(raw["tags"]),
            callback=raw["callback"],
            metadata=MappingProxyType(raw.get("metadata", {})),
            budget=None if budget is None else round(budget * 1_000_000),
            **{
                key: raw.get(key, getattr(usual, key))
                for key in ("speed", "count", "seed", "negative", "magic")
            },
        )

    def fields(self) -> tuple[str, ...]:
        """The names that may stand in braces in its template."""
        return (*OWN_FIELDS, *(name for name in self.metadata if name not in OWN_FIELDS))


# The example that the seed document closes with; the first template of every library.
Q1_LAUNCH = Campaign(
    name="Q1 Launch",
    prompt="{product}, professional {format} design, high quality",
    products=("Cloud analytics dashboard", "Mobile payment app"),
    formats=(
        Format("social-square", "1:1", "design"),
        Format("story-vertical", "9:16", "design"),
        Format("blog-hero", "16:9", "realistic"),
    ),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the matrix: its job, or the problems that keep it from being one."""

    product: int  # index into the campaign's products
    format: int  # and into its formats
    job: NewJob | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a campaign comes to. It can be queued where there is no problem at all."""

    cells: tuple[Cell, ...]  # product by product
    problems: tuple[Problem, ...]  # of the campaign itself: name, prompt, products, formats

    @property
    def jobs(self) -> tuple[NewJob, ...]:
        return tuple(cell.job for cell in self.cells if cell.job is not None)

    @property
    def is_sound(self) -> bool:
        return not self.problems and not any(cell.problems for cell in self.cells)


def template_fields(template: str) -> tuple[str, ...]:
    """The names in braces, each once, in order."""
    return tuple(dict.fromkeys(match[1] for match in _FIELD.finditer(template)))


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with each known field's value; values are never templates themselves."""
    return _FIELD.sub(lambda match: values.get(match[1], match[0]), template)


def batch_fingerprint(jobs: Iterable[NewJob]) -> str:
    """SHA-256 of what makes two batches the same: the same requests in the same order."""
    return fingerprint_of(job.request.fingerprint for job in jobs)


def fingerprint_of(fingerprints: Iterable[str]) -> str:
    """The batch's fingerprint, from those of its requests."""
    return hashlib.sha256(b"".join(map(bytes.fromhex, fingerprints))).hexdigest()


def plan(campaign: Campaign, *, own_network: bool = False) -> CampaignPlan:
    """Every cell's job, checked; problems are named, never raised.

    `own_network` is the user's word that the callback may go to his own machine or network.
    """
    problems = _problems(campaign)
    if campaign.callback and (wrong := url_problem(campaign.callback, own_network=own_network)):
        problems.append(Problem("callback", wrong))
    cells = []
    if len(campaign.products) * len(campaign.formats) <= MOST_JOBS:
        cells = [
            _cell(campaign, product, column, own_network)
            for product in range(len(campaign.products))
            for column in range(len(campaign.formats))
        ]
    return CampaignPlan(tuple(cells), tuple(problems))


def new_batch(campaign: Campaign, jobs: Iterable[NewJob]) -> NewBatch:
    return NewBatch(
        campaign.name,
        BatchKind.CAMPAIGN,
        campaign.to_json(),
        batch_fingerprint(jobs),
        campaign.budget,
    )


def _problems(campaign: Campaign) -> list[Problem]:
    found = []
    if not campaign.name.strip():
        found.append(Problem("campaign", "Give the campaign a name."))
    if not campaign.prompt.strip():
        found.append(Problem("prompt", "Write a prompt template."))
    known = campaign.fields()
    for name in template_fields(campaign.prompt):
        if name not in known:
            listed = ", ".join(f"{{{one}}}" for one in known)
            found.append(Problem("prompt", f"{{{name}}} is no field. There are {listed}."))
    if not campaign.products:
        found.append(Problem("products", "Add a product."))
    if not campaign.formats:
        found.append(Problem("formats", "Add a format."))
    found += _twins("products", campaign.products)
    found += _twins("formats", [one.name for one in campaign.formats])
    if len(campaign.products) * len(campaign.formats) > MOST_JOBS:
        found.append(Problem("products", f"That is more than {MOST_JOBS:,} jobs at once."))
    return found


def _twins(where: str, names: Iterable[str]) -> list[Problem]:
    """The matrix finds a cell by its names, so each stands for one row or column."""
    seen: set[str] = set()
    found = []
    for name in map(clean_text, names):
        if not name:
            found.append(Problem(where, f"One of the {where} has no name."))
        elif name in seen:
            found.append(Problem(where, f"“{name}” stands twice among the {where}."))
        seen.add(name)
    return found


def _cell(campaign: Campaign, product: int, column: int, own_network: bool) -> Cell:
    form = campaign.formats[column]
    values = {
        **campaign.metadata,
        "product": campaign.products[product],
        "format": form.name,
        "campaign": campaign.name,
        "aspect": form.aspect or "",
        "style": form.style or "",
        "model": form.model or campaign.model,
    }
    request = with_spoken_speed(
        Request(
            prompt=fill(campaign.prompt, values),
            model=form.model or campaign.model,
            aspect=form.aspect,
            style=form.style,
            speed=form.speed or campaign.speed,
            count=campaign.count,
            seed=campaign.seed,
            negative=campaign.negative,
            magic=campaign.magic,
        )
    )
    try:
        request = checked(request)
    except InvalidRequest as error:
        return Cell(product, column, None, error.problems)
    metadata = {
        **{clean_text(k): clean_text(v) for k, v in campaign.metadata.items()},
        "campaign": clean_text(campaign.name),
        "product": clean_text(campaign.products[product]),
        "format": clean_text(form.name),
    }
    tags = tuple(filter(None, map(clean_text, campaign.tags)))
    job = NewJob(
        request,
        tags=tags,
        metadata=metadata,
        callback=campaign.callback,
        callback_own_network=bool(campaign.callback) and own_network,
    )
    return Cell(product, column, job)
