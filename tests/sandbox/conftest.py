"""A real sandbox process for the tests, spoken to over HTTP on loopback."""

import contextlib
import subprocess
import sys

import httpx
import pytest

KEY = "test-key"


@contextlib.contextmanager
def running(*options):
    """A sandbox's base URL, for as long as the block runs; it must end cleanly."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ideogram_desk.sandbox.main", *options, "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().strip()
        process.stdin.close()
        assert process.wait(20) == 0
        assert process.stdout.read() == "", "the base URL is all that goes to stdout"
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdin.close()
        process.stdout.close()


def client_of(url):
    return httpx.Client(
        base_url=url, headers={"Api-Key": KEY}, timeout=30, trust_env=False, verify=False
    )


@pytest.fixture
def sandbox():
    """Starts further sandboxes: `with sandbox("--inflight", "2") as client`."""

    @contextlib.contextmanager
    def start(*options):
        with running(*options) as url, client_of(url) as client:
            yield client

    return start


@pytest.fixture(scope="session")
def sandbox_url():
    with running("--seconds", "0", "--scale", "0.25", "--inflight", "10") as url:
        yield url


# One client each for all tests: making one takes longer than most calls.
@pytest.fixture(scope="session")
def keyed_client(sandbox_url):
    with client_of(sandbox_url) as client:
        yield client


@pytest.fixture(scope="session")
def anyone(sandbox_url):
    """A client without a key, as for picture links."""
    with httpx.Client(base_url=sandbox_url, timeout=30, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def api(keyed_client):
    keyed_client.delete("/sandbox/faults")
    return keyed_client


@pytest.fixture
def generate(api):
    def call(prompt="a red fox", **fields):
        return api.post("/generate", json={"image_request": {"prompt": prompt, **fields}})

    return call


@pytest.fixture
def submit(api):
    def call(model="ideogram-4", prompt="a red fox", **fields):
        return api.post(f"/v2/image/generate/{model}", json={"prompt": prompt, **fields})

    return call


@pytest.fixture
def fault(api):
    def wish(name, **more):
        answer = api.post("/sandbox/faults", json=[{"fault": name, **more}])
        assert answer.status_code == 200, answer.text

    return wish


@pytest.fixture
def billed(api):
    """How much more the bill says than when the test began."""
    before = api.get("/sandbox/bill").json()

    def difference():
        now = api.get("/sandbox/bill").json()
        return now["pictures"] - before["pictures"], now["usd_micros"] - before["usd_micros"]

    return difference


@pytest.fixture
def completed(api):
    def wait(generation_id):
        for _ in range(200):
            answer = api.get(f"/v2/generations/{generation_id}").json()
            if answer["status"] != "pending":
                return answer
        raise AssertionError("it never settled")

    return wait
