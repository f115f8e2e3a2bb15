"""Hands pictures on: their variants into a folder of the user's choice."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.job import Picture
    from ideogram_desk.engine.export import Exported

MOST = 1000  # pictures at once


class Exporting:
    def __init__(self, window: MainWindow, late: LateLibrary, tasks: Tasks) -> None:
        self._window = window
        self._late = late
        window.export_requested.connect(lambda: tasks.start(self._choose_and_export()))

    async def _choose_and_export(self) -> None:
        from ideogram_desk.desktop.folders import choose_folder

        desk = await self._late.desk()
        numbers = self._window.deeds.numbers()[:MOST]
        pictures = [p for p in await desk.library.pictures(numbers) if p.path]
        if not pictures:
            self._window.toast.tell("Select pictures first; their variants are exported.", "")
            return
        folder = await choose_folder(self._window, "Export variants to")
        if folder is None:
            return
        try:
            await self.export(pictures, folder)
        except DeskError as error:
            self._window.toast.tell(str(error), "")

    async def export(self, pictures: Sequence[Picture], folder: Path) -> list[Exported]:
        """Write the og, thumb and social variants of these pictures."""
        desk = await self._late.desk()
        self._window.status.say(f"Exporting {len(pictures):,}…")
        made = await desk.export.variants(pictures, folder)
        with contextlib.suppress(DeskError):  # the files are there, whether or not it is noted
            await desk.organising.mark_exported([picture.number for picture in pictures])
        self._window.toast.tell(f"{len(made):,} files written to {folder.name}", "")
        return made
