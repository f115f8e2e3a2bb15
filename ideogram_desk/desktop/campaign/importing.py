"""A batch file on its way into the queue: read, reported, priced, and only then queued."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ideogram_desk.desktop.bridge import answer
from ideogram_desk.desktop.campaign.draft import draft_of
from ideogram_desk.desktop.campaign.outlook import Offer, make_offer
from ideogram_desk.domain import batch_file
from ideogram_desk.domain.batch_json import looks_like_json
from ideogram_desk.domain.campaign import batch_fingerprint
from ideogram_desk.domain.errors import BatchFileError, DeskError, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.campaign.panel import BatchPanel
    from ideogram_desk.desktop.campaign.view import CampaignView
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.domain.batch import Batch, Earlier
    from ideogram_desk.domain.batch_file import BatchFile, BatchPlan
    from ideogram_desk.domain.money import Prices

MOST_BYTES = 64 * 1024 * 1024
PATTERN = "Batch files (*.csv *.tsv *.txt *.json *.jsonl *.ndjson);;All files (*)"


@dataclass(frozen=True, slots=True)
class _Import:
    """A file that waits for the user's word."""

    plan: BatchPlan
    prints: tuple[str, ...]
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    same: Batch | None = None  # queued before, of the very same jobs
    skip: bool = True


def _planned(read: Callable[[], BatchFile]) -> _Import:
    plan = batch_file.plan(read())
    return _Import(plan, tuple(job.request.fingerprint for job in plan.jobs))


def _read(path: Path) -> BatchFile:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BatchFileError(f"{path.name} is larger than 64 MB: that is no batch file.")
        data = path.read_bytes()
    except OSError as error:
        raise BatchFileError(f"{path.name} cannot be read: {error.strerror}.") from error
    return batch_file.read(path.name, data)


def _read_text(text: str) -> BatchFile:
    if looks_like_json(text):
        return batch_file.read("Pasted", text.encode("utf-8", "replace"))
    return batch_file.read_pasted(text)


async def _choose_file(over: QWidget) -> Path | None:
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(over, "Import a batch file")
    dialog.setObjectName("import_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(PATTERN)
    chosen = await answer(dialog)
    files = dialog.selectedFiles()
    return Path(files[0]) if chosen and files else None


class Importing:
    """Shows the report of a file, and queues it when told; campaigns go into the tab instead."""

    def __init__(
        self,
        panel: BatchPanel,
        view: CampaignView,
        late: LateLibrary,
        tasks: Tasks,
        opened: Callable[[str], Awaitable[None]],
    ) -> None:
        self._panel, self._view, self._late, self._tasks = panel, view, late, tasks
        self._opened = opened  # shows a batch
        self._held: _Import | None = None
        self._offer = Offer()
        self._prices: Prices | None = None
        self._queueing = False
        report = view.report
        panel.import_requested.connect(lambda: tasks.start(self._choose()))
        panel.files_dropped.connect(self._take_files)
        view.files_dropped.connect(self._take_files)
        panel.text_pasted.connect(self._take_text)
        view.text_pasted.connect(self._take_text)
        panel.blocked_changed.connect(self._show_offer)
        report.cancelled.connect(self._leave)
        report.skip_toggled.connect(self._set_skip)
        report.queue_clicked.connect(lambda: tasks.start(self._queue()))
        report.show_batch_clicked.connect(lambda: tasks.start(self._show_same()))

    @property
    def waits(self) -> bool:
        """Whether a report is shown."""
        return self._held is not None

    def import_file(self, path: Path) -> None:
        self._tasks.start(self._take(lambda: _read(path)))

    def drop(self) -> None:
        """Forget the file; what is shown next takes the report's place."""
        self._held = None

    def _leave(self) -> None:
        self.drop()
        self._view.show_matrix()

    def _take_files(self, files: list[Path]) -> None:
        if len(files) > 1:
            self._panel.tell("info", f"One file at a time: {files[0].name} was taken.")
        self.import_file(files[0])

    def _take_text(self, text: str) -> None:
        if text.strip():
            self._tasks.start(self._take(lambda: _read_text(text)))

    async def _choose(self) -> None:
        path = await _choose_file(self._panel.window())
        if path is not None:
            self.import_file(path)

    async def _take(self, read: Callable[[], BatchFile]) -> None:
        self._panel.tell("info", "")
        try:
            held = await asyncio.to_thread(_planned, read)
            desk = await self._late.desk()
            if held.plan.campaign is not None:
                self._load(held.plan)
                return
            earlier = await desk.library.earlier(held.prints, sandbox=desk.sandbox)
            same = (
                await desk.library.batch_with(held.plan.fingerprint, sandbox=desk.sandbox)
                if held.prints
                else None
            )
        except DeskError as error:
            self._panel.tell("bad", str(error))
            return
        self._held = replace(held, earlier=earlier, same=same)
        self._prices = desk.prices
        plan, report = held.plan, self._view.report
        report.show_file(plan.name, plan.errors, plan.warnings)
        report.show_earlier_batch(_day(same) if same else "")
        self._show_offer()
        self._view.show_report()
        report.cancel.setFocus()

    def _load(self, plan: BatchPlan) -> None:
        assert plan.campaign is not None
        self._held = None
        skip = self._panel.draft.skip
        self._panel.load(draft_of(plan.campaign, skip=skip), f"“{plan.name[:24]}” loaded")
        # What is wrong with a field the tab says itself; what was not understood is said here.
        if plan.warnings:
            self._panel.tell("warn", " ".join(plan.warnings[:3]))

    def _set_skip(self, skip: bool) -> None:
        if self._held is not None:
            self._held = replace(self._held, skip=skip)
            self._show_offer()

    def _show_offer(self) -> None:
        held = self._held
        if held is None or self._prices is None:
            return
        plan = held.plan
        self._offer = make_offer(plan.jobs, held.prints, held.earlier, self._prices, skip=held.skip)
        known = sum(one in held.earlier for one in held.prints)
        bad = len({error.row for error in plan.errors})
        blocked = "Queueing…" if self._queueing else self._panel.blocked
        self._view.report.show_offer(self._offer, known, bad, skip=held.skip, blocked=blocked)

    async def _queue(self) -> None:
        held, offer = self._held, self._offer
        if held is None or not offer.jobs or self._queueing:
            return
        self._queueing = True
        self._show_offer()
        problem = ""
        try:
            desk = await self._late.desk()
            print_ = await asyncio.to_thread(batch_fingerprint, offer.jobs)
            batch = replace(held.plan.batch(), fingerprint=print_)
            queued = await desk.queue(offer.jobs, batch=batch)
        except InvalidRequest as error:
            problem = " ".join(p.message for p in error.problems)
        except DeskError as error:
            problem = f"{error} Nothing was queued."
        finally:
            self._queueing = False
        if problem:
            self._show_offer()
            self._view.report.tell(problem)
        else:
            self._held = None
            await self._opened(queued[0].batch or "")

    async def _show_same(self) -> None:
        if self._held is not None and self._held.same is not None:
            same = self._held.same.id
            self._held = None
            await self._opened(same)


def _day(batch: Batch) -> str:
    day = batch.created_at.astimezone()
    return f"{day.day} {day:%b}"
