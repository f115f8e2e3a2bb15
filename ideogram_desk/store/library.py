"""Reading the library: the grid's numbers and pages, records, search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import NotFound
from ideogram_desk.domain.job import Job, JobState, Picture, Tile
from ideogram_desk.store.batches import Batches
from ideogram_desk.store.facets import Counting
from ideogram_desk.store.overview import Overview
from ideogram_desk.store.rows import (
    JOB,
    PICTURE,
    TILE,
    find_job,
    job_of,
    marks,
    picture_of,
    tile_of,
)
from ideogram_desk.store.saved_searches import SavedSearches
from ideogram_desk.store.searching import Searching

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAGE = 500  # numbers in one IN list


class Library(Overview, Batches, Searching, Counting, SavedSearches):
    """The engine's LibraryStore over a Database."""

    async def tiles(self, numbers: Sequence[int]) -> list[Tile]:
        return await self._database.read(self._tiles, tuple(numbers))

    def _tiles(self, numbers: tuple[int, ...]) -> list[Tile]:
        cursor = self._database.query(
            f"SELECT {TILE} FROM picture JOIN job ON job.number = picture.job"
            f" WHERE picture.number IN ({marks(numbers)})",
            numbers,
        )
        by_number = {row[0]: tile_of(row) for row in cursor}
        return [by_number[number] for number in numbers if number in by_number]

    async def pictures(self, numbers: Sequence[int]) -> list[Picture]:
        return await self._database.read(self._pictures, tuple(numbers))

    def _pictures(self, numbers: tuple[int, ...]) -> list[Picture]:
        by_number: dict[int, Picture] = {}
        for start in range(0, len(numbers), _PAGE):
            some = numbers[start : start + _PAGE]
            cursor = self._database.query(
                f"SELECT {PICTURE} FROM picture JOIN job ON job.number = picture.job"
                f" WHERE picture.number IN ({marks(some)})",
                some,
            )
            by_number.update((row[0], picture_of(row)) for row in cursor)
        return [by_number[number] for number in numbers if number in by_number]

    async def picture(self, picture_id: str) -> Picture:
        return await self._database.read(self._picture, picture_id)

    def _picture(self, picture_id: str) -> Picture:
        row = self._database.query(
            f"SELECT {PICTURE} FROM picture JOIN job ON job.number = picture.job"
            " WHERE picture.id = ?",
            (picture_id.casefold(),),
        ).fetchone()
        if row is None:
            raise NotFound(f"There is no picture {picture_id}.")
        return picture_of(row)

    async def job(self, job_id: str) -> Job:
        return await self._database.read(self._job, job_id)

    def _job(self, job_id: str) -> Job:
        return find_job(self._database.query, job_id)

    async def jobs(self, states: Sequence[JobState] | None = None, limit: int = 500) -> list[Job]:
        return await self._database.read(self._jobs, tuple(states or JobState), limit)

    def _jobs(self, states: tuple[JobState, ...], limit: int) -> list[Job]:
        cursor = self._database.query(
            f"SELECT {JOB} FROM job WHERE state IN ({marks(states)}) ORDER BY number DESC LIMIT ?",
            (*states, limit),
        )
        return [job_of(row) for row in cursor]

    async def pictures_of(self, job_ids: Sequence[str]) -> dict[str, list[Picture]]:
        return await self._database.read(self._pictures_of, tuple(job_ids))

    def _pictures_of(self, job_ids: tuple[str, ...]) -> dict[str, list[Picture]]:
        found: dict[str, list[Picture]] = {job_id: [] for job_id in job_ids}
        for start in range(0, len(job_ids), _PAGE):
            some = job_ids[start : start + _PAGE]
            cursor = self._database.query(
                f"SELECT {PICTURE} FROM job JOIN picture ON picture.job = job.number"
                f" WHERE job.id IN ({marks(some)}) ORDER BY job.number, picture.idx",
                some,
            )
            for row in cursor:
                picture = picture_of(row)
                found[picture.job].append(picture)
        return found

    async def prompts(self, limit: int) -> list[str]:
        return await self._database.read(self._prompts, limit)

    def _prompts(self, limit: int) -> list[str]:
        cursor = self._database.query(
            "SELECT json_extract(request, '$.prompt') AS prompt FROM"
            " (SELECT number, request FROM job ORDER BY number DESC LIMIT ?)"
            " GROUP BY prompt ORDER BY max(number) DESC",
            (limit,),
        )
        return [row[0] for row in cursor]

    async def answer_of(self, job_id: str) -> bytes:
        return await self._database.read(self._answer_of, job_id)

    def _answer_of(self, job_id: str) -> bytes:
        row = self._database.query(
            "SELECT coalesce(attempt.result, attempt.reply) FROM attempt JOIN job"
            " ON job.number = attempt.job WHERE job.id = ?"
            " AND coalesce(attempt.result, attempt.reply) IS NOT NULL ORDER BY n DESC LIMIT 1",
            (job_id,),
        ).fetchone()
        return bytes(row[0]) if row else b""
