"""A receiver that refuses three of ten and dies, a program that is killed: every event arrives.

At least once, and always with the same id and the same bytes.
"""

import contextlib
import json
import random
import socket
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

from tests.fakes.sandbox import Sandbox
from tests.proofs.test_batch_killed import Batch, ask_for_faults

RECEIVER = Path(__file__).with_name("receiver.py")


class Receiver:
    """Runs on one port until it is killed, and can be started again there."""

    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = folder / "received"
        self.log.touch()
        self.deaths = -1
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook"

    def start(self):
        self.deaths += 1
        self.process = subprocess.Popen(
            [sys.executable, str(RECEIVER), str(self.port), str(self.log), str(self.deaths)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "listening\n"

    def die(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def outbox(batch):
    with contextlib.closing(sqlite3.connect(batch.database, timeout=10)) as connection:
        return connection.execute("SELECT id, event, state, body FROM outbox").fetchall()


def callbacks_of_a_killed_batch(folder, *, jobs, kills, seed):
    chance = random.Random(seed)
    sandbox, receiver = Sandbox("--seconds", "0.02-0.1"), Receiver(folder)
    try:
        ask_for_faults(sandbox, jobs, chance)
        batch = Batch(folder / "home", sandbox, jobs, f"callback={receiver.url}")
        for number in range(kills):
            batch.run_and_kill_after(chance.uniform(0.2, 0.8))
            if number % 2:
                receiver.die()
                receiver.start()
        batch.finish()
        ends = time.monotonic() + 120
        while any(state == "owed" for _, _, state, _ in outbox(batch)):
            assert time.monotonic() < ends, "still owed"
            batch.finish()
        states = batch.judge()
        return outbox(batch), receiver, states, batch
    finally:
        receiver.die()
        sandbox.close()


def judge(rows, receiver, states, batch):
    got, well = defaultdict(set), set()
    for line in receiver.log.read_text().splitlines():
        event_id, digest, status = line.split()
        got[event_id].add(digest)
        if status == "200":
            well.add(event_id)
    assert {state for _, _, state, _ in rows} == {"delivered"}
    assert {event_id for event_id, *_ in rows} == set(got) == well
    assert all(len(digests) == 1 for digests in got.values()), "an event changed its bytes"
    told = defaultdict(int)
    for _, event, _, body in rows:
        told[event] += 1
        assert {"event", "jobId", "prompt", "seed", "resolution", "filePath", "metadata"} <= set(
            json.loads(body)
        )
        assert len(body) < 20_000
    assert told["generation.completed"] == states["done"] + states["partial"]
    assert told["generation.withheld"] == states["withheld"]
    assert told["generation.failed"] >= sum(states[s] for s in ("refused", "failed", "unsure"))
    tries = len(receiver.log.read_text().splitlines())
    print(
        f"\n{len(rows)} events in {tries} tries, {batch.kills} kills, {receiver.deaths} deaths"
        f" of the receiver: {dict(told)}"
    )


def test_every_event_arrives_at_least_once_and_unchanged(tmp_path):
    judge(*callbacks_of_a_killed_batch(tmp_path, jobs=30, kills=3, seed=5))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_thousand_events_arrive_through_50_kills(tmp_path):
    judge(*callbacks_of_a_killed_batch(tmp_path, jobs=1000, kills=50, seed=6))
