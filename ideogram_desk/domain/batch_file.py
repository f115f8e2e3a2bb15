"""A batch file: what it says, row by row, and the jobs that come of it.

Reading is told apart from planning, so that the same file can be planned again by other words.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from ideogram_desk.domain import batch_table, campaign
from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.batch_campaign import read_campaign
from ideogram_desk.domain.batch_columns import Row, RowError, Rows
from ideogram_desk.domain.batch_json import looks_like_json, read_json
from ideogram_desk.domain.batch_row import job_of
from ideogram_desk.domain.batch_text import decoded
from ideogram_desk.domain.campaign import Campaign, fingerprint_of
from ideogram_desk.domain.request import clean_text

if TYPE_CHECKING:
    from ideogram_desk.domain.job import NewJob
    from ideogram_desk.domain.money import Prices

PASTED = "Pasted list"
_MOST_TWINS = 5
_MOST_NUMBERS = 6


@dataclass(frozen=True, slots=True)
class BatchFile:
    """What a file says. A campaign has no rows of its own; its errors are those of its writing."""

    name: str
    kind: BatchKind
    rows: tuple[Row, ...] = ()
    campaign: Campaign | None = None
    errors: tuple[RowError, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """The jobs that a file comes to, and a report on all of it. `rows[i]` is the row of `jobs[i]`.

    The rows of a campaign are its cells, product by product, from 1; row 0 is the campaign itself.
    """

    name: str
    kind: BatchKind
    jobs: tuple[NewJob, ...]
    rows: tuple[int, ...]
    errors: tuple[RowError, ...]
    warnings: tuple[str, ...]
    campaign: Campaign | None
    fingerprint: str  # SHA-256 over its jobs' fingerprints, in order

    @property
    def can_run(self) -> bool:
        """Whether there is anything to queue: good rows of a list, or a campaign without fault."""
        return bool(self.jobs) and not (self.campaign and self.errors)

    def price(self, prices: Prices) -> int:
        """What all its jobs cost, in millionths of a dollar."""
        return sum(prices.of(job.request) for job in self.jobs)

    def batch(self, budget: int | None = None) -> NewBatch:
        """The batch to queue the jobs with; `budget`, in millionths, comes before the file's."""
        source, own = self.name, None
        if self.campaign is not None:
            source, own = self.campaign.to_json(), self.campaign.budget
        return NewBatch(
            self.name, self.kind, source, self.fingerprint, own if budget is None else budget
        )


def read(name: str, data: bytes) -> BatchFile:
    """What a file of this name says, in any of the forms. Raises BatchFileError."""
    text, warnings = decoded(data)
    title = clean_text(PurePath(name).stem) or name
    if not looks_like_json(text):
        return _listed(title, batch_table.read_csv(text), warnings)
    found = read_json(text)
    if isinstance(found, Rows):
        return _listed(title, found, warnings)
    read_one, errors, more = read_campaign(found)
    named = read_one.name or title
    return BatchFile(named, BatchKind.CAMPAIGN, (), read_one, errors, warnings + more)


def read_pasted(text: str) -> BatchFile:
    """Cells copied from a spreadsheet, or lines of prompts. Raises BatchFileError."""
    return _listed(PASTED, batch_table.read_pasted(text.replace("\0", "")), ())


def _listed(name: str, read_rows: Rows, warnings: tuple[str, ...]) -> BatchFile:
    return BatchFile(
        name,
        BatchKind.LIST,
        read_rows.rows,
        None,
        read_rows.errors,
        warnings + read_rows.warnings,
    )


def plan(file: BatchFile, *, own_network: bool = False) -> BatchPlan:
    """Every row checked, and every fault named; nothing is raised.

    `own_network` is the user's word that callbacks may go to his own machine or network.
    """
    if file.campaign is not None:
        return _plan_campaign(file, file.campaign, own_network)
    jobs, rows, errors = [], [], list(file.errors)
    for row in file.rows:
        job, found = job_of(row, own_network=own_network)
        errors += found
        if job is not None:
            jobs.append(job)
            rows.append(row.number)
    errors.sort(key=lambda error: error.row)
    return _planned(file, jobs, rows, errors)


def _plan_campaign(file: BatchFile, asked: Campaign, own_network: bool) -> BatchPlan:
    planned = campaign.plan(asked, own_network=own_network)
    named = {error.field for error in file.errors}
    errors = list(file.errors)
    errors += [
        RowError(0, problem.field, problem.message)
        for problem in planned.problems
        if problem.field not in named
    ]
    jobs, rows = [], []
    for number, cell in enumerate(planned.cells, 1):
        errors += [RowError(number, problem.field, problem.message) for problem in cell.problems]
        if cell.job is not None:
            jobs.append(cell.job)
            rows.append(number)
    return _planned(file, jobs, rows, errors)


def _planned(
    file: BatchFile, jobs: list[NewJob], rows: list[int], errors: list[RowError]
) -> BatchPlan:
    fingerprints = [job.request.fingerprint for job in jobs]
    warnings = file.warnings + _twins(fingerprints, rows)
    return BatchPlan(
        file.name,
        file.kind,
        tuple(jobs),
        tuple(rows),
        tuple(errors),
        warnings,
        file.campaign,
        fingerprint_of(fingerprints),
    )


def _twins(fingerprints: list[str], rows: list[int]) -> tuple[str, ...]:
    """A warning about rows that ask for the very same; they are run all the same."""
    by_request: dict[str, list[int]] = {}
    for fingerprint, row in zip(fingerprints, rows, strict=True):
        by_request.setdefault(fingerprint, []).append(row)
    groups = [numbers for numbers in by_request.values() if len(numbers) > 1]
    if not groups:
        return ()
    listed = "; ".join(_numbers(group) for group in groups[:_MOST_TWINS])
    more = f"; and {len(groups) - _MOST_TWINS} more such groups" if groups[_MOST_TWINS:] else ""
    return (f"These rows ask for the very same, and each is run: {listed}{more}.",)


def _numbers(rows: list[int]) -> str:
    if len(rows) > _MOST_NUMBERS:
        return f"{', '.join(map(str, rows[:_MOST_NUMBERS]))} and {len(rows) - _MOST_NUMBERS} more"
    return f"{', '.join(map(str, rows[:-1]))} and {rows[-1]}"
