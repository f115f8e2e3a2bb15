"""The program as its users' scripts see it: real processes against a real sandbox process."""

import json
import os
import subprocess
import sys

import pytest

from tests.fakes.sandbox import Sandbox

PROGRAM = [sys.executable, "-m", "ideogram_desk"]


class Ended:
    """A run of the program that has ended."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self):
        """Its one JSON document; anything else on stdout is an error."""
        return json.loads(self.out)

    @property
    def job(self):
        (job,) = self.json["jobs"]
        return job


class Program:
    """Runs the program at home in one folder, with one API."""

    def __init__(self, home, url=None, key=None, **more):
        self.home = home
        said = {"IDEOGRAM_API_URL": url, "IDEOGRAM_API_KEY": key}
        said = {name: value for name, value in said.items() if value}
        # Output as it is buffered for a user, whatever the tests were started with.
        usual = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        self.environment = {**usual, "IDEOGRAM_DESK_HOME": str(home), **said, **more}

    def start(self, *arguments, **options):
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )

    def __call__(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture(scope="module")
def sandbox():
    sandbox = Sandbox("--seconds", "0")
    yield sandbox
    sandbox.close()


@pytest.fixture
def home(tmp_path):
    return tmp_path / "a home with # and %"


@pytest.fixture
def desk(home, sandbox):
    return Program(home, sandbox.url, "test")
