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
    "engine/crew.py",
    "engine/sending.py",
    "engine/resting.py",
    "engine/room.py",
    "engine/queueing.py",
    "engine/fetching.py",
    "engine/following.py",
    "engine/intake.py",
    "engine/desk.py",
    "store/jobs.py",
    "store/adding.py",
    "store/line.py",
    "store/deciding.py",
    "store/ledger.py",
    "store/outbox.py",
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


def report(bug):
    raise SystemExit(f"bug: {bug!r}")


async def run(home, url, prompt, model):
    from ideogram_desk import app
    from ideogram_desk.base import paths
    from ideogram_desk.base.secrets import KeyStore
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.domain.job import NewJob
    from ideogram_desk.domain.request import Request

    os.environ["IDEOGRAM_API_URL"] = url
    os.environ["IDEOGRAM_API_KEY"] = "test-key"
    program = app.open_program(paths.find(home), Settings(low_water_mb=0), KeyStore(), report)
    desk = program.desk
    await program.connect()
    if prompt and not await desk.library.jobs():
        await desk.queue([NewJob(Request(prompt=prompt, model=model))])
    await desk.drain()
    await program.close()


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
