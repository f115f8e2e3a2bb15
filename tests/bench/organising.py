"""What changes to a big library cost, and taking them back.

    python -m tests.bench.organising [--pictures 10000 100000 1000000] [--folder DIR]

The goal is for 10,000 pictures out of the whole library, anywhere in it: tagged in less than a
second, and the same for the undo. What is done to all of the library is told without a bound.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from array import array
from pathlib import Path

from ideogram_desk.domain.change import (
    Collect,
    Flag,
    NewCollection,
    Rate,
    Remark,
    Stack,
    Tag,
    Trash,
)
from ideogram_desk.store.database import Database
from ideogram_desk.store.organising import Organising
from tests.bench import library

GOAL = 1000  # milliseconds
SOME = 10_000
AGAIN = 3  # times; the middle one is told


class Bench:
    def __init__(self, path, count):
        self.count = count
        self.database = Database(path)
        self.organising = Organising(self.database)
        self.kept = True

    async def timed(self, work):
        started = time.perf_counter()
        outcome = await work
        return (time.perf_counter() - started) * 1000, outcome

    async def row(self, what, change, bound=None):
        there, back = [], []
        for _ in range(AGAIN if bound else 1):
            milliseconds, outcome = await self.timed(self.organising.change(change))
            assert outcome is not None, what
            there.append(milliseconds)
            milliseconds, undone = await self.timed(self.organising.undo())
            assert len(undone.numbers) == len(outcome.numbers)
            back.append(milliseconds)
        changed, undone = sorted(there)[len(there) // 2], sorted(back)[len(back) // 2]
        self.say(what, f"{changed:8.0f} ms, undo {undone:6.0f} ms", bound, max(changed, undone))

    async def read(self, what, work, bound):
        milliseconds, _ = await self.timed(work)
        self.say(what, f"{milliseconds:8.1f} ms", bound, milliseconds)

    def say(self, what, figure, bound, milliseconds):
        kept = bound is None or milliseconds <= bound
        self.kept = self.kept and kept
        goal = f"<= {bound:,} ms" if bound else ""
        print(f"{self.count:>9,}  {what:36} {figure:32} {goal:12} {'' if kept else 'NO'}",
              flush=True)  # fmt: skip

    async def run(self):
        every = array("q", range(1, self.count + 1))
        some = array("q", random.Random(5).sample(range(1, self.count + 1), SOME))
        made = await self.organising.change(NewCollection(f"c{time.time_ns()}"))
        collection = (await self.organising.collections())[-1].id
        assert made
        await self.row("tag 10,000", Tag(some, ["red fox"]), GOAL)
        await self.row("tag 10,000 with three tags", Tag(some, ["red", "fox", "sea"]), GOAL)
        await self.row("rate 10,000", Rate(some, 4), GOAL)
        await self.row("reject 10,000", Flag(some, -1), GOAL)
        await self.row("a remark on 10,000", Remark(some, "for Ann, by Friday"), GOAL)
        await self.row("put 10,000 into a collection", Collect(some, collection), GOAL)
        await self.row("stack 10,000", Stack(some), GOAL)
        await self.row("10,000 to the trash", Trash(some), GOAL)
        await self.row("tag one", Tag(some[:1], ["one"]), 50)
        await self.row("tag all", Tag(every, ["everything"]))
        await self.row("rate all", Rate(every, 3))
        await self.row("all to the trash", Trash(every))
        await self.read("what 10,000 have in common", self.organising.summary(some), GOAL)
        await self.read("what all have in common", self.organising.summary(every), None)
        await self.read("the history's newest 200", self.organising.history(), 50)
        await self.read("the collections", self.organising.collections(), 200)

    def close(self):
        self.database.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "desk-bench")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    kept = True
    for count in options.pictures:
        home = options.folder / f"home-{count}"
        bench = Bench(library.make(home, count).library / "library.db", count)
        try:
            asyncio.run(bench.run())
        finally:
            bench.close()
        kept = kept and bench.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
