"""What a draft comes to before anything is queued: its jobs, their price, what was run. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

from ideogram_desk.desktop.campaign.draft import Draft, campaign_of, problems_of
from ideogram_desk.domain.campaign import CampaignPlan, plan
from ideogram_desk.domain.money import PUBLISHED, Prices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ideogram_desk.domain.batch import Earlier
    from ideogram_desk.domain.campaign import Campaign, Cell
    from ideogram_desk.domain.job import NewJob

_OF_FORMAT = ("aspect", "style", "model", "speed")
FIELDS = (
    "campaign", "prompt", "products", "formats", "model", "count", "budget", "metadata", "callback",
)  # fmt: skip
NO_FIELD = "other"  # what no field of the tab can be blamed for


@dataclass(frozen=True, slots=True)
class Offer:
    """What a click would queue. `cost` is millionths of a dollar."""

    jobs: tuple[NewJob, ...] = ()
    total: int = 0  # jobs, with those that are skipped
    skipped: int = 0
    images: int = 0
    cost: int = 0
    seconds: float | None = None  # None until pictures of these models have been timed


def make_offer(
    jobs: Sequence[NewJob],
    fingerprints: Sequence[str],
    earlier: Mapping[str, Earlier],
    prices: Prices,
    *,
    skip: bool,
) -> Offer:
    pairs = zip(jobs, fingerprints, strict=True)
    kept = tuple(job for job, print_ in pairs if not (skip and print_ in earlier))
    return Offer(
        jobs=kept,
        total=len(jobs),
        skipped=len(jobs) - len(kept),
        images=sum(job.request.count for job in kept),
        cost=sum(prices.of(job.request) for job in kept),
    )


def in_seconds(offer: Offer, timed: Iterable[tuple[str, str, float]], places: int) -> Offer:
    """The offer with the time it will take: each model and speed at its median of `timed`."""
    known: dict[tuple[str, str], list[float]] = {}
    for model, speed, seconds in timed:
        known.setdefault((model, speed), []).append(seconds)
    medians = {key: median(times) for key, times in known.items()}
    total = 0.0
    for job in offer.jobs:
        usual = medians.get((job.request.model, job.request.speed or ""))
        if usual is None:
            return replace(offer, seconds=None)
        total += usual * job.request.count
    longest = max(medians.values(), default=0.0) if offer.jobs else 0.0
    return replace(offer, seconds=max(total / max(places, 1), min(longest, total)))


@dataclass(frozen=True, slots=True)
class Outlook:
    """A draft worked out. It can be queued where `problems` is empty and the offer is not."""

    draft: Draft = field(default_factory=Draft)
    campaign: Campaign = field(default_factory=lambda: campaign_of(Draft()))
    cells: tuple[Cell, ...] = ()
    fingerprints: tuple[str, ...] = ()  # of the cells that have a job, in order
    problems: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    prices: Prices = PUBLISHED
    offer: Offer = field(default_factory=Offer)
    twins: int = 0  # cells that ask for the same as another one

    @property
    def images(self) -> int:
        return sum(cell.job.request.count for cell in self.cells if cell.job)


def work_out(draft: Draft, prices: Prices) -> Outlook:
    """Plan every cell; ten thousand take a good part of a second, so call it in a thread."""
    campaign = campaign_of(draft)
    planned = plan(campaign, own_network=draft.own_network)
    prints = tuple(job.request.fingerprint for job in planned.jobs)
    return with_earlier(
        Outlook(
            draft=draft,
            campaign=campaign,
            cells=planned.cells,
            fingerprints=prints,
            problems=_in_order({**problems_of(draft), **_told(campaign, planned)}),
            prices=prices,
            twins=len(prints) - len(set(prints)),
        ),
        {},
    )


def with_earlier(outlook: Outlook, earlier: Mapping[str, Earlier]) -> Outlook:
    """The outlook with what is known to have been run, and the offer that leaves."""
    jobs = [cell.job for cell in outlook.cells if cell.job is not None]
    offer = make_offer(jobs, outlook.fingerprints, earlier, outlook.prices, skip=outlook.draft.skip)
    return replace(outlook, earlier=dict(earlier), offer=offer)


def _in_order(told: Mapping[str, str]) -> dict[str, str]:
    """As the fields stand in the tab: the first is the one to be sent to."""
    known = [field for field in FIELDS if field in told]
    return {field: told[field] for field in (*known, *(f for f in told if f not in known))}


def _told(campaign: Campaign, planned: CampaignPlan) -> dict[str, str]:
    """One sentence for each field of the tab; what a format brings in is said at the formats."""
    told: dict[str, str] = {}
    for problem in planned.problems:
        told.setdefault(problem.field, problem.message)
    for cell in planned.cells:
        form = campaign.formats[cell.format]
        for problem in cell.problems:
            own = problem.field in _OF_FORMAT and getattr(form, problem.field) is not None
            if own or (problem.field in _OF_FORMAT and problem.field != "model"):
                told.setdefault("formats", f"{form.name}: {problem.message}")
            elif problem.field == "prompt":
                product = campaign.products[cell.product]
                told.setdefault("prompt", f"With “{product[:40]}”: {problem.message}")
            elif problem.field in FIELDS:
                told.setdefault(problem.field, problem.message)
            else:
                told.setdefault(NO_FIELD, f"{form.name}: {problem.message}")
    return told
