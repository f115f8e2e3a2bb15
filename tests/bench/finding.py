"""Times searches over a synthetic library, as the window asks for them; no window is shown."""

import asyncio
import random
import statistics
import time

from ideogram_desk.domain.search import Grouping, Sort, View
from ideogram_desk.store.database import Database
from ideogram_desk.store.library import Library
from tests.bench.library import TAGS

FIRST = 200  # what a grid asks for at once
RUNS = 40


def _percentiles(times):
    times.sort()
    return statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.95))]


class Ticker:
    """How late the event loop comes to a timer of 2 ms while something else goes on."""

    def __init__(self):
        self.longest = 0.0

    async def __aenter__(self):
        self._task = asyncio.ensure_future(self._tick())
        await asyncio.sleep(0.01)
        self.longest = 0.0
        return self

    async def __aexit__(self, *_):
        self._task.cancel()

    async def _tick(self):
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            self.longest = max(self.longest, (time.perf_counter() - before) * 1000 - 2)


async def _timed(work, runs=RUNS):
    times = []
    for run in range(runs):
        before = time.perf_counter()
        await work(run)
        times.append((time.perf_counter() - before) * 1000)
    return _percentiles(times)


async def measure(path, say):
    """`say(goal, what, p50, p95)` for each figure, in milliseconds."""
    database = Database(path, read_only=True)
    library = Library(database)
    words = Words([text.split() for text in await library.prompts(400)])
    await _pages(library, say)
    for what, text in words.searches():

        async def page(_, text=text):
            await library.find(View(text()), limit=FIRST)

        say("G6", f"first page: {what}", *await _timed(page))
    for what, view in words.views():
        count = await library.count(view)

        async def whole(_, view=view):
            await library.find(view)

        await _told(say, "G7", f"all {count:,}: {what}", whole)
    for what, text in words.counted():

        async def facets(_, text=text):
            await library.facets(View(text))

        await _told(say, "", f"facets of {what}", facets)

    async def vocabulary(_):
        await library.vocabulary()

    await _told(say, "", "vocabulary", vocabulary)
    database.close()


async def _told(say, goal, what, work):
    async with Ticker() as ticker:
        p50, p95 = await _timed(work, 3)
    say(goal, f"{what} (loop late {ticker.longest:.0f})", p50, p95)


async def _pages(library, say):
    everything = (await library.find(View())).numbers

    async def first_page(_):
        await library.tiles((await library.find(View(), limit=FIRST)).numbers)

    def page_at(share):
        async def page(run):
            start = min(len(everything) - FIRST, int(len(everything) * share) + run * FIRST)
            await library.tiles(everything[start : start + FIRST])

        return page

    say("G4", "first page: found and read", *await _timed(first_page))
    say("G5", "200 tiles at the top", *await _timed(page_at(0)))
    say("G5", "200 tiles at 90 %", *await _timed(page_at(0.9)))


class Words:
    """Searches made of words that the library's prompts have, always the same ones."""

    def __init__(self, prompts):
        self._prompts = prompts
        self._chance = random.Random(5)

    def word(self):
        return self._chance.choice(self._chance.choice(self._prompts))

    def searches(self):
        chance, word = self._chance, self.word
        return (
            ("one letter", lambda: word()[:1]),
            ("two letters", lambda: word()[:2]),
            ("three letters", lambda: word()[:3]),
            ("a word and a beginning", lambda: f"{word()} {word()[:3]}"),
            ("a part of a word", lambda: f"*{word()[1:5]}"),
            ("two tags", lambda: " ".join(f"tag:{tag}" for tag in chance.sample(TAGS, 2)) + " "),
            ("a beginning of tags", lambda: chance.choice(("launch", "mood", "poster", "he"))),
            ("a word and a filter", lambda: f"{word()} rating:>=3"),
            ("a phrase", lambda: '"' + " ".join(chance.choice(self._prompts)[:2]) + '"'),
            ("a seed", lambda: f"seed:{chance.randrange(2**31)}"),
            ("a word that nothing has", lambda: "qwxzyvj "),
        )

    def views(self):
        word = self.word
        return (
            ("everything, newest", View()),
            ("everything, oldest", View(sort=Sort.OLDEST)),
            ("everything, by rating", View(sort=Sort.RATING)),
            ("everything, by size", View(sort=Sort.SIZE)),
            ("everything, by day", View(grouping=Grouping.DAY)),
            ("everything, by campaign", View(grouping=Grouping.CAMPAIGN)),
            ("everything, by run", View(grouping=Grouping.RUN)),
            ("everything, stacked", View(stacked=True)),
            ("three letters", View(word()[:3])),
            ("one letter", View(word()[:1])),
            ("a letter that tags begin with", View("p")),
            ("a part of a word", View(f"*{word()[1:5]}")),
            ("model and rating", View("model:3.0 rating:>=3")),
            ("favorites by day", View("is:favorite", grouping=Grouping.DAY)),
            ("a month, by rating", View("after:30d", Sort.RATING)),
            ("no words but one", View(f"-{word()}")),
        )

    def counted(self):
        return (
            ("everything", ""),
            ("a rare word", self.word()),
            ("a word in most prompts", "lisbon "),
            ("a model and stars", "model:3.0 rating:>=3"),
        )
