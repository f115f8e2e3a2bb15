"""A search as SQL: one source that gives numbers in order, and what must hold of each.

Nothing is joined and then sorted on the way to the first page. `picture_facts` has all that a
condition asks of a picture, in the order of the grid; words come from FTS5 in that order too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from ideogram_desk.store import search_words
from ideogram_desk.store.rows import marks
from ideogram_desk.store.search_words import TRIGRAM, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.search_values import Search, Term
    from ideogram_desk.store.search_words import Ask, Sql

N = "{n}"  # where the picture's number stands in a condition
STACK = "CASE WHEN p.stack IS NULL THEN p.job ELSE -p.stack END"
LISTED = "p.shown AND p.trashed_at IS NULL"  # as the index says it
_FEW = 1000  # a tag of fewer pictures is gone through alone
_EITHER = ("model", "style", "aspect", "label", "campaign", "seed")  # one picture has but one
_STATES = {
    "favorite": "p.favorite = 1",
    "picked": "p.flag = 1",
    "rejected": "p.flag = -1",
    "unsafe": "p.is_safe IS 0",
    "reproduced": "p.job IN (SELECT number FROM job WHERE parent IS NOT NULL)",
    "exported": "p.exported_at IS NOT NULL",
    "missing": "p.missing_at IS NOT NULL",
}


class Query:
    """A search made ready for one database.

    `left_out` names kinds of filters that do not count; words are looked for above `since` only.
    """

    def __init__(
        self,
        ask: Ask,
        search: Search,
        *,
        in_parts: bool = False,
        left_out: Sequence[str] = (),
        stack: Sql | None = None,
        since: int | None = None,
    ) -> None:
        self._ask = ask
        self._since = since
        self.is_trash = search.is_trash
        self._sources: list[Sql] = [] if stack is None else [stack]
        self._facts: list[Sql] = []  # of the picture
        self._others: list[Sql] = []  # of its number alone
        terms = [one for one in search.terms if one.kind not in left_out]
        if in_parts:
            terms = [as_part(term) for term in terms]
        self._read(terms)
        if not self._sources and self.is_trash:
            source = "SELECT number AS n FROM picture INDEXED BY picture_trashed"
            self._sources.append((f"{source} WHERE trashed_at IS NOT NULL", []))
        self._source = self._sources.pop(0) if self._sources else None
        self._others += [(f"+{N} IN ({sql})", values) for sql, values in self._sources]
        # Words are taken away from what is hidden, but not from what lies in the trash.
        self.is_bare = (
            self._source is not None and " FROM picture" not in self._source[0]
            and not self._facts and not self.is_trash and stack is None
        )  # fmt: skip

    def _read(self, terms: list[Term]) -> None:
        by_kind: dict[str, list[Term]] = {}
        for term in terms:
            by_kind.setdefault(f"-{term.kind}" if term.negated else term.kind, []).append(term)
        self._either(by_kind)
        words, parts = by_kind.get("word", []), by_kind.get("part", [])
        if words:
            self._sources.append(search_words.source(self._ask, words, self._since))
        if parts:
            found = search_words.pieces([str(term.values[0]) for term in parts])
            self._sources.append(found)
        if unwanted := by_kind.get("-word"):
            self._others.append(search_words.without(self._ask, unwanted, N))
        for term in by_kind.get("-part", []):
            sql, values = search_words.pieces([str(term.values[0])])
            self._others.append((f"{N} NOT IN ({sql})", values))
        self._tags(by_kind.get("tag", []), by_kind.get("-tag", []))
        for term in by_kind.get("collection", []) + by_kind.get("-collection", []):
            self._collection(term)
        for kind in ("rating", "day", "size"):
            self._range(kind, by_kind.get(kind, []), by_kind.get(f"-{kind}", []))
        for term in by_kind.get("is", []) + by_kind.get("-is", []):
            if (state := _STATES.get(str(term.values[0]))) is not None:
                self._facts.append((f"NOT ({state})" if term.negated else state, []))

    # --- what a picture has one of ----------------------------------------------------------------

    def _either(self, by_kind: dict[str, list[Term]]) -> None:
        """Several of one kind are alternatives: a picture has one model and one seed."""
        for kind in _EITHER:
            if some := by_kind.get(kind):
                if kind == "seed":
                    sql, values = _one_of("seed", some, "")
                    source = "SELECT number AS n FROM picture INDEXED BY picture_seed"
                    self._sources.append((f"{source} WHERE seed IS NOT NULL AND {sql}", values))
                else:
                    self._facts.append(_one_of(kind, some))
            for term in by_kind.get(f"-{kind}", []):
                sql, values = _one_of(kind, [term])
                self._facts.append((f"NOT coalesce({sql}, 0)", values))

    def _range(self, kind: str, wanted: list[Term], unwanted: list[Term]) -> None:
        column = {"rating": "p.rating", "day": "p.created_at", "size": "coalesce(p.bytes, 0)"}[kind]
        exact = [one for one in wanted if one.low is not None and one.high is not None]
        open_ = [one for one in wanted if one not in exact]
        if exact:
            either = [_between(kind, column, one) for one in exact]
            sql = " OR ".join(one for one, _ in either)
            self._facts.append((f"({sql})", [value for _, some in either for value in some]))
        self._facts += [_between(kind, column, one) for one in open_]
        for one in unwanted:
            sql, values = _between(kind, column, one)
            self._facts.append((f"NOT ({sql})", values))

    # --- what a picture has many of ---------------------------------------------------------------

    def _tags(self, wanted: list[Term], unwanted: list[Term]) -> None:
        tags = [self._known_tags(term) for term in wanted]
        if not self._sources and tags:
            tags, common = self._rarest(tags)
            one = "SELECT picture AS n FROM picture_tag WHERE tag IN ({})"
            self._sources.append(
                (" INTERSECT ".join(one.replace("{}", marks(some)) for some in common),
                 [tag for some in common for tag in some])
            )  # fmt: skip
        has = "EXISTS (SELECT 1 FROM picture_tag WHERE tag IN ({}) AND picture = " + N + ")"
        self._others += [(has.replace("{}", marks(some)), list(some)) for some in tags]
        for term in unwanted:
            some = self._known_tags(replace(term, growing=False))
            self._others.append((f"NOT {has.replace('{}', marks(some))}", list(some)))

    def _known_tags(self, term: Term) -> list[object]:
        """The tag itself, or those that begin so while it is being typed."""
        tag = str(term.values[0])
        if term.growing:
            same = self._ask("SELECT 1 FROM picture_tag WHERE tag = ? LIMIT 1", (tag,)).fetchone()
            if same is None:
                begun = self._ask(
                    "WITH RECURSIVE known (tag) AS (SELECT (SELECT min(tag) FROM picture_tag"
                    " WHERE tag >= ?1) UNION ALL SELECT (SELECT min(picture_tag.tag) FROM"
                    " picture_tag WHERE picture_tag.tag > known.tag) FROM known WHERE"
                    " substr(known.tag, 1, ?2) = ?1 COLLATE NOCASE)"
                    " SELECT tag FROM known WHERE substr(tag, 1, ?2) = ?1 COLLATE NOCASE LIMIT 50",
                    (tag, len(tag)),
                ).fetchall()
                return [row[0] for row in begun] or [tag]
        return [tag]

    def _rarest(self, tags: list[list[object]]) -> tuple[list[list[object]], list[list[object]]]:
        """Tags to be asked for at each picture, and those whose pictures are gone through.

        Common ones are gone through side by side, which costs less than asking.
        """
        if len(tags) == 1:
            return [], tags if len(tags[0]) == 1 else tags * 2  # which makes each picture come once
        counts = [self._frequency(some) for some in tags]
        if min(counts) == _FEW:
            return [], tags
        rarest = counts.index(min(counts))
        rest = tags[:rarest] + tags[rarest + 1 :]
        return rest, [tags[rarest]] if len(tags[rarest]) == 1 else [tags[rarest]] * 2

    def _frequency(self, tags: list[object]) -> int:
        row = self._ask(
            f"SELECT count(*) FROM (SELECT 1 FROM picture_tag WHERE tag IN ({marks(tags)})"
            f" LIMIT {_FEW})",
            tuple(tags),
        ).fetchone()
        return int(row[0])

    def _collection(self, term: Term) -> None:
        name = str(term.values[0])
        found = self._ask("SELECT id FROM collection WHERE name = ? COLLATE NOCASE", (name,))
        if not (rows := found.fetchall()) and term.growing:
            rows = self._ask(
                "SELECT id FROM collection WHERE name LIKE ? ESCAPE '\\'", (f"{escaped(name)}%",)
            ).fetchall()
        ids: list[object] = [row[0] for row in rows]
        where = f"FROM collection_picture WHERE collection IN ({marks(ids)})"
        if term.negated or self._sources:
            not_ = "NOT " if term.negated else ""
            self._others.append((f"{not_}EXISTS (SELECT 1 {where} AND picture = {N})", ids))
        else:
            self._sources.append((f"SELECT DISTINCT picture AS n {where}", ids))

    # --- the statement ----------------------------------------------------------------------------

    def add(self, sql: str, *values: object) -> None:
        """One more condition on the picture `p`."""
        self._facts.append((sql, list(values)))
        self.is_bare = False

    def numbers(self, *, oldest: bool = False, limit: int | None = None) -> Sql:
        """The numbers alone."""
        order = "ASC" if oldest else "DESC"
        tail = "" if limit is None else f" LIMIT {int(limit)}"
        if not self.is_bare or self._source is None:
            sql, values = self.rows(N, order=f"{N} {order}")
            return sql + tail, values
        source, values = self._source
        where, more = self._where(self._others, "s.n")
        trash = "s.n NOT IN (SELECT number FROM picture WHERE trashed_at IS NOT NULL)"
        ordered = f"({source} ORDER BY 1 {order} LIMIT -1) AS s"
        return f"SELECT s.n FROM {ordered} WHERE {trash}{where}{tail}", [*values, *more]

    def rows(self, columns: str, *, order: str = "", tables: str = "", tail: str = "") -> Sql:
        """Columns of the pictures `p`; those sorted by number alone come as they are found."""
        by_number = order in (f"{N} ASC", f"{N} DESC")
        facts = "picture AS p"
        if not self.is_trash:
            is_plain = columns == N and not self._facts and self._source is None
            facts += f" INDEXED BY picture_{'listed' if is_plain else 'facts'}"
        values: list[object] = []
        if self._source is None:
            n, origin = "p.number", facts
        else:
            source, values = self._source
            sorted_ = f" ORDER BY 1 {order.rsplit(maxsplit=1)[-1]} LIMIT -1" if by_number else ""
            n = "s.n"
            origin = f"({source}{sorted_}) AS s CROSS JOIN {facts} ON p.number = s.n"
        where, more = self._where([*self._facts, *self._others], n)
        listed = "p.trashed_at IS NOT NULL" if self.is_trash else LISTED
        sql = f"SELECT {columns} FROM {origin}{tables} WHERE {listed}{where}{tail}"
        if order and not (by_number and self._source is not None):
            sql += f" ORDER BY {order}"
        return sql.replace(N, n), [*values, *more]

    @staticmethod
    def _where(conditions: Sequence[Sql], n: str) -> Sql:
        where = "".join(f" AND {sql}" for sql, _ in conditions).replace(N, n)
        return where, [value for _, values in conditions for value in values]


def as_part(term: Term) -> Term:
    """A word that nothing has, to be looked for inside words."""
    if term.kind != "word" or term.negated or len(str(term.values[0])) < TRIGRAM:
        return term
    return replace(term, kind="part", growing=False)


def _one_of(kind: str, terms: list[Term], p: str = "p.") -> Sql:
    values = [value for term in terms for value in term.values]
    match kind:
        case "model":
            return f"{p}model COLLATE NOCASE IN ({marks(values)})", values
        case "style" | "campaign":
            column = f"{p}campaign" if kind == "campaign" else f"coalesce({p}style_type, '')"
            begun = [f"{escaped(str(term.values[0]))}%" for term in terms if term.growing]
            likes = "".join(f" OR {column} LIKE ? ESCAPE '\\'" for _ in begun)
            return f"({column} IN ({marks(values)}){likes})", [*values, *begun]
        case _:
            return f"{p}{kind} IN ({marks(values)})", values


def _between(kind: str, column: str, term: Term) -> Sql:
    low, high = term.low, term.high
    if kind == "day":
        low = None if low is None else midnight(low)
        high = None if high is None else midnight(high + 1) - 1
    bounds = [(f"{column} >= ?", low), (f"{column} <= ?", high)]
    told = [(sql, value) for sql, value in bounds if value is not None]
    return "(" + " AND ".join(sql for sql, _ in told) + ")", [value for _, value in told]


def midnight(day: int) -> int:
    """When a local day begins, by its ordinal, in milliseconds since 1970."""
    day = max(date(1970, 1, 3).toordinal(), min(day, date(2500, 1, 1).toordinal()))
    begin = datetime.combine(date.fromordinal(day), time()).astimezone()
    return round(begin.timestamp() * 1000)
