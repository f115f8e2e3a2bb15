"""Rows of a search put in groups and stacks, a row at a time: a million are read in chunks."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.search_dates import told
from ideogram_desk.domain.search_values import Grouping, Sort
from ideogram_desk.store.search_sql import midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Chunks = Iterable[list[Any]]  # of rows

_MOST = 65_535  # pictures that a closed stack's badge counts up to


@dataclass(slots=True)
class Bucket:
    """The rows of one group, in the order of the list."""

    numbers: array[int] = field(default_factory=lambda: array("q"))
    stacks: array[int] = field(default_factory=lambda: array("H"))


@dataclass(slots=True)
class Arranged:
    """All rows in order, with the groups that they are in and how many each has."""

    numbers: array[int] = field(default_factory=lambda: array("q"))
    stacks: array[int] = field(default_factory=lambda: array("H"))
    keys: list[Any] = field(default_factory=list)
    counts: array[int] = field(default_factory=lambda: array("q"))

    def add(self, key: object, bucket: Bucket) -> None:
        self.keys.append(key)
        self.counts.append(len(bucket.numbers))
        self.numbers.extend(bucket.numbers)
        self.stacks.extend(bucket.stacks)


def by_turns(chunks: Chunks) -> Arranged:
    """Rows of (number, group) that come group by group, as runs do in the order of time.

    A run that got a picture later than the next one began is put together again.
    """
    found = Arranged()
    begins: list[int] = []
    current: object = None
    append = found.numbers.append
    for rows in chunks:
        for number, group in rows:
            if group != current:
                current = group
                found.keys.append(group)
                begins.append(len(found.numbers))
            append(number)
    return _ended(found, begins)


def by_days(chunks: Chunks) -> Arranged:
    """Rows of (number, time) in the order of time, by local days."""
    found, days = Arranged(), Days()
    begins: list[int] = []
    begin = end = 0
    append = found.numbers.append
    for rows in chunks:
        for number, time in rows:
            if not begin <= time < end:
                found.keys.append(days.of(time))
                begins.append(len(found.numbers))
                begin, end = days.begin, days.end
            append(number)
    return _ended(found, begins)


def _ended(found: Arranged, begins: list[int]) -> Arranged:
    if len(set(found.keys)) != len(found.keys):
        return _joined(found, begins)
    ends = [*begins[1:], len(found.numbers)]
    found.counts.extend([end - begin for begin, end in zip(begins, ends, strict=True)])
    return found


def _joined(turns: Arranged, begins: list[int]) -> Arranged:
    buckets: dict[object, Bucket] = {}
    ends = [*begins[1:], len(turns.numbers)]
    for key, begin, end in zip(turns.keys, begins, ends, strict=True):
        buckets.setdefault(key, Bucket()).numbers.extend(turns.numbers[begin:end])
    return _in_order(buckets, Sort.NEWEST)


def by_groups(chunks: Chunks, sort: Sort) -> Arranged:
    """Rows of (number, group) that come in any order."""
    buckets: dict[object, Bucket] = {}
    for rows in chunks:
        for number, group in rows:
            bucket = buckets.get(group)
            if bucket is None:
                bucket = buckets[group] = Bucket()
            bucket.numbers.append(number)
    return _in_order(buckets, sort)


def by_stacks(chunks: Chunks, sort: Sort) -> Arranged:
    """Rows of (number, group, stack); of each stack in a group its first picture is a row."""
    buckets: dict[object, Bucket] = {}
    places: dict[tuple[object, int], int] = {}
    for number, group, stack in chain.from_iterable(chunks):
        bucket = buckets.get(group)
        if bucket is None:
            bucket = buckets[group] = Bucket()
        place = places.setdefault((group, stack), len(bucket.numbers))
        if place == len(bucket.numbers):
            bucket.numbers.append(number)
            bucket.stacks.append(1)
        elif bucket.stacks[place] < _MOST:
            bucket.stacks[place] += 1
    return _in_order(buckets, sort)


def _in_order(buckets: dict[object, Bucket], sort: Sort) -> Arranged:
    """The group with the newest picture first; with the oldest first where that is the order."""
    items = list(buckets.items())
    if sort not in (Sort.NEWEST, Sort.OLDEST):  # else they came like that
        items.sort(key=lambda item: max(item[1].numbers), reverse=True)
    found = Arranged()
    for key, bucket in items:
        found.add(key, bucket)
    return found


class Days:
    """Turns times into local days, as ordinals; neighbours mostly share one."""

    def __init__(self) -> None:
        self.begin = self.end = self._day = 0  # of the day last told, in milliseconds

    def of(self, milliseconds: int) -> int:
        if not self.begin <= milliseconds < self.end:
            moment = datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone()
            self._day = moment.date().toordinal()
            self.begin, self.end = midnight(self._day), midnight(self._day + 1)
        return self._day

    def dated(self, chunks: Chunks) -> Iterator[list[tuple[Any, ...]]]:
        """The rows with the day in the place of their time, the second column."""
        for rows in chunks:
            yield [(row[0], self.of(row[1]), *row[2:]) for row in rows]


def title_of(grouping: Grouping, key: object, today: date) -> str:
    """A group's heading; a run's is its prompt, which is not told here."""
    if grouping is Grouping.CAMPAIGN:
        return str(key) or "No campaign"
    assert isinstance(key, int)
    day = date.fromordinal(key)
    apart = (today - day).days
    name = {0: "Today · ", 1: "Yesterday · "}.get(apart, "")
    return f"{name}{told(day, day)}"


def key_of(grouping: Grouping, key: object) -> str:
    if grouping is Grouping.DAY:
        assert isinstance(key, int)
        return date.fromordinal(key).isoformat()
    return str(key)
