"""`generate`: queues, runs, stores, and says so in one document and an exit code."""

import hashlib
import json
import subprocess
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Program

IMAGE = """
id job prompt expanded_prompt negative_prompt model style_type aspect_ratio seed resolution is_safe
original_url stored_path created_at size_bytes sha256 tags rating favorite parent campaign metadata
cost_usd
"""
JOB = "id state reason prompt model attempts cost_usd batch metadata images"


@pytest.mark.parametrize(
    ("model", "more", "cost"),
    [("2.0", [], 0.08), ("2.0", ["--speed", "turbo"], 0.05), ("3.0", ["--speed", "quality"], 0.09), ("4.6", ["--speed", "low"], 0.03)],
    ids=["legacy", "legacy turbo", "3.0", "4.6"],
)  # fmt: skip
def test_a_prompt_becomes_stored_pictures(desk, sandbox, model, more, cost):
    prompt = f"a red fox of {model} {more}"
    run = desk("generate", prompt, "--json", "--model", model, "--count", "2", *more)
    assert run.code == 0, run.err
    assert set(run.json) == {"jobs"}
    job = run.job
    assert set(job) >= set(JOB.split())
    assert (job["state"], job["prompt"], job["attempts"]) == ("done", prompt, 1)
    assert job["cost_usd"] == pytest.approx(2 * cost)
    assert len(job["images"]) == 2
    for image in job["images"]:
        assert set(image) >= set(IMAGE.split())
        assert Path(image["stored_path"]).is_absolute()
        data = Path(image["stored_path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == image["sha256"]
        assert len(data) == image["size_bytes"]
    assert [g["pictures"] for g in sandbox.bill(prompt)] == [2]


def test_tags_metadata_and_wishes_are_kept_with_the_pictures(desk):
    run = desk(
        "generate", "a fox – 狐 🦊", "--json", "--tag", "fox", "--tag", "two words", "--meta", "product=Desk",
        "--meta", "note=a=b", "--aspect", "16:9", "--style", "design", "--seed", "7", "--negative", "blur",
    )  # fmt: skip
    assert run.code == 0, run.err
    (image,) = run.job["images"]
    assert image["prompt"] == "a fox – 狐 🦊"
    assert image["tags"] == ["fox", "two words"]
    assert image["metadata"] == run.job["metadata"] == {"product": "Desk", "note": "a=b"}
    assert (image["aspect_ratio"], image["seed"], image["negative_prompt"]) == ("16:9", 7, "blur")


def test_text_output_is_one_line_a_job_and_one_a_picture(desk):
    run = desk("generate", "a fox\nin two lines")
    head, path = run.out.splitlines()
    assert head.split("\t")[1:] == ["done", "a fox in two lines"]
    assert Path(path.strip()).is_file()
    assert "done" in run.err


def test_what_was_run_before_is_told_and_run_again(desk, sandbox):
    assert "You ran this" not in desk("generate", "a fox to repeat", "--count", "2").err
    run = desk("generate", " a fox to repeat", "--count", "2")
    assert run.code == 0
    assert ": 2 images. It is run again." in run.err
    assert f"You ran this on {datetime.now().astimezone().day} " in run.err
    assert "You ran this" not in desk("generate", "a fox to repeat").err
    assert len(sandbox.bill("a fox to repeat")) == 3


@pytest.fixture
def receiver():
    """Takes callbacks on this machine; `events` are their bodies."""
    events = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            events.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    server.events = events
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_callback_to_one_s_own_machine_needs_no_more_than_its_address(desk, receiver, host):
    url = f"http://{host}:{receiver.server_port}/hook"
    run = desk("generate", f"a fox that calls {host}", "--callback", url, "--json")
    assert run.code == 0, run.err
    (event,) = receiver.events
    assert (event["event"], event["jobId"]) == ("generation.completed", run.job["id"])


@pytest.mark.parametrize(
    "url",
    ["http://192.168.1.7/x", "https://nas.local/x", "ftp://example.com", "http://example.com"],
)
def test_a_callback_elsewhere_is_judged_before_anything_is_sent(desk, sandbox, url):
    before = len(sandbox.bill())
    run = desk("generate", "a fox", "--callback", url, "--json")
    assert (run.code, [problem["field"] for problem in run.json["problems"]]) == (2, ["callback"])
    assert len(sandbox.bill()) == before


@pytest.mark.parametrize("where", ["before", "after"])
def test_json_and_home_stand_before_the_command_or_after_it(desk, tmp_path, where):
    options = ["--json", "--home", str(tmp_path / "elsewhere")]
    command = ["search", "fox"]
    run = desk(*options, *command) if where == "before" else desk(*command, *options)
    assert (run.code, run.json) == (0, {"total": 0, "images": []})
    assert (tmp_path / "elsewhere" / "logs").is_dir()
    assert not desk.home.exists()


def test_json_before_the_command_and_home_behind_it_go_together(desk, tmp_path):
    run = desk("--json", "queue", "--home", str(tmp_path / "elsewhere"), "list")
    assert run.json == {"jobs": []}
    assert (tmp_path / "elsewhere").is_dir()


@pytest.mark.parametrize(
    ("fault", "state", "cost", "word"),
    [
        ("unsafe-all", "withheld", 0.08, "paid for"),
        ("422", "refused", 0, "safety check"),
        ("400", "refused", 0, ""),
        ("401", "held", 0, "key"),
        ("402", "held", 0, ""),
        ("504-after", "unsure", 0, ""),
    ],
)
def test_what_is_not_done_is_told_by_state_reason_and_exit_code(desk, fault, state, cost, word):
    run = desk("generate", f"a fox [[fault:{fault}]]", "--json")
    assert run.code == 1
    assert (run.job["state"], run.job["cost_usd"]) == (state, cost)
    assert word in run.job["reason"]
    assert run.job["reason"] in run.err


def test_a_job_with_one_picture_withheld_is_partly_done(desk):
    run = desk("generate", "a fox [[fault:unsafe-one]]", "--count", "3", "--json")
    assert (run.code, run.job["state"]) == (1, "partial")
    assert sorted(image["state"] for image in run.job["images"]) == ["stored", "stored", "withheld"]


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        (["--seed", "-1"], ["seed"]),
        (["--count", "9", "--aspect", "7:5"], ["aspect", "count"]),
        (["--model", "dall-e-3"], ["model"]),
        (["--model", "4.6", "--negative", "blur"], ["negative"]),
        (["--model", "2a", "--size", "1024x1024"], ["size"]),
    ],
    ids=str,
)
def test_bad_input_names_its_fields_and_sends_nothing(desk, sandbox, arguments, fields):
    before = len(sandbox.bill())
    run = desk("generate", "a fox", "--json", *arguments)
    assert run.code == 2
    assert sorted(problem["field"] for problem in run.json["problems"]) == fields
    assert all(problem["message"] in run.err for problem in run.json["problems"])
    assert len(sandbox.bill()) == before
    assert not (desk.home / "library").exists()


@pytest.mark.parametrize(
    "arguments",
    [["generate"], ["generate", "a", "--seed", "1e3"], ["generate", "a", "--meta", "novalue"], ["nonsense"], ["search"], ["search", "x", "--limit", "-1"], ["queue", "cancel"]],
    ids=str,
)  # fmt: skip
def test_wrong_usage_is_exit_code_2_with_a_word_on_stderr(desk, arguments):
    run = desk(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "usage:" in run.err


def test_an_input_picture_that_is_none_is_bad_input_and_sends_nothing(desk, sandbox, tmp_path):
    page = tmp_path / "page.png"
    page.write_text("<!doctype html>")
    before = len(sandbox.bill())
    for file in (page, tmp_path / "nothing.png"):
        run = desk("generate", "a fox", "--model", "4.6", "--image", str(file), "--json")
        assert run.code == 2
        assert file.name in run.json["error"]
    assert len(sandbox.bill()) == before


def test_an_input_picture_is_sent_along(desk, sandbox):
    first = desk("generate", "a fox to start from", "--json").job["images"][0]["stored_path"]
    run = desk("generate", "the same at night", "--model", "4.5", "--image", first, "--json")
    assert run.code == 0, run.err
    assert run.job["cost_usd"] == 0.22  # what 4.5 takes for changing pictures
    assert [g["usd_micros"] for g in sandbox.bill("the same at night")] == [220_000]


def test_bytes_that_are_no_text_are_taken_for_what_can_be_read_of_them(desk):
    odd = b"\xff\xfe".decode(errors="surrogateescape")
    run = desk("generate", f"a fox {odd}", "--tag", odd, "--meta", f"k{odd}=v{odd}", "--json")
    assert run.code == 0, run.err
    assert run.job["prompt"] == "a fox \ufffd\ufffd"
    assert desk("search", f"fox {odd}", "--json").code == 0
    assert desk("queue", "cancel", odd, "--json").code == 2


def test_json_is_utf_8_and_text_never_fails_whatever_the_terminal_s_encoding(home, sandbox):
    narrow = Program(home, sandbox.url, "test", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert narrow("generate", "a fox – 狐", "--json").job["prompt"] == "a fox – 狐"
    run = narrow("search", "fox")
    assert run.code == 0, run.err
    assert "\\u72d0" in run.out


def test_a_reader_that_has_gone_is_no_mistake_of_ours(desk):
    desk("generate", "a fox")
    process = desk.start("search", "fox", "--json")
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 1
    assert b"Traceback" not in err
    assert b"BrokenPipe" not in err


@pytest.mark.parametrize("key", ["two words", "kéy"])
def test_an_unusable_key_is_told_without_repeating_it(home, sandbox, key):
    run = Program(home, sandbox.url, key)("generate", "a fox", "--json")
    assert run.code == 2
    assert key not in run.out + run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    "url", ["http://[::1", "nonsense", "ftp://127.0.0.1", "http://example.com"]
)
def test_an_unusable_address_is_told_in_a_sentence(home, url):
    run = Program(home, url, "test")("generate", "a fox", "--json")
    assert run.code == 2
    assert run.json["error"]
    assert "Traceback" not in run.err


def test_the_command_line_loads_no_qt(desk):
    code = (
        "import sys; from ideogram_desk.__main__ import main; code = main(sys.argv[1:]);"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'shiboken6', 'qasync'))], code)"
    )
    for arguments in (["generate", "a fox"], ["search", "fox"], ["queue", "list"]):
        run = subprocess.run(
            [PROGRAM[0], "-c", code, *arguments],
            env=desk.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert run.stdout.splitlines()[-1] == "[] 0", run.stderr


def test_help_and_version_need_no_library(home):
    for option in ("--help", "--version"):
        run = Program(home)(option)
        assert run.code == 0
        assert "Ideogram" in run.out + run.err or "ideogram" in run.out
    assert not home.exists()


def test_what_was_generated_is_in_the_sidecars_too(desk):
    job = desk("generate", "a fox to note", "--json", "--tag", "noted").job
    note = json.loads(Path(job["images"][0]["stored_path"]).with_suffix(".json").read_text())
    assert note["image"]["prompt"] == "a fox to note"
    assert note["image"]["tags"] == ["noted"]
    assert note["job"]["id"] == job["id"]
