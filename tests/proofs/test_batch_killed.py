"""SIGKILL at random moments of a big batch, with faults on: the sandbox's bill is the judge.

Nothing paid for is lost silently, nothing is bought twice, what is unsure was in flight at a kill,
the database is whole and nothing is left lying about. A build that sends without the mark fails.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from ideogram_desk.store.database import Database
from ideogram_desk.store.invariants import violations
from tests.fakes.sandbox import Sandbox

DRIVER = Path(__file__).with_name("batch_driver.py")
POOL = 8
# Proven unpaid, of an unknown outcome, and on the way of the picture: each a few times in a batch.
FAULTS = (
    ("429", "submit", 9),
    ("500", "submit", 6),
    ("drop-before", "submit", 3),
    ("drop-after", "submit", 3),
    ("html-502-after", "submit", 2),
    ("truncated-json", "submit", 2),
    ("500", "poll", 8),
    ("drop-before", "poll", 6),
    ("drop-before", "download", 12),
    ("truncated", "download", 9),
    ("expired", "download", 6),
    ("unsafe-all", "submit", 5),
    ("422", "submit", 5),
)


class Batch:
    """One home and its sandbox, started and killed as often as wanted."""

    def __init__(self, folder, sandbox, jobs, *extra):
        self.home = folder
        self.sandbox = sandbox
        self.command = [sys.executable, str(DRIVER), str(folder), str(jobs), *extra]
        self.kills = 0
        self.sent_at_kills = []

    def start(self):
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path.cwd()),
            "IDEOGRAM_API_URL": self.sandbox.url,
            "IDEOGRAM_API_KEY": "k",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with (self.home.parent / f"{self.home.name}.err").open("ab") as said:
            return subprocess.Popen(
                self.command, env=environment, stdout=subprocess.PIPE, stderr=said, text=True
            )

    def run_and_kill_after(self, seconds):
        """Whether it was still at work then."""
        process = self.start()
        try:
            word = process.stdout.readline().strip()
            if word == "queued":
                time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
            process.wait(30)
            rest = process.stdout.read()
        finally:
            process.stdout.close()
        if "drained" in rest or word != "queued":
            return False
        self.kills += 1
        self.sent_at_kills.append(self.in_flight_unanswered())
        return True

    def in_flight_unanswered(self):
        """Attempts that were sent, and had no answer saved, when the program died."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return connection.execute(
                "SELECT count(*) FROM job JOIN attempt ON attempt.job = job.number"
                " WHERE job.state = 'sending' AND sent_at IS NOT NULL AND answered_at IS NULL"
            ).fetchone()[0]

    @property
    def database(self):
        return next(self.home.rglob("library.db"))

    def finish(self):
        """Run it to its end; what was refused by the API for a while is tried again."""
        for _ in range(5):
            process = self.start()
            words, _ = process.communicate(timeout=300)
            if process.returncode == 0 and "drained" in words and not self.left():
                return
        raise AssertionError((self.home.parent / f"{self.home.name}.err").read_text()[-3000:])

    def left(self):
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(
                "SELECT count(*) FROM job WHERE state IN"
                " ('queued', 'held', 'sending', 'accepted', 'downloading')"
            ).fetchone()[0]

    def judge(self):
        """What came of it, by state; raises AssertionError where a promise is broken."""
        library = self.database.parent
        billed = Counter()
        for generation in self.sandbox.bill():
            billed[generation["prompt"]] += generation["pictures"]
        twice = {prompt: n for prompt, n in billed.items() if n > 1}
        assert not twice, f"bought twice: {twice}"
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            rows = connection.execute(
                "SELECT json_extract(request, '$.prompt'), job.state, picture.state, path, sha256"
                " FROM job JOIN picture ON picture.job = job.number"
            ).fetchall()
        lost, kept = [], set()
        for prompt, state, picture, path, sha256 in rows:
            if picture == "stored":
                data = (library / path).read_bytes()
                assert hashlib.sha256(data).hexdigest() == sha256, path
                note = json.loads((library / path).with_suffix(".json").read_text())
                assert note["image"]["sha256"] == sha256
                kept |= {library / path, (library / path).with_suffix(".json")}
                assert billed[prompt] == 1, "stored but never billed"
            elif billed[prompt] and not (
                state == "unsure" or picture in ("withheld", "lost") or state == "downloading"
            ):
                lost.append((prompt, state, picture))
        assert not lost, f"paid for and lost: {lost}"
        assert {f for f in (library / "images").rglob("*") if f.is_file()} == kept, "orphans"
        assert list((library / "tmp").iterdir()) == []
        database = Database(self.database, read_only=True)
        try:
            assert asyncio.run(violations(database)) == []
        finally:
            database.close()
        return Counter(row[1] for row in rows)


def ask_for_faults(sandbox, jobs, chance):
    """Each fault strikes a job of its own, and once."""
    struck = iter(chance.sample(range(jobs), sum(times for *_, times in share(jobs))))
    wishes = [
        {"fault": name, "step": step, "match": f"number {next(struck)} of"}
        for name, step, times in share(jobs)
        for _ in range(times)
    ]
    body = json.dumps(wishes).encode()
    request = Request(f"{sandbox.url}/sandbox/faults", body, {"content-type": "application/json"})
    with urlopen(request):
        pass


def share(jobs):
    """The faults of a batch of 500, scaled to this one, but each at least once."""
    return [(name, step, max(1, times * jobs // 500)) for name, step, times in FAULTS]


def killed_batch(folder, *, jobs, kills, seed, extra=()):
    chance = random.Random(seed)
    sandbox = Sandbox("--seconds", "0.02-0.15")
    try:
        ask_for_faults(sandbox, jobs, chance)
        batch = Batch(folder, sandbox, jobs, *extra)
        while batch.kills < kills and batch.run_and_kill_after(chance.uniform(0.0, 0.5)):
            pass
        batch.finish()
        return batch, batch.judge()
    finally:
        sandbox.close()


def test_a_batch_that_is_killed_again_and_again_loses_and_rebuys_nothing(tmp_path):
    batch, _ = killed_batch(tmp_path / "home", jobs=60, kills=8, seed=1)
    assert batch.kills >= 4
    assert all(sent <= POOL for sent in batch.sent_at_kills)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(10))
def test_300_kills_in_batches_of_500_lose_and_rebuy_nothing(tmp_path, seed):
    batch, states = killed_batch(tmp_path / "home", jobs=500, kills=40, seed=seed)
    sent = sum(batch.sent_at_kills)
    print(f"\n{batch.kills} kills, {sent} in flight unanswered at them; {dict(states)}")
    assert all(sent <= POOL for sent in batch.sent_at_kills)
    assert states["unsure"] <= sent + sum(
        t for n, at, t in FAULTS if n in UNSURE and at == "submit"
    )


UNSURE = ("drop-before", "drop-after", "html-502-after", "truncated-json")


def test_a_build_that_sends_without_the_mark_is_caught(tmp_path):
    """The judge itself under test: the same kills, and something is bought twice."""

    def until_it_shows():
        for seed in range(20):
            killed_batch(tmp_path / f"home-{seed}", jobs=40, kills=6, seed=seed, extra=("broken",))

    with pytest.raises(AssertionError, match="bought twice"):
        until_it_shows()
