"""What many pictures have in common, summed up by the database."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.change import Summary
from ideogram_desk.store.packing import listed

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable
    from sqlite3 import Cursor

    Query = Callable[[str, tuple[Any, ...]], Cursor]

MOST = 200  # tags, and different remarks, that are told

_THESE = "(SELECT value FROM json_each(?))"


def summary(query: Query, numbers: array[int]) -> Summary:
    these = listed(numbers)
    kinds = query(
        "SELECT rating, flag, label, favorite, model, coalesce(style_type, ''), aspect,"
        " trashed_at IS NOT NULL, stack IS NOT NULL, remark <> '', count(*),"
        f" coalesce(sum(bytes), 0), sum(cost) FROM picture WHERE number IN {_THESE}"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
        (these,),
    ).fetchall()

    def by(column: int) -> dict[Any, int]:
        found: Counter[Any] = Counter()
        for kind in kinds:
            found[kind[column]] += kind[10]
        return dict(found.most_common())

    cost = sum(kind[12] for kind in kinds)
    play = _play(query, these, cost)
    return Summary(
        count=sum(kind[10] for kind in kinds),
        ratings=by(0),
        flags=by(1),
        labels=by(2),
        favorites=by(3).get(1, 0),
        tags=_most(query, "tag", f"picture_tag WHERE picture IN {_THESE}", these),
        collections=_most(
            query, "collection", f"collection_picture WHERE picture IN {_THESE}", these
        ),
        remarks=_remarks(query, these, by(9)),
        models=by(4),
        styles=by(5),
        aspects=by(6),
        bytes=sum(kind[11] for kind in kinds),
        cost=cost - play,
        play=play,
        trashed=by(7).get(1, 0),
        stacked=by(8).get(1, 0),
    )


def _most(query: Query, value: str, where: str, these: str) -> dict[Any, int]:
    rows = query(
        f"SELECT {value}, count(*) AS many FROM {where} GROUP BY 1 ORDER BY many DESC, 1 LIMIT ?",
        (these, MOST),
    )
    return dict(rows.fetchall())


def _remarks(query: Query, these: str, has_one: dict[int, int]) -> dict[str, int]:
    some = f"picture WHERE number IN {_THESE} AND remark <> ''"
    found = _most(query, "remark", some, these) if 1 in has_one else {}
    return {**found, "": has_one[0]} if 0 in has_one else found


def _play(query: Query, these: str, cost: int) -> int:
    """How much of it is the sandbox's play money; who only ever had one kind is told at once."""
    charged = dict(
        query("SELECT sandbox, charged FROM account WHERE scope = '' AND charged > 0", ())
    )
    if 1 not in charged:
        return 0
    if 0 not in charged:
        return cost
    row = query(
        "SELECT coalesce(sum(picture.cost), 0) FROM picture JOIN job ON job.number = picture.job"
        f" WHERE picture.number IN {_THESE} AND job.sandbox = 1",
        (these,),
    ).fetchone()
    return int(row[0])
