"""The stand-in API as a process of its own, as the tests of the whole program start it."""

import json
import subprocess
import sys
from urllib.request import urlopen


class Sandbox:
    """Runs until `close`; `bill` is what it charged."""

    def __init__(self, *options):
        command = [sys.executable, "-m", "ideogram_desk", "sandbox", "--scale", "0.125", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def bill(self, prompt=None):
        """What was made, as the sandbox billed it; all, or for one prompt."""
        with urlopen(f"{self.url}/sandbox/bill") as answer:
            generations = json.load(answer)["generations"]
        return [g for g in generations if prompt is None or g["prompt"] == prompt]

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
