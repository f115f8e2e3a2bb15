"""The other API as a process of its own, and what its tests do with it."""

import asyncio
import json
import subprocess
import sys
from urllib.request import Request, urlopen

import pytest

from ideogram_desk import app
from ideogram_desk.base import paths
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.base.settings import Settings


class OtherApi:
    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.otherapi.stand_in"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self.process.stdout.readline().strip()

    def _admin(self, what, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}/admin/{what}", data)) as answer:
            return json.load(answer)

    def plan(self, prompt, *turns):
        self._admin("plan", {"prompt": prompt, "turns": turns})

    @property
    def bill(self):
        """What was charged, each generation."""
        return [entry for entry in self._admin("bill") if entry["charged"]]

    def bill_for(self, prompt):
        return [entry for entry in self.bill if entry["prompt"] == prompt]

    @property
    def journal(self):
        return self._admin("journal")

    def posts(self, prompt=None):
        posts = [line for line in self.journal if line["method"] == "POST"]
        return [line for line in posts if prompt in (None, line["prompt"])]

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def api():
    api = OtherApi()
    yield api
    api.close()


def queue(home, jobs):
    """Put jobs in a library's queue and send none; their ids."""

    async def put():
        mistakes = []
        program = app.open_program(paths.find(home), Settings(), KeyStore(), mistakes.append)
        try:
            return [job.id for job in await program.desk.queue(jobs, sandbox=False)]
        finally:
            await program.close()
            assert not mistakes

    return asyncio.run(put())
