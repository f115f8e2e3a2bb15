"""A canary in place of the key: it must turn up in nothing that the program leaves behind."""

import json
import sqlite3

import pytest

from tests.cli.conftest import Program
from tests.fakes.sandbox import Sandbox

CANARY = "canary-9f3c1e77a5b2d860"
# In all the ways in which bytes may hold it.
FORMS = (
    CANARY.encode(),
    CANARY.encode("utf-16-le"),
    CANARY[::-1].encode(),
    CANARY.encode().hex().encode(),
)
RUNS = (
    ["generate", "a fox", "--json"],
    ["generate", "a fox of the newer kind", "--model", "4.6", "--speed", "low"],
    ["generate", "a refused fox [[fault:422]]", "--json"],
    ["generate", "a fox and no key [[fault:401]]", "--json"],
    ["generate", "a fox that echoes [[fault:500]]", "--json"],
    ["generate", "a fox that is lost [[fault:drop-after]]", "--json"],
    ["generate", "a fox whose link died [[fault:expired]]", "--json"],
    ["generate", "a fox of nonsense [[fault:html-200-after]]", "--json"],
    ["generate", "a fox", "--seed", "-1", "--json"],
    ["search", "fox", "--json"],
    ["queue", "list", "--json"],
    ["queue", "run", "--json"],
)


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory):
    """Every byte that a lot of runs produced, by where it was found."""
    sandbox = Sandbox("--seconds", "0", "--key", CANARY)
    home = tmp_path_factory.mktemp("canary") / "home"
    desk = Program(home, sandbox.url, CANARY)
    found, codes = {}, []
    try:
        for number, arguments in enumerate(RUNS):
            run = desk(*arguments)
            codes.append(run.code)
            found[f"stdout {number}"] = run.out.encode()
            found[f"stderr {number}"] = run.err.encode()
        # The sandbox does not take another key, so the canary was really sent.
        refused = Program(home, sandbox.url, "another-key")("generate", "a fox", "--json")
        assert refused.job["state"] == "held"
    finally:
        sandbox.close()
    assert codes[:3] == [0, 0, 1]
    assert len(set(codes)) == 3
    files = {str(f.relative_to(home)): f.read_bytes() for f in home.rglob("*") if f.is_file()}
    assert {name.split("/")[0] for name in files} >= {"library", "cache", "logs"}
    return found | files


def test_the_key_is_in_nothing_that_is_left_behind(left_behind):
    assert [name for name, data in left_behind.items() if any(form in data for form in FORMS)] == []


def test_the_search_for_the_key_finds_it_where_it_is(left_behind):
    spoiled = left_behind | {"library/library.db": b"..." + CANARY.encode() + b"..."}
    with pytest.raises(AssertionError, match=r"library\.db"):
        test_the_key_is_in_nothing_that_is_left_behind(spoiled)


def test_no_signed_link_is_in_the_logs_or_on_stderr(left_behind):
    logs = {n: data for n, data in left_behind.items() if n.startswith(("logs", "stderr"))}
    assert sum(map(len, logs.values())) > 1000
    assert [name for name, data in logs.items() if b"sig=" in data] == []
    # There were such links: the library keeps them.
    assert any(b"sig=" in data for name, data in left_behind.items() if name.endswith(".json"))


def test_no_prompt_is_in_the_logs(left_behind):
    logs = b"".join(data for name, data in left_behind.items() if name.startswith("logs"))
    assert logs
    assert b"fox" not in logs


def test_the_sidecars_and_the_database_hold_what_was_asked_for(left_behind, tmp_path):
    notes = [json.loads(data) for name, data in left_behind.items() if name.endswith(".json")]
    assert {note["image"]["prompt"] for note in notes} >= {"a fox", "a fox of the newer kind"}
    (tmp_path / "copy.db").write_bytes(left_behind["library/library.db"])
    with sqlite3.connect(tmp_path / "copy.db") as database:
        (jobs,) = database.execute("SELECT count(*) FROM job").fetchone()
    database.close()
    assert jobs >= 8
