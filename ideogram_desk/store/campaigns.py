"""Campaign templates that the user keeps, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.store.database import now

if TYPE_CHECKING:
    from ideogram_desk.store.database import Database


class Campaigns:
    """The engine's CampaignStore over a Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def templates(self) -> dict[str, str]:
        return await self._database.read(self._templates)

    def _templates(self) -> dict[str, str]:
        rows = self._database.query(
            "SELECT name, definition FROM campaign_template ORDER BY used_at DESC, rowid DESC"
        )
        return dict(rows.fetchall())

    async def save_template(self, name: str, definition: str) -> None:
        await self._database.write(self._save_template, name, definition)

    def _save_template(self, name: str, definition: str) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO campaign_template (name, definition, used_at) VALUES (?, ?, ?)",
            (name, definition, now()),
        )

    async def remove_template(self, name: str) -> None:
        await self._database.write(self._remove_template, name)

    def _remove_template(self, name: str) -> None:
        self._database.execute("DELETE FROM campaign_template WHERE name = ?", (name,))
