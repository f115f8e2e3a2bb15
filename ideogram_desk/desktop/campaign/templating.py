"""Templates as the library keeps them: used, saved under a name, removed and put back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ideogram_desk.desktop.campaign.draft import campaign_of, draft_of
from ideogram_desk.desktop.campaign.panel import SAID
from ideogram_desk.domain.campaign import Campaign
from ideogram_desk.domain.errors import DeskError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.campaign.panel import BatchPanel
    from ideogram_desk.desktop.late import LateLibrary


class Templating:
    """Carries out what the template menu is asked for."""

    def __init__(self, panel: BatchPanel, late: LateLibrary, tasks: Tasks) -> None:
        self._panel, self._late, self._tasks = panel, late, tasks
        self._bar = panel.form.templates
        self._bar.chosen.connect(lambda name, text: self._start(self._use(name, text)))
        self._bar.save_requested.connect(lambda name: self._start(self._save(name)))
        self._bar.remove_requested.connect(lambda name: self._start(self._remove(name)))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(self._told(work))

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except DeskError as error:
            self._panel.tell("bad", str(error))

    async def bring(self) -> None:
        """Offer what is saved."""
        try:
            desk = await self._late.desk()
            self._bar.set_templates(await desk.campaigns.templates())
        except StoreError:
            return  # the window says that the library is not there

    async def _use(self, name: str, definition: str) -> None:
        try:
            campaign = Campaign.from_json(definition)
        except (ValueError, KeyError, TypeError):
            self._panel.tell("bad", f"The template “{name}” cannot be read.")
            return
        skip = self._panel.draft.skip
        self._panel.load(draft_of(campaign, skip=skip), f"“{name[:24]}” loaded")
        if name in self._bar.saved:
            await self._keep(name, definition)  # it is now the last used

    async def _save(self, name: str) -> None:
        before = self._bar.saved.get(name)
        await self._keep(name, campaign_of(self._panel.draft).to_json())
        if before is None:
            self._panel.toast.tell(f"“{name[:24]}” saved", "", SAID)
        else:
            self._panel.offer_undo(f"“{name[:24]}” replaced", self._putting_back(name, before))

    async def _remove(self, name: str) -> None:
        definition = self._bar.saved.get(name)
        if definition is not None:
            desk = await self._late.desk()
            await desk.campaigns.remove_template(name)
            await self.bring()
            self._panel.offer_undo("Template removed", self._putting_back(name, definition))

    def _putting_back(self, name: str, definition: str) -> Callable[[], None]:
        return lambda: self._start(partial(self._keep, name, definition)())

    async def _keep(self, name: str, definition: str) -> None:
        desk = await self._late.desk()
        await desk.campaigns.save_template(name, definition)
        await self.bring()
