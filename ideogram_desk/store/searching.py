"""Finding pictures: the rows of a view in its order, with its groups and stacks."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.search import parse
from ideogram_desk.domain.search_dates import local_today
from ideogram_desk.domain.search_values import Found, Group, Grouping, Search, Sort, View
from ideogram_desk.store.arranging import (
    Arranged,
    Days,
    by_days,
    by_groups,
    by_stacks,
    by_turns,
    key_of,
    title_of,
)
from ideogram_desk.store.reading import Reading
from ideogram_desk.store.rows import marks
from ideogram_desk.store.search_sql import STACK, N, Query, as_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ideogram_desk.store.search_words import Sql

_CHUNK = 5000  # rows fetched at once: the GUI thread gets its turn between two chunks
_PAGE = 500  # numbers in one IN list
_RECENT = (20_000, 200_000)  # pictures
_TITLE = 120  # letters of a run's prompt
_MOST_TITLES = 20_000  # runs that are told by their prompts; of more, reading them takes too long

# The orders that are not the numbers' own, with the rows that each part of it is made of.
_ORDERS = {
    Sort.NEWEST: ((f"{N} DESC", ""),),
    Sort.OLDEST: ((f"{N} ASC", ""),),
    # Most pictures have no rating: they come as they are found, and need no sorting.
    Sort.RATING: ((f"p.rating DESC, {N} DESC", "p.rating > 0"), (f"{N} DESC", "p.rating = 0")),
    Sort.SIZE: ((f"p.bytes DESC, {N} DESC", ""),),
}
_KEYS = {
    Grouping.NONE: "0",
    Grouping.DAY: "p.created_at",
    Grouping.CAMPAIGN: "p.campaign",
    Grouping.RUN: "p.job",
}


class Searching(Reading):
    """The part of the engine's LibraryStore that finds."""

    async def find(
        self, view: View, *, today: date | None = None, limit: int | None = None
    ) -> Found:
        return await self._database.read(self._find, view, today or local_today(), limit)

    def _find(self, view: View, today: date, limit: int | None) -> Found:
        search = parse(view.text, today)
        found = self._arranged(search, view, today, limit, in_parts=False)
        if found.numbers or not may_be_parts(search):
            return found
        in_parts = self._arranged(search, view, today, limit, in_parts=True)
        return in_parts if in_parts.numbers else found

    def _arranged(
        self, search: Search, view: View, today: date, limit: int | None, *, in_parts: bool
    ) -> Found:
        if view.grouping is Grouping.NONE and not view.stacked:
            return Found(self._in_order(search, view.sort, limit, in_parts), in_parts=in_parts)
        arranged = self._keyed(search, view, in_parts)
        numbers, stacks = arranged.numbers, arranged.stacks
        return Found(
            numbers if limit is None else numbers[:limit],
            self._groups(view.grouping, arranged, today),
            (stacks if limit is None else stacks[:limit]) if view.stacked else None,
            in_parts,
        )

    def _in_order(
        self, search: Search, sort: Sort, limit: int | None, in_parts: bool
    ) -> array[int]:
        found: array[int] = array("q")
        if sort in (Sort.NEWEST, Sort.OLDEST):
            if limit is not None and sort is Sort.NEWEST and _has_words(search):
                for since in self._recent():
                    found = self._numbers_of(search, limit=limit, in_parts=in_parts, since=since)
                    if len(found) >= limit:
                        return found
            return self._numbers_of(
                search, oldest=sort is Sort.OLDEST, limit=limit, in_parts=in_parts
            )
        for rows in self._parts(search, sort, N, in_parts):
            found.extend([row[0] for row in rows])
            if limit is not None and len(found) >= limit:
                return found[:limit]
        return found

    def _numbers_of(
        self,
        search: Search,
        *,
        oldest: bool = False,
        limit: int | None,
        in_parts: bool,
        since: int | None = None,
    ) -> array[int]:
        query = Query(self._database.query, search, in_parts=in_parts, since=since)
        found: array[int] = array("q")
        for rows in self._chunks(query.numbers(oldest=oldest, limit=limit)):
            found.extend([row[0] for row in rows])
        return found

    def _recent(self) -> list[int]:
        """Numbers that not many pictures are newer than: mostly the first page is among those."""
        newest = self._database.query("SELECT max(number) FROM picture").fetchone()[0] or 0
        return [newest - span for span in _RECENT if span < newest]

    def _keyed(self, search: Search, view: View, in_parts: bool) -> Arranged:
        columns = f"{N}, {_KEYS[view.grouping]}" + (f", {STACK}" if view.stacked else "")
        chunks = self._parts(search, view.sort, columns, in_parts)
        by_time = view.sort in (Sort.NEWEST, Sort.OLDEST)
        if view.grouping is Grouping.DAY and by_time and not view.stacked:
            return by_days(chunks)
        if view.grouping is Grouping.RUN and by_time and not view.stacked:
            return by_turns(chunks)
        if view.grouping is Grouping.DAY:
            chunks = Days().dated(chunks)
        return by_stacks(chunks, view.sort) if view.stacked else by_groups(chunks, view.sort)

    def _parts(self, search: Search, sort: Sort, columns: str, in_parts: bool) -> Iterator[Any]:
        """The rows of all parts of an order, in chunks."""
        for order, condition in _ORDERS[sort]:
            query = Query(self._database.query, search, in_parts=in_parts)
            if condition:
                query.add(condition)
            yield from self._chunks(query.rows(columns, order=order))

    def _chunks(self, statement: Sql) -> Iterator[list[Any]]:
        sql, values = statement
        cursor = self._database.query(sql, tuple(values))
        while rows := cursor.fetchmany(_CHUNK):
            yield rows

    # --- groups and stacks ------------------------------------------------------------------------

    def _groups(self, grouping: Grouping, arranged: Arranged, today: date) -> tuple[Group, ...]:
        if grouping is Grouping.NONE:
            return ()
        keys, counts = arranged.keys, arranged.counts
        if grouping is Grouping.RUN:
            titles = self._prompts_of(keys) if len(keys) <= _MOST_TITLES else {}
            return tuple(
                [
                    Group(str(key), titles.get(key) or f"Run {key}", count)
                    for key, count in zip(keys, counts, strict=True)
                ]
            )
        return tuple(
            Group(key_of(grouping, key), title_of(grouping, key, today), count)
            for key, count in zip(keys, counts, strict=True)
        )

    def _prompts_of(self, jobs: list[object]) -> dict[object, str]:
        found: dict[object, str] = {}
        for start in range(0, len(jobs), _PAGE):
            some = jobs[start : start + _PAGE]
            found.update(
                self._database.query(
                    f"SELECT number, substr(json_extract(request, '$.prompt'), 1, {_TITLE})"
                    f" FROM job WHERE number IN ({marks(some)})",
                    tuple(some),
                ).fetchall()
            )
        return found

    async def count(self, view: View, *, today: date | None = None) -> int:
        return await self._database.read(self._count_of, view, today or local_today())

    def _count_of(self, view: View, today: date) -> int:
        search = parse(view.text, today)
        for in_parts in (False, True):
            query = Query(self._database.query, search, in_parts=in_parts)
            sql, values = query.numbers()
            (count,) = self._database.query(
                f"SELECT count(*) FROM ({sql})", tuple(values)
            ).fetchone()
            if count or not may_be_parts(search):
                break
        return int(count)

    async def stack(self, number: int, view: View, *, today: date | None = None) -> array[int]:
        return await self._database.read(self._stack, number, view, today or local_today())

    def _stack(self, number: int, view: View, today: date) -> array[int]:
        row = self._database.query(
            "SELECT job, stack FROM picture WHERE number = ?", (number,)
        ).fetchone()
        if row is None:
            return array("q")
        job, stack = row
        members = "SELECT number AS n FROM picture WHERE"
        source: Sql = (
            (f"{members} job = ? AND stack IS NULL", [job])
            if stack is None
            else (f"{members} stack = ?", [stack])
        )
        search = parse(view.text, today)
        found: array[int] = array("q")
        for in_parts in (False, True):
            for order, condition in _ORDERS[view.sort]:
                query = Query(self._database.query, search, in_parts=in_parts, stack=source)
                if condition:
                    query.add(condition)
                for rows in self._chunks(query.rows(N, order=order)):
                    found.extend([row[0] for row in rows])
            if found:
                break
        return found

    # --- the command line's own -------------------------------------------------------------------

    async def numbers(self, query: str, *, stored: bool = False) -> array[int]:
        return await self._database.read(self._numbers, query, stored)

    def _numbers(self, text: str, stored: bool) -> array[int]:
        search = parse(text, local_today())
        found: array[int] = array("q")
        for in_parts in (False, True):
            query = Query(self._database.query, search, in_parts=in_parts)
            if stored:
                query.add("p.state = 'stored'")
            for rows in self._chunks(query.numbers()):
                found.extend([row[0] for row in rows])
            if found or not may_be_parts(search):
                break
        return found


def _has_words(search: Search) -> bool:
    return any(term.kind == "word" and not term.negated for term in search.terms)


def may_be_parts(search: Search) -> bool:
    """Whether words of it could be looked for inside words, where nothing has them whole."""
    return any(as_part(term) is not term for term in search.terms)
