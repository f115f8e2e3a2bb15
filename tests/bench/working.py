"""What working in the real window costs: searching, scrolling, selecting, tagging and undoing.

`windows.py app work HOME` runs it behind the window, and prints the figures as JSON.
"""

import asyncio
import json
import random
import statistics
import time

from ideogram_desk.domain.change import Tag

QUERIES = 50
FRAMES = 150
POLL = 0.004  # seconds; less would take the interpreter from the threads that read
LONG = 0.5  # seconds in which what is found is painted
SOME = 10_000


def p95(times):
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def p99(times):
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


PAINTED = [0.0]  # when the grid was painted last


def watch_painting():
    """Before the window is made."""
    from ideogram_desk.desktop.gallery.view import GalleryView

    paint = GalleryView.paintEvent

    def painting(view, event):
        paint(view, event)
        PAINTED[0] = time.perf_counter()

    GalleryView.paintEvent = painting


class Watch:
    """Notes when something is listed, and how late the loop comes to a timer of 2 ms."""

    def __init__(self, window):
        self.window = window
        self.listed = 0.0
        self.longest = 0.0
        window.gallery.listing.changed.connect(self._list)
        self._task = asyncio.ensure_future(self._tick())

    @property
    def painted(self):
        return PAINTED[0]

    def _list(self):
        self.listed = self.listed or time.perf_counter()

    async def _tick(self):
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            self.longest = max(self.longest, (time.perf_counter() - before) * 1000 - 2)

    async def until(self, met):
        while not met():  # noqa: ASYNC110  nobody tells of it
            await asyncio.sleep(0.0005)


async def search(watch, texts):
    """Milliseconds to the first painted results and to the whole list, and the longest stall."""
    window = watch.window
    edit, listing = window.gallery.bar.edit, window.gallery.listing
    first, whole, stalls = [], [], []
    for text in texts:
        edit.clear()
        window.gallery.bar.field.tell()
        await watch.until(lambda: not listing.reading)
        await asyncio.sleep(0.15)
        watch.listed, watch.longest = 0.0, 0.0
        began = time.perf_counter()
        edit.setText(text)
        window.gallery.bar.field.tell()
        await watch.until(
            lambda: (
                watch.listed
                and (watch.painted > watch.listed or time.perf_counter() > watch.listed + LONG)
            )
        )
        # Where nothing is found, or the same as before, no picture is painted.
        if watch.painted > watch.listed:
            first.append((watch.painted - began) * 1000)
        await watch.until(lambda: not listing.reading)
        whole.append((time.perf_counter() - began) * 1000)
        stalls.append(watch.longest)
    edit.clear()
    window.gallery.bar.field.tell()
    await watch.until(lambda: not listing.reading)
    return first, whole, stalls


async def scroll(window, steps):
    """Milliseconds of each frame, from the step until it is painted."""
    view = window.gallery.view
    bar = view.verticalScrollBar()
    times = []
    for value in steps(bar):
        began = time.perf_counter()
        bar.setValue(value)
        view.viewport().repaint()
        times.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0.016)
    return times


def wheel(bar):
    return (60 * n for n in range(FRAMES))


def pages(bar):
    return (bar.pageStep() * n for n in range(FRAMES))


def drag(bar):
    return (bar.maximum() * n // FRAMES for n in range(FRAMES))


async def work(session):
    window = session.window
    watch = Watch(window)
    view, listed = window.gallery.view, window.gallery.listed
    await watch.until(lambda: window.gallery.listing.loaded and listed.rowCount())
    await asyncio.sleep(1.0)
    chance = random.Random(3)
    desk = session.program.desk
    said = [text.split() for text in await desk.library.prompts(400)]
    texts = []
    for n in range(QUERIES):
        word, other = chance.choice(chance.choice(said)), chance.choice(chance.choice(said))
        texts.append((word[: 1 + n % 4], f"{word} {other[:2]}", f"*{word[1:5]}", word)[n % 4])
    first, whole, stalls = await search(watch, texts)
    frames = {}
    for name, steps in (("wheel", wheel), ("page", pages), ("drag", drag)):
        frames[name] = await scroll(window, steps)
    view.verticalScrollBar().setValue(0)
    began = time.perf_counter()
    view.selectAll()
    view.viewport().repaint()
    numbers = view.selected_numbers()
    select = (time.perf_counter() - began) * 1000
    everything = len(numbers)
    view.clearSelection()
    some = numbers[:SOME]
    told = []
    desk.bus.listen(told.append)
    await asyncio.sleep(1.0)
    watch.longest = 0.0
    began = time.perf_counter()
    await desk.organising.change(Tag(some, add=("benchmark",)))
    tag = (time.perf_counter() - began) * 1000
    began = time.perf_counter()
    await desk.organising.undo()
    undo = (time.perf_counter() - began) * 1000
    print(json.dumps({
        "rows": listed.rowCount(), "everything": everything,
        "first": [statistics.median(first), p95(first)],
        "whole": [statistics.median(whole), max(whole)],
        "stall": max(stalls),
        "frames": {name: [statistics.median(t), p95(t), p99(t)] for name, t in frames.items()},
        "select": select, "tag": tag, "undo": undo, "signals": len(told),
        "tag_stall": watch.longest,
    }), flush=True)  # fmt: skip
