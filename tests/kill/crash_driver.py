"""A headless run that kills itself, by SIGKILL, at a chosen line of the program.

    python crash_driver.py HOME URL PROMPT MODEL [LINE_NUMBER_OF_THE_KILL]

Counts the lines it runs in the parts that carry a picture from the click to the disk, in every
thread, and kills the process just before the chosen one, the first time any thread gets there.
Without a number it runs through, and prints each line it passed for the first time.
"""

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

WATCHED = (
    "engine/runner.py",
    "engine/fetching.py",
    "engine/following.py",
    "engine/intake.py",
    "engine/desk.py",
    "store/jobs.py",
    "store/steps.py",
    "store/answers.py",
    "store/files.py",
    "store/database.py",
    "api/client.py",
    "api/transport.py",
    "api/download.py",
)


class Lines:
    """Distinct watched lines in the order in which they are first run."""

    def __init__(self, fatal):
        self.fatal = fatal
        self.seen = {}
        self.lock = threading.Lock()

    def trace(self, frame, event, _arg):
        if frame.f_code.co_filename.endswith(WATCHED):
            return self.line
        return None

    def line(self, frame, event, _arg):
        if event == "line":
            place = (frame.f_code.co_filename, frame.f_lineno)
            with self.lock:
                if place not in self.seen:
                    self.seen[place] = len(self.seen)
                    if self.seen[place] == self.fatal:
                        os.kill(os.getpid(), signal.SIGKILL)
        return self.line


def open_desk(home, url):
    from ideogram_desk.api.client import Ideogram
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.desk import Desk
    from ideogram_desk.media.checker import PictureChecker
    from ideogram_desk.store.database import Database
    from ideogram_desk.store.files import Files
    from ideogram_desk.store.jobs import Jobs
    from ideogram_desk.store.library import Library
    from ideogram_desk.store.thumbnails import Thumbnails

    files = Files(home)
    files.prepare_root()
    files.prepare()
    database = Database(home / "library.db")

    def report(bug):
        raise SystemExit(f"bug: {bug!r}")

    desk = Desk(
        jobs=Jobs(database),
        library=Library(database),
        files=files,
        checker=PictureChecker([sys.executable, "-m", "ideogram_desk", "picture-worker"]),
        thumbnails=Thumbnails(home / "thumbnails.db", database.library_id),
        bus=Bus(report),
        report=report,
        pool=5,
        download_places=4,
    )
    return desk, Ideogram(url, "test-key")


async def run(home, url, prompt, model):
    from ideogram_desk.domain.job import NewJob
    from ideogram_desk.domain.request import Request

    desk, api = open_desk(home, url)
    await desk.connect(api, sandbox=False)
    if prompt and not await desk.library.jobs():
        await desk.queue([NewJob(Request(prompt=prompt, model=model))])
    await desk.drain()
    await desk.close()


def main():
    home, url, prompt, model, *rest = sys.argv[1:]
    fatal = int(rest[0]) if rest else None
    lines = Lines(fatal)
    if rest:
        threading.settrace(lines.trace)
        sys.settrace(lines.trace)
    asyncio.run(run(Path(home), url, prompt, model))
    sys.settrace(None)
    print(len(lines.seen))
    sys.stdout.flush()
    os._exit(0)


main()
