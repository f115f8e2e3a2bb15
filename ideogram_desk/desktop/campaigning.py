"""Keeps the Batch tab and its matrix at what the library holds, and carries their orders out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ideogram_desk.desktop.campaign.board import board_of_batch, board_of_draft
from ideogram_desk.desktop.campaign.draft import campaign_of, draft_of
from ideogram_desk.desktop.campaign.importing import Importing
from ideogram_desk.desktop.campaign.ordering import Ordering
from ideogram_desk.desktop.campaign.outlook import Outlook, in_seconds, with_earlier, work_out
from ideogram_desk.desktop.campaign.templating import Templating
from ideogram_desk.domain.batch import BatchKind
from ideogram_desk.domain.campaign import Campaign, new_batch
from ideogram_desk.domain.errors import DeskError, InvalidRequest, OverBudget, StoreError
from ideogram_desk.domain.events import JobChanged, JobsAdded, Progress, QueueChanged
from ideogram_desk.domain.job import OPEN, SETTLED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.campaign.panel import BatchPanel
    from ideogram_desk.desktop.campaign.view import CampaignView
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.domain.batch import Batch
    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.job import Job, QueueTotals
    from ideogram_desk.engine.desk import Desk

TYPED = 60  # milliseconds that typing must rest before it is worked out
STEPS = 40  # a burst of jobs' steps is shown at once
AGAIN = 1500  # after jobs have settled, what was run already is asked for anew
PICTURES = 20  # cells that come into sight together ask together


class Campaigning:
    """Works drafts out, queues them, and follows the batch that is shown."""

    def __init__(
        self, panel: BatchPanel, view: CampaignView, late: LateLibrary, tasks: Tasks
    ) -> None:
        self._panel, self._view, self._late, self._tasks = panel, view, late, tasks
        self._batch: Batch | None = None  # the one in the matrix; None: the draft is
        self._left: Batch | None = None  # the one that an edit has taken out of sight
        self._opening = ""
        self._steps: dict[str, Job] = {}
        self._ticket = 0
        self._places = 1
        self._queueing = False
        self._taken_up = False  # whether what went on at the start was looked for
        self._over_batch = False  # whose budget the notice is about
        self._importing = Importing(panel, view, late, tasks, self.show_batch)
        self._templating = Templating(panel, late, tasks)
        self._ordering = Ordering(view, late, tasks)
        self._typed = self._timer(TYPED, lambda: tasks.start(self._work_out()))
        self._stepped = self._timer(STEPS, self._take_steps)
        self._again = self._timer(AGAIN, lambda: tasks.start(self._look_again()))
        self._pictures = self._timer(PICTURES, lambda: tasks.start(self._bring_pictures()))
        self._wire()
        self._typed.start()

    def _timer(self, rest: int, do: Callable[[], object]) -> QTimer:
        timer = QTimer(self._panel)
        timer.setSingleShot(True)
        timer.setInterval(rest)
        timer.timeout.connect(do)
        return timer

    def _wire(self) -> None:
        panel, view, tasks = self._panel, self._view, self._tasks
        panel.edited.connect(self._edited)
        panel.queue_requested.connect(lambda: tasks.start(self._queue()))
        panel.notice_clicked.connect(self._follow_notice)
        panel.form.templates.batch_chosen.connect(
            lambda batch: tasks.start(self.show_batch(batch, load=True))
        )
        view.cells.pictures_wanted.connect(self._pictures.start)
        view.back_clicked.connect(self._show_left)

    async def open(self) -> None:
        """After the library was opened, or prices have changed: all that the tab offers."""
        await self._templating.bring()
        await self._look_again()
        await self._take_up_what_goes_on()

    def stop(self) -> None:
        for timer in (self._typed, self._stepped, self._again, self._pictures):
            timer.stop()

    def import_file(self, path: Path) -> None:
        """Report what a batch file comes to; a campaign is put into the tab."""
        self._importing.import_file(path)

    def show_totals(self, totals: QueueTotals) -> None:
        self._places = max(1, totals.places)
        self._view.set_paused(totals.paused)

    # --- the draft ---------------------------------------------------------------------------

    def _edited(self) -> None:
        """An edited draft is no longer the batch that is shown; that one goes on unseen."""
        batch = self._batch
        if batch is not None and campaign_of(self._panel.draft).to_json() != batch.source:
            self._left, self._batch = batch, None
            self._view.set_left(batch.name)
        self._typed.start()

    async def _work_out(self) -> None:
        self._ticket += 1
        ticket = self._ticket
        try:
            desk = await self._late.desk()
            outlook = await self._outlook(desk)
        except StoreError:
            return  # the library could not be opened, or read; the window says so
        if ticket == self._ticket:
            await self._show(outlook, ticket)

    async def _outlook(self, desk: Desk) -> Outlook:
        outlook = await asyncio.to_thread(work_out, self._panel.draft, desk.prices)
        earlier = await desk.library.earlier(outlook.fingerprints, sandbox=desk.sandbox)
        outlook = await asyncio.to_thread(with_earlier, outlook, earlier)
        timed = await desk.library.durations()
        return replace(outlook, offer=in_seconds(outlook.offer, timed, self._places))

    async def _show(self, outlook: Outlook, ticket: int) -> None:
        self._panel.show_outlook(outlook)
        board = await asyncio.to_thread(board_of_draft, outlook)
        if self._batch is None and not self._opening and ticket == self._ticket:
            offer = outlook.offer
            self._view.show_draft(outlook.campaign.name, board, offer.images, offer.cost)
            if self._importing.waits:
                self._view.show_report()

    async def _look_again(self) -> None:
        """What was run already may have changed with the queue."""
        await self._work_out()
        try:
            desk = await self._late.desk()
            self._panel.form.templates.set_batches(await desk.library.batches())
        except StoreError:
            return

    # --- queueing ----------------------------------------------------------------------------

    async def _queue(self) -> None:
        """Queue what the button says, and nothing else: if that has changed, say so first."""
        if self._queueing:
            return
        self._queueing = self._taken_up = True
        self._panel.set_busy(True)
        try:
            await self._queue_shown()
        finally:
            self._queueing = False
            self._panel.set_busy(False)

    async def _queue_shown(self) -> None:
        panel, shown = self._panel, self._panel.outlook
        try:
            desk = await self._late.desk()
            outlook = await self._outlook(desk)
            offer = outlook.offer
            said = (shown.offer.images, shown.offer.cost) if shown else None
            panel.show_outlook(outlook)
            if said != (offer.images, offer.cost) or outlook.problems or not offer.jobs:
                panel.tell("info", "This has just changed: look at the price, then queue it.")
                return
            batch = await asyncio.to_thread(new_batch, outlook.campaign, offer.jobs)
            queued = await desk.queue(offer.jobs, batch=batch)
        except OverBudget as error:
            self._over_batch = error.batch is not None
            panel.tell("bad", f"{error} Nothing was queued.", "Budget…")
        except InvalidRequest as error:
            panel.tell("bad", " ".join(problem.message for problem in error.problems))
        except DeskError as error:
            panel.tell("bad", f"{error} Nothing was queued.")
        else:
            panel.tell("info", "")
            await self.show_batch(queued[0].batch or "")

    def _follow_notice(self) -> None:
        if self._over_batch:
            self._panel.form.focus_field("budget")
        else:
            self._panel.budget_clicked.emit()

    # --- a batch -----------------------------------------------------------------------------

    async def show_batch(self, batch_id: str, *, load: bool = False) -> None:
        """Show a batch in the matrix; with `load` its campaign is put into the tab too."""
        self._opening = batch_id
        self._steps.clear()
        self._importing.drop()
        try:
            desk = await self._late.desk()
            batch = await desk.library.batch(batch_id)
            campaign = _campaign_of(batch)
            outlook = await self._outlook_of(desk, campaign) if campaign else None
            jobs = await desk.library.batch_jobs(batch_id)
            board = await asyncio.to_thread(board_of_batch, batch, jobs, desk.prices, outlook)
        except DeskError as error:
            self._view.show_matrix()
            self._view.tell("bad", str(error))
            return
        finally:
            shown, self._opening = self._opening == batch_id, ""
        if not shown:
            return
        self._batch, self._left = batch, None
        self._ordering.batch = batch.id
        self._view.set_left("")
        self._view.tell("info", "")
        self._view.show_batch(batch.name, board, batch.budget)
        self._take_steps()
        self._again.start()
        if load and campaign and campaign_of(self._panel.draft).to_json() != batch.source:
            draft = draft_of(campaign, skip=self._panel.draft.skip)
            self._panel.load(draft, f"“{batch.name[:24]}” loaded")

    async def _outlook_of(self, desk: Desk, campaign: Campaign) -> Outlook:
        outlook = await asyncio.to_thread(work_out, draft_of(campaign), desk.prices)
        earlier = await desk.library.earlier(outlook.fingerprints, sandbox=desk.sandbox)
        return with_earlier(outlook, earlier)

    async def _take_up_what_goes_on(self) -> None:
        """Once after a start: the batch that is not finished yet is what people look for."""
        if self._taken_up or self._batch is not None:
            return
        self._taken_up = True
        try:
            desk = await self._late.desk()
            newest = await desk.library.batches(limit=1)
        except StoreError:
            return
        if newest and OPEN & newest[0].states.keys() and not self._importing.waits:
            await self.show_batch(newest[0].id)

    def _show_left(self) -> None:
        if self._left is not None:
            self._tasks.start(self.show_batch(self._left.id))

    def apply(self, event: Event) -> None:
        """What the engine tells; whatever is not of the matrix is left alone."""
        match event:
            case JobsAdded(jobs):
                for job in jobs:
                    self._note(job)
                self._again_soon()
            case JobChanged(job):
                self._note(job)
                if job.state in SETTLED:
                    self._again_soon()
            case Progress(job_id, received, total):
                self._view.cells.set_received(job_id, received, total)
            case QueueChanged() | _:
                pass

    def _again_soon(self) -> None:
        if not self._again.isActive():
            self._again.start()

    def _note(self, job: Job) -> None:
        shown = self._opening or (self._batch.id if self._batch else "")
        if not shown or job.batch != shown:
            return
        stands_for = self._ordering.stands_for
        if stands_for and job.id not in self._view.cells.board.places:
            self._view.cells.apply(job, stands_for)
            return
        self._steps[job.id] = job
        if not self._stepped.isActive():
            self._stepped.start()

    def _take_steps(self) -> None:
        if self._opening:
            return
        steps, self._steps = self._steps, {}
        for job in steps.values():
            self._view.cells.apply(job)

    async def _bring_pictures(self) -> None:
        asked = self._view.cells.take_wanted()
        try:
            library = (await self._late.desk()).library
            found = await library.pictures_of(asked)
        except StoreError:
            return
        self._view.cells.set_pictures(asked, found)


def _campaign_of(batch: Batch) -> Campaign | None:
    """What a batch was made of; None for a list, or where it cannot be read any more."""
    if batch.kind is not BatchKind.CAMPAIGN:
        return None
    try:
        return Campaign.from_json(batch.source)
    except (ValueError, KeyError, TypeError):
        return None
