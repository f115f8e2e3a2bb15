"""`batch`: the rows of a file, or a campaign's cells, from a report on all of them to pictures."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ideogram_desk import app
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.cli.batch_report import Progress, say_end, say_plan
from ideogram_desk.cli.opening import chosen_settings, connected
from ideogram_desk.cli.printing import (
    BAD_INPUT,
    DONE,
    FAILED,
    day,
    dollars,
    job_records,
    plural,
    print_json,
    print_records,
    say,
)
from ideogram_desk.cli.queueing import say_what_waits
from ideogram_desk.domain import batch_file, record
from ideogram_desk.domain.batch_columns import RowError
from ideogram_desk.domain.batch_text import MOST_BYTES
from ideogram_desk.domain.errors import BatchFileError, OverBudget
from ideogram_desk.domain.job import CANCELLABLE, JobState

if TYPE_CHECKING:
    import argparse
    from collections.abc import Coroutine, Mapping, Sequence

    from ideogram_desk.base.paths import Paths
    from ideogram_desk.domain.batch import Batch, Earlier
    from ideogram_desk.domain.batch_file import BatchPlan
    from ideogram_desk.engine.desk import Desk


def batch(arguments: argparse.Namespace, places: Paths) -> Coroutine[Any, Any, int]:
    # Read before the loop runs: Ctrl+C must reach a read that waits for a pipe.
    try:
        file = batch_file.read(*_contents(arguments.file))
    except BatchFileError as error:
        return _refused(arguments, [RowError(0, "file", str(error))], str(error))
    return _batch(arguments, places, batch_file.plan(file, own_network=arguments.own_network))


def _contents(said: str) -> tuple[str, bytes]:
    if said == "-":
        return "stdin", sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with Path(said).open("rb") as file:
            return said, file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BatchFileError(f"{said} could not be read: {error.strerror}.") from error
    except ValueError as error:
        raise BatchFileError(f"{said!r} is no name of a file.") from error


async def _refused(
    arguments: argparse.Namespace,
    errors: Sequence[RowError],
    sentence: str,
    code: int = BAD_INPUT,
) -> int:
    say(sentence)
    _print(arguments, errors, error=sentence)
    return code


async def _batch(arguments: argparse.Namespace, places: Paths, plan: BatchPlan) -> int:
    say_plan(plan)
    if not plan.can_run:
        whole = "campaign" if plan.campaign else "list"
        return await _refused(
            arguments, plan.errors, f"Nothing was queued: put the {whole} right first."
        )
    if arguments.dry_run:
        return await _dry_run(arguments, places, plan)
    progress = Progress()
    async with connected(places, progress) as program:
        try:
            batch_id = await _take_up(arguments, program.desk, plan)
        except OverBudget as error:
            return await _refused(arguments, plan.errors, f"{error} Nothing was queued.", FAILED)
        if batch_id is None:
            return _nothing_new(arguments, plan)
        return await _work(arguments, places, program.desk, plan, batch_id, progress)


async def _take_up(arguments: argparse.Namespace, desk: Desk, plan: BatchPlan) -> str | None:
    """The batch of this file, queued now or before; None where every row was run before."""
    plan = _marked(arguments, plan)
    if not arguments.again:
        found = await desk.library.batch_with(plan.fingerprint, sandbox=desk.sandbox)
        if found is not None:
            say(_already(found))
            if arguments.budget is not None:
                await desk.set_batch_budget(found.id, arguments.budget)
            return found.id
    earlier = await desk.earlier([job.request for job in plan.jobs])
    plan = _without_run(arguments, plan, earlier)
    if not plan.jobs:
        return None
    money = " of play money" if desk.sandbox else ""
    say(f"Queueing {plural(len(plan.jobs), 'job')} for {dollars(plan.price(desk.prices))}{money}.")
    queued = await desk.queue(plan.jobs, batch=plan.batch(arguments.budget))
    return queued[0].batch


def _marked(arguments: argparse.Namespace, plan: BatchPlan) -> BatchPlan:
    """A file without what was run before is another batch than the whole file.

    Which rows those are changes with the first run, so it is known again by the whole file's rows.
    """
    if not arguments.skip_run:
        return plan
    marked = hashlib.sha256(f"{plan.fingerprint} without what was run".encode()).hexdigest()
    return replace(plan, fingerprint=marked)


def _already(found: Batch) -> str:
    return (
        f"This was queued on {day(found.created_at)} as batch {found.id}, and is not bought again:"
        " what is left of it goes on. --again buys it again."
    )


def _without_run(
    arguments: argparse.Namespace, plan: BatchPlan, earlier: Sequence[Earlier | None]
) -> BatchPlan:
    """The plan, less what was asked for before if that is wanted; either way it is said."""
    run = [place for place, one in enumerate(earlier) if one is not None]
    if not run:
        return plan
    days = sorted({one.at for one in earlier if one is not None})
    pictures = sum(len(one.numbers) for one in earlier if one is not None)
    ask = f"{plural(len(run), 'row asks', 'rows ask')} for what was run before"
    when = f"(last on {day(days[-1])}, {plural(pictures, 'image')})"
    if not arguments.skip_run:
        say(f"{ask} {when}; --skip-run leaves them out.")
        return plan
    say(f"{ask} {when} and {'is' if len(run) == 1 else 'are'} left out.")
    left = [place for place, one in enumerate(earlier) if one is None]
    return replace(
        plan,
        jobs=tuple(plan.jobs[place] for place in left),
        rows=tuple(plan.rows[place] for place in left),
    )


async def _dry_run(arguments: argparse.Namespace, places: Paths, plan: BatchPlan) -> int:
    """What the file would be and cost; nothing is queued, and no library is made."""
    chosen = chosen_settings(places)
    opened = await asyncio.to_thread(app.open_for_reading, places)
    if opened is not None:
        library, close = opened
        try:
            marked = _marked(arguments, plan)
            connection = await asyncio.to_thread(app.find_connection, chosen, KeyStore())
            found = await library.batch_with(marked.fingerprint, sandbox=connection.sandbox)
            if found is not None:
                say(_already(found))
            else:
                prints = [job.request.fingerprint for job in plan.jobs]
                by_print = await library.earlier(prints, sandbox=connection.sandbox)
                plan = _without_run(arguments, plan, [by_print.get(one) for one in prints])
        finally:
            await asyncio.to_thread(close)
    price = plan.price(chosen.prices)
    pictures = sum(job.request.count for job in plan.jobs)
    say(
        f"{plural(len(plan.jobs), 'job')}, {plural(pictures, 'picture')}: {dollars(price)},"
        f" by the prices of {chosen.prices.as_of}. Nothing was queued."
    )
    _print(arguments, plan.errors, cost=price)
    return FAILED if plan.errors else DONE


def _nothing_new(arguments: argparse.Namespace, plan: BatchPlan) -> int:
    say("There is nothing else to run.")
    _print(arguments, plan.errors)
    return FAILED if plan.errors else DONE


async def _work(
    arguments: argparse.Namespace,
    places: Paths,
    desk: Desk,
    plan: BatchPlan,
    batch_id: str,
    progress: Progress,
) -> int:
    """Work through the queue, and tell how the batch stands then."""
    progress.follow(batch_id, await desk.library.batch_jobs(batch_id))
    try:
        await desk.drain()
    except asyncio.CancelledError:
        say("Interrupted. The same command again goes on with what is left.")
        raise
    jobs = await desk.library.batch_jobs(batch_id)
    cost = sum(job.cost for job in jobs)
    states = (await desk.library.batch(batch_id)).states
    say_end(plan, states, cost)
    await say_what_waits(desk, sum(states.get(state, 0) for state in CANCELLABLE))
    records = await job_records(jobs, desk.library, places)
    _print(arguments, plan.errors, batch_id=batch_id, records=records, cost=cost)
    return DONE if not plan.errors and set(states) <= {JobState.DONE} else FAILED


def _print(
    arguments: argparse.Namespace,
    errors: Sequence[RowError],
    *,
    batch_id: str | None = None,
    records: Sequence[Mapping[str, Any]] = (),
    cost: int = 0,
    error: str = "",
) -> None:
    if not arguments.json:
        print_records(records)
        return
    document: dict[str, Any] = {
        "batch": batch_id,
        "jobs": list(records),
        "cost_usd": record.dollars(cost),
        "errors": [{"row": one.row, "field": one.field, "message": one.message} for one in errors],
    }
    if error:
        document["error"] = error
    print_json(document)
