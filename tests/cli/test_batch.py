"""`batch`: a whole file, from the report on its rows to its pictures, once and not twice."""

import json
import signal
import subprocess
import sys

import pytest

from tests.cli.conftest import PROGRAM, Program
from tests.fakes.sandbox import Sandbox

CAMPAIGN = {
    "campaign": "Q1 Launch",
    "prompt": "{product}, professional {format} design",
    "products": ["Cloud dashboard", "Payment app"],
    "formats": [
        {"name": "square", "aspect": "1:1", "style": "design"},
        {"name": "story", "aspect": "9:16", "style": "design"},
        {"name": "hero", "aspect": "16:9", "style": "realistic"},
    ],
}


@pytest.fixture
def listed(tmp_path, request):
    """Writes a list; its rows' prompts bear the test's name, so that the bill can be told apart."""

    def write(*rows, header="prompt,model,count", name="list.csv"):
        file = tmp_path / name
        mine = [f"{request.node.name} {row}" for row in rows]
        file.write_text("\n".join([header, *mine]) + "\n", encoding="utf-8")
        return str(file)

    return write


@pytest.fixture
def billed(sandbox, request):
    """The prompts that the sandbox was paid for by this test, each as often as it was."""

    def ask(of=sandbox):
        prompts = [g["prompt"] for g in of.bill()]
        return sorted(one for one in prompts if one.startswith(request.node.name))

    return ask


def states(run):
    return [job["state"] for job in run.json["jobs"]]


# --- a list ---------------------------------------------------------------------------------------


def test_every_row_becomes_a_job_of_one_batch_with_its_pictures(desk, listed, billed):
    run = desk("batch", listed("a,2.0,2", "b,3.0,1", "c,2 Turbo,1"), "--json")
    assert run.code == 0, run.err
    assert set(run.json) == {"batch", "jobs", "cost_usd", "errors"}
    assert states(run) == ["done"] * 3
    assert {job["batch"] for job in run.json["jobs"]} == {run.json["batch"]}
    assert [len(job["images"]) for job in run.json["jobs"]] == [2, 1, 1]
    assert run.json["cost_usd"] == pytest.approx(0.27)
    assert run.json["errors"] == []
    assert len(billed()) == 3
    assert "Queueing 3 jobs for $0.27." in run.err
    assert "3/3 " in run.err
    assert "3 done; charged $0.27." in run.err


def test_one_bad_row_in_ten_is_told_and_the_others_are_made(desk, listed, billed):
    rows = [f"{n},{'4.7' if n % 10 == 3 else '2.0'},1" for n in range(20)]
    run = desk("batch", listed(*rows), "--json")
    assert run.code == 1
    assert states(run) == ["done"] * 18
    assert [(error["row"], error["field"]) for error in run.json["errors"]] == [
        (5, "model"), (15, "model"),
    ]  # fmt: skip
    assert "row 5, model: “4.7” is not known." in run.err
    assert "18 good rows, 2 with faults" in run.err
    assert len(billed()) == 18


def test_a_dry_run_prices_and_judges_all_rows_and_leaves_no_trace(desk, listed, billed, home):
    run = desk("batch", listed("a,2.0,2", "b,2.0,9", "c,3.0,1"), "--dry-run", "--json")
    assert run.code == 1
    assert run.json == {
        "batch": None, "jobs": [], "cost_usd": 0.22,
        "errors": [{"row": 3, "field": "count", "message": "Between 1 and 8 pictures at a time."}],
    }  # fmt: skip
    assert "2 jobs, 3 pictures: $0.22" in run.err
    assert desk("batch", listed("a,2.0,2"), "--dry-run").code == 0
    assert billed() == []
    assert not (home / "library").exists()


def test_what_cannot_be_made_at_all_is_told_and_nothing_is_queued(desk, tmp_path, home):
    file = tmp_path / "a.csv"
    for text, row, field in (
        ("prompt,count\na,99\n", 2, "count"),
        ("colour\nred\n", 0, "file"),
        ('[{"prompt": "a"},]', 0, "file"),
        (json.dumps({**CAMPAIGN, "prompt": "{prodcut}"}), 0, "prompt"),
        (json.dumps({**CAMPAIGN, "formats": ["a", {"name": "b", "aspect": "17:3"}]}), 2, "aspect"),
    ):
        file.write_text(text)
        run = desk("batch", str(file), "--json")
        assert run.code == 2, run.err
        assert (run.json["batch"], run.json["jobs"], run.json["cost_usd"]) == (None, [], 0)
        assert (row, field) in [(error["row"], error["field"]) for error in run.json["errors"]]
        assert run.json["error"] in run.err
        assert desk("batch", str(file), "--dry-run").code == 2
    assert not (home / "library").exists()


@pytest.mark.parametrize("name", ["nothing.csv", ".", "a\x7fb", "-"])
def test_a_file_that_is_not_there_is_bad_input(desk, tmp_path, name):
    run = desk("batch", name if name == "-" else str(tmp_path / name), "--json")
    assert run.code == 2
    assert run.json["errors"][0]["field"] == "file"
    assert "Traceback" not in run.err


def test_standard_input_is_read_where_the_file_is_a_dash(desk):
    process = subprocess.run(
        [*PROGRAM, "batch", "-", "--dry-run", "--json"], env=desk.environment, input=b"prompt;count\nf\xfcchse;2\n",
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert process.returncode == 0
    assert json.loads(process.stdout)["cost_usd"] == 0.16
    assert b"Windows-1252" in process.stderr


@pytest.mark.parametrize(
    "arguments",
    [["batch"], ["batch", "x", "--budget", "nan"], ["batch", "x", "--budget", "much"], ["batch", "x", "--budget", "-1"], ["queue", "retry"], ["queue", "cancel", "a", "--waiting"]],
    ids=str,
)  # fmt: skip
def test_wrong_usage_is_exit_code_2_with_a_word_on_stderr(desk, arguments):
    run = desk(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "usage:" in run.err


def test_text_output_lists_the_jobs_and_their_files(desk, listed):
    run = desk("batch", listed("a,2.0,1"))
    head, path = run.out.splitlines()
    assert head.split("\t")[1] == "done"
    assert path.endswith(".png")


# --- a campaign -----------------------------------------------------------------------------------


def test_a_campaign_is_made_product_by_product_with_its_metadata(desk, tmp_path, request):
    file = tmp_path / "q1.json"
    file.write_text(json.dumps({**CAMPAIGN, "products": [f"{request.node.name} 1", "b"]}))
    run = desk("batch", str(file), "--json")
    assert run.code == 0, run.err
    assert states(run) == ["done"] * 6
    assert run.json["cost_usd"] == pytest.approx(0.48)
    assert run.json["jobs"][5]["metadata"] == {
        "campaign": "Q1 Launch", "product": "b", "format": "hero",
    }  # fmt: skip
    image = run.json["jobs"][5]["images"][0]
    assert (image["aspect_ratio"], image["campaign"]) == ("16:9", "Q1 Launch")


# --- the same again -------------------------------------------------------------------------------


def test_the_same_file_is_not_bought_twice_unless_it_is_asked_for(desk, listed, billed):
    file = listed("a,2.0,1", "b,2.0,1")
    first = desk("batch", file, "--json")
    again = desk("batch", file, "--json")
    assert (again.code, again.json) == (0, first.json)
    assert f"as batch {first.json['batch']}, and is not bought again" in again.err
    assert "not bought again" in desk("batch", file, "--dry-run").err
    assert len(billed()) == 2
    bought = desk("batch", file, "--again", "--json")
    assert bought.json["batch"] != first.json["batch"]
    assert len(billed()) == 4


def test_rows_that_were_run_before_are_told_and_left_out_by_a_word(desk, listed, billed):
    desk("batch", listed("a,2.0,1"))
    run = desk("batch", listed("a,2.0,1", "b,2.0,1"), "--json", "--dry-run")
    assert "1 row asks for what was run before" in run.err
    assert run.json["cost_usd"] == 0.16
    file = listed("a,2.0,1", "b,2.0,1")
    run = desk("batch", file, "--json", "--skip-run")
    assert (run.code, len(run.json["jobs"]), len(billed())) == (0, 1, 2)
    same = desk("batch", file, "--json", "--skip-run")
    assert (same.json, len(billed())) == (run.json, 2)
    none = desk("batch", listed("b,2.0,1", "a,2.0,1"), "--json", "--skip-run")
    assert (none.code, none.json["batch"], none.json["jobs"]) == (0, None, [])
    run = desk("batch", listed("a,2.0,1", "b,2.0,1"), "--json")
    assert "2 rows ask for what was run before" in run.err
    assert len(billed()) == 4


def test_play_money_does_not_count_for_the_real_thing(desk, listed, home, billed):
    file = listed("a,2.0,1")
    assert Program(home)("batch", file).code == 0  # no key: the built-in sandbox
    run = desk("batch", file, "--json")
    assert run.code == 0
    assert "not bought again" not in run.err
    assert len(billed()) == 1
    assert "not bought again" in desk("batch", file).err


# --- money ----------------------------------------------------------------------------------------


def test_a_budget_that_does_not_do_is_told_and_nothing_is_queued(desk, listed, billed, home):
    file = listed("a,2.0,2", "b,2.0,1")
    run = desk("batch", file, "--budget", "0.23", "--json")
    assert run.code == 1
    assert (run.json["batch"], run.json["jobs"]) == (None, [])
    assert "$0.23" in run.json["error"]
    assert billed() == []
    assert desk("queue", "--json").json == {"jobs": []}
    assert desk("batch", file, "--budget", "$0.24").code == 0
    assert len(billed()) == 2


def test_the_day_s_budget_holds_for_a_batch_and_for_one_picture(
    desk, listed, billed, home, request
):
    home.mkdir()
    (home / "settings.json").write_text('{"day_budget_usd": 0.2}')
    assert desk("batch", listed("a,2.0,1", "b,2.0,2"), "--json").code == 1
    assert desk("generate", f"{request.node.name} c", "--count", "2").code == 0
    run = desk("generate", f"{request.node.name} d", "--json")
    assert run.code == 1
    assert "budget" in run.json["error"]
    assert len(billed()) == 1


# --- what goes wrong on the way -------------------------------------------------------------------


def test_every_kind_of_end_is_told(desk, listed):
    rows = [
        "fine,2.0,1",
        "[[fault:422]],2.0,1",
        "[[fault:504-after]],2.0,1",
        "[[fault:unsafe-all]],2.0,1",
    ]
    run = desk("batch", listed(*rows), "--json")
    assert run.code == 1
    assert states(run) == ["done", "refused", "unsure", "withheld"]
    assert "1 done, 1 withheld, 1 refused, 1 unsure; charged $0.16." in run.err
    assert "queue retry ID" in run.err


def test_a_key_that_is_refused_leaves_the_rest_waiting_and_the_same_command_goes_on(
    desk, listed, billed
):
    rows = ["a [[fault:401*1]],2.0,1", *[f"{n},2.0,8" for n in range(4)]]
    file = listed(*rows)
    run = desk("batch", file, "--json")
    assert run.code == 1
    assert "held" in states(run)
    assert "still queued; go on with: ideogram-desk queue run" in run.err
    run = desk("batch", file, "--json")
    assert (run.code, states(run)) == (0, ["done"] * 5)
    assert len(billed()) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
@pytest.mark.parametrize(
    ("number", "most_unsure"), [(signal.SIGKILL, 5), (signal.SIGINT, 0)], ids=["SIGKILL", "SIGINT"]
)  # a kill leaves unsure at most what was in flight; Ctrl+C waits for it
def test_an_end_in_the_middle_loses_nothing_and_buys_nothing_twice(
    home, listed, billed, number, most_unsure
):
    sandbox = Sandbox("--seconds", "0.1")
    try:
        desk = Program(home, sandbox.url, "test")
        file = listed(*[f"{n},{'4.7' if n % 10 == 3 else '2.0'},1" for n in range(20)])
        process = desk.start("batch", file, "--json")
        while b"6/18 " not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out) == (130 if number is signal.SIGINT else -number, b"")
        assert b"Traceback" not in err
        run = desk("batch", file, "--json")
        bill = billed(sandbox)
    finally:
        sandbox.close()
    assert "and is not bought again: what is left of it goes on" in run.err
    found = states(run)
    assert run.code == 1  # two rows have faults
    assert len(found) == 18
    assert set(found) <= {"done", "unsure"}
    assert found.count("unsure") <= most_unsure
    done = [job["prompt"] for job in run.json["jobs"] if job["state"] == "done"]
    unsure = [job["prompt"] for job in run.json["jobs"] if job["state"] == "unsure"]
    assert len(bill) == len(set(bill))
    assert set(done) <= set(bill) <= {*done, *unsure}
    assert all(len(job["images"]) == 1 for job in run.json["jobs"] if job["state"] == "done")
