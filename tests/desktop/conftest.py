import gc

import pytest


@pytest.fixture(autouse=True)
def collect_on_this_thread():
    """As the program does: a collection on a worker's thread would destroy Qt objects there."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()
