"""A long session in the real window: pictures by the hundred, scrolling, exporting, and a ticker
that tells how long the window did not answer."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.request import urlopen

from tests.bench.windows import rss

TICK = 10  # milliseconds
BATCH = 4


@dataclass
class Figures:
    billed: int
    stored: int
    p95: float
    p99: float
    longest: float
    memory: tuple
    rate: float


def soak(home, pictures):
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    sandbox = subprocess.Popen(
        [sys.executable, "-m", "ideogram_desk", "sandbox", "--seconds", "0.2-0.6"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    url = sandbox.stdout.readline().strip()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["IDEOGRAM_API_URL"] = url
    os.environ["IDEOGRAM_API_KEY"] = "soak"
    try:
        return _session(home, pictures, url)
    finally:
        sandbox.terminate()
        sandbox.wait()
        sandbox.stdout.close()


def _session(home, pictures, url):
    from ideogram_desk.desktop import main as face
    from ideogram_desk.desktop.session import Session

    found = {}
    opened = Session.open

    async def open_and_soak(self):
        await opened(self)
        try:
            found["figures"] = await _soak(self, pictures, url, home)
        finally:
            self.window.closing.emit()

    Session.open = open_and_soak
    try:
        face.main(home)
    finally:
        Session.open = opened
    return found["figures"]


async def _soak(session, pictures, url, home):
    from PySide6.QtCore import Qt, QTimer

    from ideogram_desk.domain.job import NewJob
    from ideogram_desk.domain.request import Request

    late = []
    last = [time.perf_counter()]

    def tick():
        now = time.perf_counter()
        late.append((now - last[0]) * 1000 - TICK)
        last[0] = now

    desk = session.program.desk
    await asyncio.sleep(1.0)
    ticker = QTimer()
    ticker.setTimerType(Qt.TimerType.PreciseTimer)
    ticker.timeout.connect(tick)
    last[0] = time.perf_counter()
    ticker.start(TICK)
    began = time.perf_counter()
    await desk.queue(
        [
            NewJob(
                Request(
                    f"poster number {n}, the text “ROUND {n}”",
                    model=("ideogram-3", "V_2")[n % 2],
                    count=BATCH,
                )
            )
            for n in range(pictures // BATCH)
        ]
    )
    memory, stored = [], 0
    bar = session.window.gallery.view.verticalScrollBar()
    step = 0
    while stored < pictures:
        await asyncio.sleep(0.05)
        step += 1
        bar.setValue(bar.maximum() * (step % 40) // 40)
        if step % 10 == 0:
            totals = await desk.totals()
            stored = totals.pictures
            for share in (0.25, 0.5):
                if stored >= share * pictures and len(memory) < (1 if share == 0.25 else 2):
                    memory.append(rss())
            if not totals.queued + totals.running + totals.downloading:
                break
    rate = stored / (time.perf_counter() - began) * 60
    numbers = await desk.library.numbers("", stored=True)
    some = await desk.library.pictures(numbers[:5])
    await session.export(some, home / "variants")
    await asyncio.sleep(0.5)
    ticker.stop()
    while len(memory) < 3:
        memory.append(rss())
    bill = json.loads(await asyncio.to_thread(lambda: urlopen(f"{url}/sandbox/bill").read()))
    late.sort()
    return Figures(
        billed=bill["pictures"],
        stored=len(numbers),
        p95=late[int(len(late) * 0.95)],
        p99=late[int(len(late) * 0.99)],
        longest=late[-1],
        memory=tuple(memory),
        rate=rate,
    )
