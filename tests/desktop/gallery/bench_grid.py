"""How long a frame of the library grid takes, by hand: `python tests/desktop/gallery/bench_grid.py`.

A frame runs from a step of the wheel or the scroll bar until the window is painted, while two
threads load thumbnails from the real store. Give the numbers of pictures as arguments.
"""

from __future__ import annotations

import io
import os
import random
import sys
import tempfile
import time
from array import array
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PIL import Image, ImageFilter
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from ideogram_desk.desktop.gallery.panel import GalleryPanel
from ideogram_desk.desktop.gallery.stacks import Listed
from ideogram_desk.desktop.gallery.view import GalleryView
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.job import JobState, PictureState, Tile
from ideogram_desk.domain.search import Found, Group, Grouping, Vocabulary
from ideogram_desk.store.thumbnails import Thumbnails

PERIOD = 1 / 60
KINDS = 300  # different thumbnails
STORED = 20_000  # of them in the store; others are asked for under these numbers
NOW = datetime.now(UTC)

painted = [0]
_real = GalleryView.paintEvent


def _counting(self, event):
    _real(self, event)
    painted[0] += 1


GalleryView.paintEvent = _counting


class Soon:
    """Runs coroutines from the event loop, one turn later; the source below never waits."""

    def start(self, work):
        QTimer.singleShot(0, lambda: self.run(work))

    def run(self, work):
        try:
            work.send(None)
        except StopIteration:
            return


class Source:
    def __init__(self, count):
        self.count = count

    async def find(self, view, *, today, limit=None):
        numbers = array("q", range(self.count, 0, -3 if view.text else -1))
        return Found(numbers[:limit], grouped(len(numbers), view.grouping))

    async def count(self, view, *, today):
        return len((await self.find(view, today=today)).numbers)

    async def vocabulary(self):
        return Vocabulary()

    async def tiles(self, numbers):
        return [
            Tile(
                n, f"P{n}", f"J{n}", PictureState.STORED, JobState.DONE, "",
                f"A poster of number {n}, bold type, screen print", "1:1", "3.0", NOW,
                NOW - timedelta(hours=n), path=f"{n}.png", width=1024, height=1024,
                favorite=n % 9 == 0, rating=n % 6, sandbox=n % 11 == 0,
            )
            for n in numbers
        ]  # fmt: skip


def grouped(count, grouping):
    """Days of two thousand pictures, or runs of three and a little."""
    if grouping is Grouping.NONE:
        return ()
    made, start = [], 0
    for size in cycle((3, 3, 4) if grouping is Grouping.RUN else (2000,)):
        made.append(Group(str(start), f"Group from {start:,}", min(size, count - start)))
        start += size
        if start >= count:
            break
    return tuple(made)


class Folded:
    """The real store, with the numbers folded onto the pictures that are in it."""

    def __init__(self, folder):
        self.store = Thumbnails(Path(folder, "thumbnails.db"), "bench")
        made = [_jpeg(seed) for seed in range(KINDS)]
        self.store._connection.execute("BEGIN")
        self.store._connection.executemany(
            "INSERT OR REPLACE INTO thumbnail VALUES (?, 256, ?, 0)",
            ((n, made[n % KINDS]) for n in range(STORED)),
        )
        self.store._connection.execute("COMMIT")

    def get(self, numbers, edge):
        found = self.store.get([n % STORED for n in numbers], edge)
        return {n: found[n % STORED] for n in numbers if n % STORED in found}

    def put(self, number, thumbnails):
        self.store.put(number, thumbnails)

    def close(self):
        self.store.close()


def _jpeg(seed):
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (16, 16), chance.randbytes(768))
    noise = Image.effect_noise((256, 256), 18).convert("RGB")
    image = Image.blend(small.resize((256, 256), 3).filter(ImageFilter.SMOOTH), noise, 0.12)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def share(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Bench:
    def __init__(self, app, panel):
        self.app = app
        self.panel = panel
        self.view = panel.view
        self.stalls = []
        self.spent = []  # of the processor's time, by the window's thread, a frame

    def until_painted(self, before):
        started = time.perf_counter()
        while painted[0] == before and time.perf_counter() - started < 5:
            self.app.processEvents()

    def frames(self, step, count):
        took = []
        for turn in range(count):
            started, before, spent = time.perf_counter(), painted[0], time.thread_time()
            step(turn)
            self.app.processEvents()
            if painted[0] > before:
                took.append((time.perf_counter() - started) * 1000)
                self.spent.append((time.thread_time() - spent) * 1000)
            while time.perf_counter() - started < PERIOD:
                slice_started = time.perf_counter()
                self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
                self.stalls.append((time.perf_counter() - slice_started) * 1000)
                time.sleep(0.0005)
        return took

    def wheel(self, _turn):
        centre = QPointF(self.view.viewport().rect().center())
        event = QWheelEvent(
            centre, QPointF(self.view.viewport().mapToGlobal(centre)), QPoint(0, 0),
            QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.view.viewport(), event)

    def drag(self, turn):
        bar = self.view.verticalScrollBar()
        bar.setValue(int(bar.maximum() * ((turn * 37) % 300) / 300) + turn)

    def page(self, turn):
        bar = self.view.verticalScrollBar()
        bar.setValue(min(bar.maximum(), int(bar.maximum() * 0.3) + turn * bar.pageStep()))

    def settle(self):
        ended = time.perf_counter() + 0.4
        while time.perf_counter() < ended:
            self.app.processEvents()

    def timed(self, work):
        self.settle()
        started, before = time.perf_counter(), painted[0]
        work()
        called = (time.perf_counter() - started) * 1000
        self.until_painted(before)
        return called, (time.perf_counter() - started) * 1000


def measure(app, count, folder):
    theme, thumbs = Theme(), Folded(folder)
    theme.apply(app)
    tasks = Soon()
    panel = GalleryPanel(Source(count), thumbs, tasks, theme, Path)
    panel.resize(1280, 940)
    bench = Bench(app, panel)
    tasks.start(panel.load())
    before, started = painted[0], time.perf_counter()
    panel.show()
    bench.until_painted(before)
    first = (time.perf_counter() - started) * 1000
    while not panel.listing.loaded:
        app.processEvents()
    bench.settle()
    rows = []
    for name, step, turns in (
        ("wheel", bench.wheel, 300), ("drag", bench.drag, 200), ("page", bench.page, 120),
    ):  # fmt: skip
        took = bench.frames(step, turns)
        rows.append((name, len(took), *(share(took, p) for p in (0.5, 0.95, 0.99, 1))))
        bench.settle()
    third, whole = array("q", range(count, 0, -3)), array("q", range(count, 0, -1))
    resets = [
        bench.timed(partial(panel.listed.reset, array("q", n)))[0] for n in (third, whole) * 3
    ]
    shown = bench.timed(lambda: panel.listed.reset(array("q", third)))[1]
    panel.listed.reset(whole)
    bench.drag(7)
    inserted, _painted = bench.timed(
        lambda: (panel.listed.prepend([count + 1]), panel.listed.flush())
    )
    selected, _painted = bench.timed(panel.view.select_all)
    taken, _painted = bench.timed(panel.view.selected_numbers)
    panel.view.select_none()
    spent = list(bench.spent)
    with_groups = [
        measure_groups(bench, panel, count, grouping) for grouping in (Grouping.DAY, Grouping.RUN)
    ]
    status = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]
    visible = len(panel.view.visible_rows())
    decoded = panel.loader.decoded
    panel.shut()
    thumbs.close()
    panel.deleteLater()
    print(f"\n{count:,} pictures, {visible} visible, {decoded:,} decoded, {int(status) // 1024} MB")
    print(
        f"first frame {first:.1f}  reset {share(resets, 0.5):.1f} (max {max(resets):.1f})  reset to painted {shown:.1f}"
    )
    print(
        f"insert at the top {inserted:.1f}  select all {selected:.1f}  its numbers {taken:.1f}  longest turn of the loop {max(bench.stalls):.1f} (p99 {share(bench.stalls, 0.99):.1f})"
    )
    print("          frames    p50    p95    p99    max   (ms)")
    times = [f"{share(spent, p):.1f}" for p in (0.5, 0.95, 0.99)]
    print("  processor's time of a frame, p50 p95 p99:", *times)
    for name, number, *figures in rows:
        print(f"  {name:6} {number:7} " + " ".join(f"{figure:6.1f}" for figure in figures))
    for line in with_groups:
        print(line)
    return {name: figures[1] for name, _number, *figures in rows}


def measure_groups(bench, panel, count, grouping):
    """What groups cost: to put them in, to get one picture more, to jump, to scroll among them."""
    groups, numbers = grouped(count, grouping), array("q", range(count, 0, -1))
    panel.listed.reset(array("q", numbers))
    bench.drag(7)
    more = Group(groups[0].key, groups[0].title, groups[0].count + 1), *groups[1:]
    news = array("q", range(count + 1, 0, -1))
    put, painted = bench.timed(lambda: panel.listed.patch(Listed(numbers, groups)))
    inserted, _painted = bench.timed(lambda: panel.listed.patch(Listed(news, more)))
    jumped, _painted = bench.timed(lambda: panel.view.jump(groups[len(groups) // 2].key))
    sized, _painted = bench.timed(lambda: panel.view.set_cell(150))
    panel.view.set_cell(184)
    bench.spent.clear()
    wheel, drag = bench.frames(bench.wheel, 150), bench.frames(bench.drag, 100)
    frames = "  ".join(
        f"{name} {share(took, 0.5):.1f} / {share(took, 0.95):.1f} / {max(took):.1f}"
        for name, took in (("wheel", wheel), ("drag", drag))
    )
    return (
        f"  {len(groups):,} groups: put in {put:.1f} (painted {painted:.1f})  one more "
        f"{inserted:.1f}  jump {jumped:.1f}  another size {sized:.1f}  {frames}"
        f"  processor's time p95 {share(bench.spent, 0.95):.1f}"
    )


def main():
    counts = [int(given) for given in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    app = QApplication([])
    found = {}
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            found[count] = measure(app, count, folder)
    if len(counts) > 1:
        few, many = found[counts[0]], found[counts[-1]]
        ratio = {name: round(many[name] / few[name], 2) for name in few}
        print(f"\np95 at {counts[-1]:,} to p95 at {counts[0]:,}: {ratio}")


if __name__ == "__main__":
    main()
