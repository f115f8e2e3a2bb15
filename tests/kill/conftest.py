import json
import subprocess
import sys
from urllib.request import urlopen

import pytest


class Sandbox:
    """The stand-in API as a process of its own, and its bill."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ideogram_desk", "sandbox", "--seconds", "0", "--scale", "0.125",
             *options],
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        self.url = self.process.stdout.readline().strip()

    def bill(self, prompt=None):
        with urlopen(f"{self.url}/sandbox/bill") as answer:
            generations = json.load(answer)["generations"]
        return [g for g in generations if prompt is None or g["prompt"] == prompt]

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def sandbox():
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()
