"""How many pictures of a search there are of each kind, and the words its filters can take."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.search import parse, quoted
from ideogram_desk.domain.search_dates import local_today
from ideogram_desk.domain.search_filters import LABELS, STATES, model_name
from ideogram_desk.domain.search_values import Facet, Facets, Search, Vocabulary
from ideogram_desk.store.kinds import OF_STATE, counted, kind_of, rules
from ideogram_desk.store.reading import Reading
from ideogram_desk.store.search_sql import Query
from ideogram_desk.store.searching import may_be_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from ideogram_desk.domain.search_values import View
    from ideogram_desk.store.search_words import Sql

    Row = tuple[Any, ...]
    Count = dict[Any, int]

_COLUMNS = "p.model, p.style_type, p.aspect, p.rating, p.label, p.flag, p.favorite"
_LARGE = 150_000  # pictures
_CHUNK = 5000  # rows fetched at once
_MOST = 200  # tags and campaigns that are counted out


class Counting(Reading):
    """The part of the engine's LibraryStore that counts."""

    async def facets(self, view: View, *, today: date | None = None) -> Facets:
        return await self._database.read(self._facets, view, today or local_today())

    def _facets(self, view: View, today: date) -> Facets:
        search = parse(view.text, today)
        in_parts = may_be_parts(search) and self._is_empty(search)
        kept = [one for one in search.terms if kind_of(one) is None]
        base = Search(search.text, tuple(kept))
        total, counts = counted(self._cells(base, in_parts), rules(search.terms))
        return Facets(
            total=total,
            models=_told(counts["model"], "model", model_name, "", written=model_name),
            styles=_told(counts["style"], "style", str.capitalize, ""),
            aspects=_told(counts["aspect"], "aspect", str, ""),
            ratings=tuple(
                Facet(f"rating:{stars}", _stars(stars), counts["rating"][stars])
                for stars in range(5, -1, -1)
                if counts["rating"].get(stars)
            ),
            labels=tuple(
                Facet(f"label:{LABELS[label]}", LABELS[label].capitalize(), counts["label"][label])
                for label in range(1, len(LABELS))
                if counts["label"].get(label)
            ),
            flags=tuple(
                Facet(f"is:{state}", STATES[state], counts["flag"][value])
                for state, (kind, value) in OF_STATE.items()
                if kind == "flag" and counts["flag"].get(value)
            ),
            favorites=(
                (Facet("is:favorite", STATES["favorite"], counts["favorite"][1]),)
                if counts["favorite"].get(1)
                else ()
            ),
            tags=self._tags(search, in_parts),
            campaigns=self._campaigns(search, in_parts),
            collections=self._collections(search, in_parts),
        )

    def _is_empty(self, search: Search) -> bool:
        sql, values = Query(self._database.query, search).numbers(limit=1)
        return self._database.query(sql, tuple(values)).fetchone() is None

    def _cells(self, search: Search, in_parts: bool) -> Iterable[Row]:
        query = Query(self._database.query, search, in_parts=in_parts)
        if not search.terms:  # straight from the index that has them in this order
            return self._database.query(
                f"SELECT {_COLUMNS}, count(*) FROM picture AS p INDEXED BY picture_kinds"
                f" WHERE p.shown AND p.trashed_at IS NULL GROUP BY {_COLUMNS}"
            )
        if self._is_large(query):
            numbers, values = query.numbers()
            return self._database.query(
                f"SELECT {_COLUMNS}, count(*) FROM picture AS p INDEXED BY picture_kinds"
                f" WHERE p.shown AND p.trashed_at IS NULL AND +p.number IN ({numbers})"
                f" GROUP BY {_COLUMNS}",
                tuple(values),
            )
        return [(*cell, many) for cell, many in self._tallied(query.rows(_COLUMNS)).items()]

    def _is_large(self, query: Query) -> bool:
        """Whether going through the whole library costs less than sorting what is found."""
        if query.is_trash:
            return False
        sql, values = query.numbers(limit=_LARGE)
        (count,) = self._database.query(f"SELECT count(*) FROM ({sql})", tuple(values)).fetchone()
        return bool(count == _LARGE)

    def _tallied(self, statement: Sql) -> Counter[Row]:
        sql, values = statement
        found: Counter[Row] = Counter()
        cursor = self._database.query(sql, tuple(values))
        while rows := cursor.fetchmany(_CHUNK):
            found.update(rows)
        return found

    # --- what a picture has many of ---------------------------------------------------------------

    def _tags(self, search: Search, in_parts: bool) -> tuple[Facet, ...]:
        if not search.terms:
            return _of_tags(self._all_tags())
        query = Query(self._database.query, search, in_parts=in_parts)
        if self._is_large(query):
            numbers, values = query.numbers()
            cursor = self._database.query(
                f"SELECT tag, count(*) AS many FROM picture_tag WHERE picture IN ({numbers})"
                f" GROUP BY tag ORDER BY many DESC, tag LIMIT {_MOST}",
                tuple(values),
            )
            return _of_tags(cursor.fetchall())
        tags = " CROSS JOIN picture_tag AS t ON t.picture = p.number"
        tallied = {
            row[0]: many for row, many in self._tallied(query.rows("t.tag", tables=tags)).items()
        }
        most = sorted(_folded(tallied).items(), key=lambda item: (-item[1], item[0].casefold()))
        return _of_tags(most[:_MOST])

    def _all_tags(self) -> list[Row]:
        return self._database.query(
            "SELECT tag, count(*) AS many FROM picture_tag WHERE picture NOT IN"
            " (SELECT number FROM picture WHERE trashed_at IS NOT NULL)"
            f" GROUP BY tag ORDER BY many DESC, tag LIMIT {_MOST}"
        ).fetchall()

    def _collections(self, search: Search, in_parts: bool) -> tuple[Facet, ...]:
        if not self._is_there("FROM collection_picture"):
            return ()
        rows = self._many(
            search,
            in_parts,
            "c.name",
            "collection_picture AS m ON m.picture = p.number CROSS JOIN collection AS c"
            " ON c.id = m.collection",
            most=-1,
        )
        return tuple(Facet(f"collection:{quoted(name)}", name, count) for name, count in rows)

    def _many(
        self, search: Search, in_parts: bool, column: str, table: str, most: int = _MOST
    ) -> list[Row]:
        query = Query(self._database.query, search, in_parts=in_parts)
        sql, values = query.rows(
            f"{column}, count(*) AS many",
            tables=f" CROSS JOIN {table}",
            tail=f" GROUP BY {column} ORDER BY many DESC, {column} LIMIT {most}",
        )
        return self._database.query(sql, tuple(values)).fetchall()

    def _campaigns(self, search: Search, in_parts: bool) -> tuple[Facet, ...]:
        rows: list[Row]
        others = [term for term in search.terms if term.kind != "campaign"]
        if not self._is_there("FROM picture INDEXED BY picture_campaign WHERE campaign <> ''"):
            rows = []
        elif not others:
            rows = self._all_campaigns()
        else:
            query = Query(self._database.query, search, in_parts=in_parts, left_out=("campaign",))
            query.add("p.campaign <> ''")
            sql, values = query.rows(
                "p.campaign, count(*) AS many",
                tail=f" GROUP BY p.campaign ORDER BY many DESC, p.campaign LIMIT {_MOST}",
            )
            rows = self._database.query(sql, tuple(values)).fetchall()
        return tuple(Facet(f"campaign:{quoted(name)}", name, count) for name, count in rows)

    def _is_there(self, where: str) -> bool:
        return self._database.query(f"SELECT 1 {where} LIMIT 1").fetchone() is not None

    def _all_campaigns(self) -> list[Row]:
        return self._database.query(
            "SELECT campaign, count(*) AS many FROM picture INDEXED BY picture_campaign"
            " WHERE campaign <> '' AND number NOT IN"
            " (SELECT number FROM picture WHERE trashed_at IS NOT NULL)"
            f" GROUP BY campaign ORDER BY many DESC, campaign LIMIT {_MOST}"
        ).fetchall()

    # --- vocabulary -------------------------------------------------------------------------------

    async def vocabulary(self) -> Vocabulary:
        return await self._database.read(self._vocabulary)

    def _vocabulary(self) -> Vocabulary:
        _, counts = counted(self._cells(Search(""), in_parts=False), {})
        names = self._database.query("SELECT DISTINCT name FROM collection ORDER BY name")

        def most_used(kind: str) -> tuple[str, ...]:
            return tuple(sorted(filter(None, counts[kind]), key=lambda one: -counts[kind][one]))

        return Vocabulary(
            tags=tuple((tag, count) for tag, count in self._all_tags()),
            models=most_used("model"),
            styles=most_used("style"),
            aspects=most_used("aspect"),
            campaigns=tuple(name for name, _ in self._all_campaigns()),
            collections=tuple(row[0] for row in names),
        )


def _of_tags(rows: Iterable[Row]) -> tuple[Facet, ...]:
    return tuple(Facet(f"tag:{quoted(tag)}", tag, count) for tag, count in rows)


def _folded(counts: Count) -> Count:
    """One tag is one tag, however its letters are written."""
    spelled: dict[str, str] = {}
    found: Count = {}
    for tag, count in counts.items():
        spelling = spelled.setdefault(tag.lower(), tag)
        found[spelling] = found.get(spelling, 0) + count
    return found


def _told(
    counts: Count,
    kind: str,
    label: Callable[[str], str],
    without: str,
    written: Callable[[str], str] = str,
) -> tuple[Facet, ...]:
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Facet(f"{kind}:{quoted(written(value))}", label(value), count)
        for value, count in most
        if value != without
    )


def _stars(count: int) -> str:
    return "No rating" if not count else "1 star" if count == 1 else f"{count} stars"
