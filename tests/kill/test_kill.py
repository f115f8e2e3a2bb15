"""A SIGKILL at each line of one picture's way: nothing paid is lost, nothing is bought twice.

The run kills itself at the first time it reaches a chosen line of the engine, the store or the
client; then it is started again without a kill. The sandbox's own bill is the judge.
"""

import asyncio
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ideogram_desk.store.database import Database
from ideogram_desk.store.library import Library

DRIVER = Path(__file__).with_name("crash_driver.py")
LAST_LINE = 1750  # a little more than there are; what is not reached runs through
MODELS = ("V_2", "ideogram-3")


def drive(home, url, prompt, model, *kill):
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    return subprocess.run(
        [sys.executable, str(DRIVER), str(home), url, prompt, model, *map(str, kill)],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def look(home):
    """The job, its pictures, and SQLite's own verdict on the database."""

    async def read():
        database = Database(home / "library" / "library.db", read_only=True)
        library = Library(database)
        jobs = await library.jobs()
        pictures = await library.pictures_of([job.id for job in jobs])
        database.close()
        return jobs, pictures

    with sqlite3.connect(home / "library" / "library.db") as connection:
        integrity = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return *asyncio.run(read()), integrity


def judge(home, billed):
    jobs, pictures, integrity = look(home)
    assert integrity == "ok"
    bought = sum(generation["pictures"] for generation in billed)
    assert bought <= 1, "bought twice"
    if not jobs:
        assert bought == 0, "paid for and forgotten"
        return "not queued"
    (job,) = jobs
    stored = [p for p in pictures[job.id] if p.state == "stored"]
    if job.state == "unsure":
        return "unsure, billed" if bought else "unsure, not billed"
    assert job.state == "done", job.reason
    assert (len(stored), bought) == (1, 1)
    library = home / "library"
    data = (library / stored[0].path).read_bytes()
    assert hashlib.sha256(data).hexdigest() == stored[0].sha256
    note = json.loads((library / stored[0].path).with_suffix(".json").read_text())
    assert note["image"]["sha256"] == stored[0].sha256
    files = sorted(path.suffix for path in (library / "images").rglob("*") if path.is_file())
    assert files == [".json", ".png"]
    assert list((library / "tmp").iterdir()) == []
    return "done"


def kill_and_carry_on(folder, sandbox, model, line):
    home, prompt = folder / f"{model}-{line}", f"a red fox, line {line} of {model}"
    first = drive(home, sandbox.url, prompt, model, line)
    assert first.returncode in (0, -9), first.stderr
    again = drive(home, sandbox.url, prompt, model)
    assert again.returncode == 0, again.stderr
    return judge(home, sandbox.bill(prompt)), first.returncode == -9


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("line", range(400, LAST_LINE, 90))
def test_a_kill_at_some_lines_loses_nothing_and_buys_nothing_twice(tmp_path, sandbox, model, line):
    kill_and_carry_on(tmp_path, sandbox, model, line)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("model", MODELS)
def test_a_kill_at_every_line_loses_nothing_and_buys_nothing_twice(tmp_path, sandbox, model):
    outcomes = {}
    killed = 0
    for line in range(LAST_LINE):
        outcome, was_killed = kill_and_carry_on(tmp_path, sandbox, model, line)
        killed += was_killed
        if was_killed:
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    print(f"\n{model}: {killed} kills: {outcomes}")
    assert killed > 1500


def test_a_program_that_forgets_the_mark_is_caught_buying_twice(tmp_path, sandbox, monkeypatch):
    """The judge itself under test: without the mark before sending, a kill buys again."""
    home, prompt = tmp_path / "broken", "a fox bought twice"
    first = drive(home, sandbox.url, prompt, "V_2")
    assert first.returncode == 0
    with sqlite3.connect(home / "library" / "library.db") as connection:
        connection.execute("UPDATE job SET state = 'sending'")
        connection.execute("UPDATE attempt SET sent_at = NULL")
        connection.execute("UPDATE picture SET state = 'expected'")
    connection.close()
    drive(home, sandbox.url, prompt, "V_2")
    with pytest.raises(AssertionError, match="bought twice"):
        judge(home, sandbox.bill(prompt))
