"""`queue` and `search`, alone and beside another run of the program."""

import contextlib
import sqlite3

import pytest

from tests.cli.conftest import Program


@pytest.fixture
def held(desk, request):
    """The id of a job that waits for a key that the API takes, as it will at the second try."""
    run = desk("generate", f"a fox of {request.node.name} [[fault:401*1]]", "--json")
    assert run.job["state"] == "held"
    return run.job["id"]


@pytest.fixture
def refused(desk):
    return desk("generate", "an unwanted fox [[fault:422]]", "--json").job["id"]


@contextlib.contextmanager
def the_library_locked(desk):
    """Another run of the program owns the library while this lasts: it waits for its API."""
    other = desk.start("generate", "a fox in the way [[fault:slow=30]]")
    try:
        while b" sending" not in other.stderr.readline():
            assert other.poll() is None
        yield
    finally:
        other.kill()
        other.communicate()


# --- search ---------------------------------------------------------------------------------------


def test_search_finds_by_words_and_counts_all_but_shows_the_limit(desk):
    for prompt in ("a red fox", "a red fox at night", "a blue whale"):
        assert desk("generate", prompt).code == 0
    run = desk("search", "red fox", "--json")
    assert (run.code, run.json["total"]) == (0, 2)
    assert [image["prompt"] for image in run.json["images"]] == ["a red fox at night", "a red fox"]
    run = desk("search", "red fox", "--limit", "1", "--json")
    assert (run.json["total"], len(run.json["images"])) == (2, 1)
    run = desk("search", "fox", "--limit", "0", "--json")
    assert run.json == {"total": 2, "images": []}
    run = desk("search", "zebra", "--json")
    assert (run.code, run.json) == (0, {"total": 0, "images": []})
    run = desk("search", "whale")
    (path, prompt) = run.out.rstrip("\n").split("\t")
    assert (prompt, run.err) == ("a blue whale", "1 found\n")
    assert path.endswith(".png")


def test_search_speaks_the_language_of_the_search_box(desk):
    desk("generate", "a red fox", "--tag", "poster")
    desk("generate", "a quagga", "--model", "3.0")
    assert desk("search", "fox tag:poster", "--json").json["total"] == 1
    assert desk("search", "model:3.0", "--json").json["total"] == 1
    run = desk("search", "quagga ratng:3", "--json")
    assert run.json["total"] == 1
    assert "There is no filter “ratng:”. Did you mean “rating:”?" in run.err


@pytest.mark.parametrize(
    "query",
    ["", '"', "fox*", "NEAR(", "a OR", "-", "(", "%_", "fox AND", "col:x", "'; DROP TABLE job"],
)
def test_no_query_can_break_the_search(desk, query):
    desk("queue", "run")
    run = desk("search", "--json", "--", query)
    assert run.code == 0, run.err
    assert run.json["total"] == 0


def test_without_a_library_nothing_is_found_and_none_is_made(desk, home):
    assert desk("search", "fox", "--json").json == {"total": 0, "images": []}
    assert desk("queue", "list", "--json").json == {"jobs": []}
    assert not (home / "library").exists()


def test_looking_works_while_another_run_owns_the_library(desk):
    desk("generate", "a red fox")
    with the_library_locked(desk):
        assert desk("search", "red fox", "--json").json["total"] == 1
        states = [job["state"] for job in desk("queue", "--json").json["jobs"]]
        assert states == ["sending", "done"]


def test_changing_anything_is_refused_while_another_run_owns_the_library(desk, sandbox):
    before = len(sandbox.bill("a fox too many"))
    with the_library_locked(desk):
        for arguments in (
            ["generate", "a fox too many"],
            ["queue", "run"],
            ["queue", "cancel", "x"],
        ):
            run = desk(*arguments, "--json")
            assert run.code == 3, arguments
            assert "in use" in run.json["error"]
            assert "Traceback" not in run.err
    assert len(sandbox.bill("a fox too many")) == before


# --- the queue ------------------------------------------------------------------------------------


def test_the_queue_lists_the_newest_first_without_touching_them(desk, refused, held):
    run = desk("queue", "list", "--json")
    assert run.code == 0
    listed = [(job["state"], job["id"]) for job in run.json["jobs"]]
    assert listed == [("held", held), ("refused", refused)]
    assert desk("queue", "--json").json == run.json
    assert [line.split("\t")[0] for line in desk("queue").out.splitlines()] == [held, refused]


def test_what_is_held_goes_on_with_the_next_run_of_the_queue(desk, held, sandbox):
    run = desk("queue", "run", "--json")
    assert (run.code, run.job["id"], run.job["state"]) == (0, held, "done")
    assert len(sandbox.bill(run.job["prompt"])) == 1
    assert desk("queue", "run", "--json").json == {"jobs": []}


def test_a_held_job_can_be_cancelled_and_is_not_sent(desk, held, sandbox):
    run = desk("queue", "cancel", held, "--json")
    assert (run.code, run.job["state"]) == (0, "cancelled")
    bought = len(sandbox.bill(run.job["prompt"]))
    assert desk("queue", "run", "--json").json == {"jobs": []}
    assert len(sandbox.bill(run.job["prompt"])) == bought


def test_a_cancelled_job_can_be_tried_again(desk, held):
    desk("queue", "cancel", held)
    run = desk("queue", "retry", held, "--json")
    assert (run.code, run.job["state"]) == (0, "queued")
    run = desk("queue", "run", "--json")
    assert (run.code, run.job["id"], run.job["state"]) == (0, held, "done")


def test_what_cannot_be_cancelled_or_retried_is_told(desk):
    done = desk("generate", "a fox", "--json").job["id"]
    for action in ("cancel", "retry"):
        run = desk("queue", action, done, "--json")
        assert (run.code, run.job["state"]) == (1, "done")
        assert run.err.strip()
        assert "Traceback" not in run.err


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_an_unknown_job_is_bad_input(desk, action):
    run = desk("queue", action, "nothing", "--json")
    assert (run.code, set(run.json)) == (2, {"error", "problems"})


def settled(desk, request, *faults):
    """The ids of jobs that came to the ends that these faults lead to, oldest first."""
    said = [f"a fox of {request.node.name} {number} {fault}" for number, fault in enumerate(faults)]
    return [desk("generate", one, "--model", "3.0", "--json").job["id"] for one in said]


def test_the_list_keeps_what_is_open_and_as_much_of_the_rest_as_was_chosen(desk, home, request):
    ids = settled(desk, request, "", "", "[[fault:422]]", "[[fault:failed]]", "[[fault:401*1]]")
    (home / "settings.json").write_text('{"keep_done": 1, "keep_failed": 1}')
    listed = [job["id"] for job in desk("queue", "list", "--json").json["jobs"]]
    assert listed == [ids[4], ids[3], ids[1]]
    everything = [job["id"] for job in desk("queue", "list", "--all", "--json").json["jobs"]]
    assert everything == ids[::-1]


def test_all_that_failed_is_tried_again_in_one_go_and_nothing_that_is_unsure(desk, request):
    faults = ("", "[[fault:failed*1]]", "[[fault:failed*1]]", "[[fault:504-after]]")
    done, *failed, unsure = settled(desk, request, *faults)
    run = desk("queue", "retry", "--failed", "--json")
    assert (run.code, [job["id"] for job in run.json["jobs"]]) == (0, failed)
    run = desk("queue", "run", "--json")
    assert {job["id"]: job["state"] for job in run.json["jobs"]} == dict.fromkeys(failed, "done")
    states = {job["id"]: job["state"] for job in desk("queue", "--json").json["jobs"]}
    assert (states[done], states[unsure]) == ("done", "unsure")
    assert desk("queue", "retry", "--failed", "--json").json == {"jobs": []}


def test_all_that_waits_is_cancelled_in_one_go(desk, request):
    _, held = settled(desk, request, "", "[[fault:401*1]]")
    run = desk("queue", "cancel", "--waiting", "--json")
    assert (run.code, run.job["id"], run.job["state"]) == (0, held, "cancelled")
    assert desk("queue", "run", "--json").json == {"jobs": []}


# --- libraries of other times ---------------------------------------------------------------------


def set_version(home, version):
    with contextlib.closing(sqlite3.connect(home / "library" / "library.db")) as database:
        database.execute(f"PRAGMA user_version = {version}")


def test_a_newer_library_can_be_looked_at_but_not_added_to(desk, home, sandbox):
    job = desk("generate", "a fox from the future", "--json").job
    set_version(home, 999)
    bought = len(sandbox.bill())
    for arguments in (
        ["generate", "a fox"],
        ["queue", "run"],
        ["queue", "cancel", job["id"]],
        ["queue", "retry", job["id"]],
    ):
        run = desk(*arguments, "--json")
        assert run.code == 3, arguments
        assert "newer" in run.json["error"]
    assert len(sandbox.bill()) == bought
    assert desk("search", "future", "--json").json["total"] == 1
    assert desk("queue", "--json").job["id"] == job["id"]


def test_a_damaged_library_is_told_and_left_alone(desk, home):
    library = home / "library"
    library.mkdir(parents=True)
    (library / "library.db").write_bytes(b"this is no database" * 300)
    for arguments in (["generate", "a fox"], ["search", "fox"], ["queue", "list"]):
        run = desk(*arguments, "--json")
        assert run.code == 3, arguments
        assert "damaged" in run.json["error"]
    assert (library / "library.db").read_bytes() == b"this is no database" * 300


def test_broken_settings_are_put_aside_and_said_so(desk, home):
    home.mkdir()
    (home / "settings.json").write_text("{broken")
    run = desk("generate", "a fox", "--json")
    assert (run.code, run.job["state"]) == (0, "done")
    assert "settings.json.bad" in run.err


def test_jobs_for_the_real_api_are_not_sent_to_the_sandbox(desk, held, home, sandbox):
    chosen = Program(home)  # no key, no address: the built-in sandbox
    run = chosen("queue", "run", "--json")
    assert run.json == {"jobs": []}
    assert [job["state"] for job in desk("queue", "--json").json["jobs"]] in (["held"], ["queued"])
