"""Names the day that is being looked at above the grid, and counts its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ideogram_desk.desktop.gallery.bars import images
from ideogram_desk.desktop.gallery.days import day_name, day_of, first_row
from ideogram_desk.domain.search import Grouping, Sort, View

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.gallery.bars import Header
    from ideogram_desk.desktop.gallery.listing import GallerySource, Listing
    from ideogram_desk.desktop.gallery.view import GalleryView

REST = 120  # milliseconds of rest before the day at the top is counted
_BY_TIME = (Sort.NEWEST, Sort.OLDEST)


class Heading(QObject):
    """Looks whenever the grid rests. Groups have headings of their own, so then it is silent."""

    def __init__(
        self,
        source: GallerySource,
        tasks: Tasks,
        view: GalleryView,
        listing: Listing,
        header: Header,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(header)
        self._source = source
        self._tasks = tasks
        self._view = view
        self._listed = view.listed
        self._listing = listing
        self._header = header
        self._now = now
        self._day: date | None = None
        self._ticket = 0
        self._shown = View()
        self.rest = QTimer(self)
        self.rest.setSingleShot(True)
        self.rest.setInterval(REST)
        self.rest.timeout.connect(self.look)
        view.scrolled.connect(self.rest.start)
        # Not the timer's own slot: it would take the signal's argument for its interval.
        self._listed.dataChanged.connect(lambda *_rows: self.rest.start())

    def look_again(self, shown: View) -> None:
        """Another list is shown: begin anew once it rests."""
        self._shown = shown
        self._day = None
        self.rest.start()

    def look(self) -> None:
        """Name the day of the first visible picture; count it, unless that has been done."""
        rows = self._view.visible_rows()
        tile = self._listed.tile(rows.start) if rows else None
        speaks = self._shown.sort in _BY_TIME and self._shown.grouping is Grouping.NONE
        if not rows or not speaks:
            self._ticket += 1
            self._day = None
            self._header.name_day("", "")
        elif tile is not None and (day := day_of(tile.created_at)) != self._day:
            self._day = day
            self._ticket += 1
            self._header.name_day(day_name(day, day_of(self._now())), None)
            self._tasks.start(self._count(day, self._ticket))

    async def _count(self, day: date, ticket: int) -> None:
        count = self._listed.rowCount()
        newest = self._shown.sort is Sort.NEWEST
        first = await first_row(count, self._day_at, lambda d: d <= day if newest else d >= day)
        last = await first_row(count, self._day_at, lambda d: d < day if newest else d > day)
        if ticket != self._ticket or first is None or last is None:
            return
        # What is in one day as a whole is told at the right already; so are rows that are stacks.
        whole = last - first == count and not self._listing.searching
        self._header.name_day(None, "" if whole or self._shown.stacked else images(last - first))

    async def _day_at(self, row: int) -> date | None:
        number = self._listed.number_at(row)
        tile = self._listed.look(number) if number >= 0 else None
        if tile is None and number >= 0:
            tile = next(iter(await self._source.tiles([number])), None)
        return day_of(tile.created_at) if tile is not None else None
