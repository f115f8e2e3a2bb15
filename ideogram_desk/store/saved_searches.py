"""Searches that the user keeps, by name."""

from __future__ import annotations

from ideogram_desk.domain.errors import StoreError
from ideogram_desk.domain.search_values import Grouping, SavedSearch, Sort, View
from ideogram_desk.store.database import now
from ideogram_desk.store.reading import Reading


class SavedSearches(Reading):
    """The part of the engine's LibraryStore that keeps searches; each has a name of its own."""

    async def saved_searches(self) -> list[SavedSearch]:
        return await self._database.read(self._saved_searches)

    def _saved_searches(self) -> list[SavedSearch]:
        rows = self._database.query(
            "SELECT name, text, sort, grouping, stacked FROM saved_search ORDER BY name"
        )
        return [
            SavedSearch(name, View(text, Sort(sort), Grouping(grouping), bool(stacked)))
            for name, text, sort, grouping, stacked in rows
        ]

    async def save_search(self, name: str, view: View) -> None:
        name = " ".join(name.split())
        if not name:
            raise StoreError("Give the search a name.")
        await self._database.write(self._save_search, name, view)

    def _save_search(self, name: str, view: View) -> None:
        self._database.execute(
            "INSERT INTO saved_search (name, text, sort, grouping, stacked, saved_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET name = excluded.name,"
            " text = excluded.text, sort = excluded.sort, grouping = excluded.grouping,"
            " stacked = excluded.stacked, saved_at = excluded.saved_at",
            (name, view.text, view.sort, view.grouping, int(view.stacked), now()),
        )

    async def remove_search(self, name: str) -> None:
        await self._database.write(self._remove_search, name)

    def _remove_search(self, name: str) -> None:
        self._database.execute("DELETE FROM saved_search WHERE name = ?", (name,))
