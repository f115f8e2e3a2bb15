"""What everything that reads the library stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ideogram_desk.store.database import Database


class Reading:
    """Reads through connections that cannot write."""

    def __init__(self, database: Database) -> None:
        self._database = database
