import pytest

from tests.fakes.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox():
    sandbox = Sandbox("--seconds", "0")
    yield sandbox
    sandbox.close()
