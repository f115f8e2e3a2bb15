"""`serve` as other programs see it: a real process that receives callbacks."""

import json
import signal
import socket
import sys
import threading
import time

import httpx
import pytest
from PIL import Image

from ideogram_desk.webhooks.signature import new_secret, sign
from tests.cli.conftest import Program

PATH = "/callbacks/ideogram"
EVENT = {
    "event": "generation.completed", "jobId": "42", "prompt": "a red square", "seed": 7,
    "resolution": "640x480", "filePath": "generated/7.png",
    "metadata": {"campaign": "Q1 Launch", "product": "X", "format": "og"},
}  # fmt: skip
posix = pytest.mark.skipif(sys.platform == "win32", reason="no such signals")


class Serving:
    """The process; what it says on stderr is gathered as it comes."""

    def __init__(self, process):
        self.process = process
        self.url = process.stdout.readline().decode().strip()
        self.said = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self._news:
                self.said.append(line.decode().strip())
                self._news.notify_all()

    def post(self, event=None, body=None, **headers):
        body = json.dumps(event or EVENT).encode() if body is None else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.post(self.url + PATH, content=body, headers=named, trust_env=False, timeout=20)

    def wait_for(self, words, patience=30):
        """The line that holds these words."""
        end = time.monotonic() + patience
        with self._news:
            while True:
                for line in self.said:
                    if words in line:
                        return line
                left = end - time.monotonic()
                assert left > 0, f"“{words}” is not in {self.said}"
                self._news.wait(left)

    def end(self, number=signal.SIGTERM):
        """Its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(30)
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return code


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "worker"
    (folder / "generated").mkdir(parents=True)
    Image.new("RGB", (640, 480), "red").save(folder / "generated" / "7.png")
    return folder


@pytest.fixture
def start(home):
    started = []

    def begin(*arguments, **environment):
        program = Program(home, **environment)
        started.append(Serving(program.start("serve", "--port", "0", *arguments)))
        return started[-1]

    yield begin
    for one in started:
        one.end()


def found(home):
    return Program(home)("search", "red", "--json").json


def exports(folder):
    return sorted(path.name.partition("-")[2] for path in folder.glob("*"))


def test_a_completed_picture_is_brought_in_and_exported_once(start, home, pictures, tmp_path):
    serving = start("--from", str(pictures), "--to", str(tmp_path / "out"))
    assert serving.url.startswith("http://127.0.0.1:")
    for message_id in ("msg_1", "msg_1", "msg_2"):
        answer = serving.post(webhook_id=message_id)
        assert (answer.status_code, answer.json()) == (200, {"received": True})
    serving.post({"event": "generation.failed", "jobId": "43", "error": "No credit."})
    serving.wait_for("job “43”. It says: “No credit.”")
    brought = [line for line in serving.said if "“7.png”" in line]
    assert len(brought) == 2, serving.said  # msg_1 once, msg_2
    assert serving.end() == 130
    (image,) = found(home)["images"]
    assert (image["prompt"], image["seed"], image["cost_usd"]) == ("a red square", 7, 0)
    assert image["metadata"] == EVENT["metadata"]
    assert exports(tmp_path / "out") == ["og.webp", "social.webp", "thumb.webp"]
    with Image.open(next((tmp_path / "out").glob("*-og.webp"))) as og:
        assert og.size == (1200, 630)


def test_what_cannot_be_used_is_told_and_nothing_stops(start, home, pictures):
    (pictures / "notes.png").write_bytes(b"no picture at all")
    serving = start("--from", str(pictures), "--preset", "thumb")
    for said in ("gone.png", "notes.png", "/etc/hostname", "//server/share/7.png"):
        assert serving.post({**EVENT, "filePath": said}).status_code == 200
    assert serving.post().status_code == 200
    serving.wait_for("Brought in “7.png”")
    for words in ("“gone.png” is not there", "“/etc/hostname” is outside", "elsewhere"):
        serving.wait_for(words)
    assert found(home)["total"] == 1
    assert exports(home / "exports") == ["thumb.webp"]


def test_its_own_pictures_are_exported_but_not_brought_in(desk, start, home, tmp_path):
    made = desk("generate", "a red square", "--model", "2.0", "--json").job["images"][0]
    serving = start("--to", str(tmp_path / "out"), "--preset", "og")
    serving.post({**EVENT, "imageId": made["id"], "filePath": f"{made['id']}.png"})
    serving.wait_for("Already here")
    assert found(home)["total"] == 1
    assert [path.name for path in (tmp_path / "out").glob("*")] == [f"{made['id']}-og.webp"]


def test_with_a_secret_in_the_environment_only_signed_events_are_taken(start, home, pictures):
    secret, now = new_secret(), int(time.time())
    serving = start(
        "--from", str(pictures), "--preset", "none", IDEOGRAM_DESK_CALLBACK_SECRET=secret
    )
    assert serving.post().status_code == 401
    body = json.dumps(EVENT).encode()
    signed = {"webhook_id": "m", "webhook_timestamp": str(now)}
    wrong = sign(new_secret(), "m", now, body)
    assert serving.post(body=body, webhook_signature=wrong, **signed).status_code == 401
    right = sign(secret, "m", now, body)
    assert serving.post(body=body, webhook_signature=right, **signed).status_code == 200
    serving.wait_for("Brought in")
    assert serving.end() == 130
    kept = [
        path for path in home.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()
    ]
    assert kept == []
    assert secret not in "".join(serving.said)


def test_without_a_secret_other_computers_are_warned_of(start):
    serving = start("--host", "0.0.0.0")
    serving.wait_for("no secret is set")
    serving.end()
    signed = start("--host", "0.0.0.0", IDEOGRAM_DESK_CALLBACK_SECRET=new_secret())
    assert signed.post().status_code == 401
    signed.end()
    assert signed.said == []


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_accepted_is_seen_to_before_it_ends(start, home, pictures, number):
    for n in range(5):
        Image.new("RGB", (64, 64 + n), "red").save(pictures / f"{n}.png")
    serving = start("--from", str(pictures), "--preset", "none")
    for n in range(5):
        serving.post({**EVENT, "jobId": str(n), "filePath": f"{n}.png"})
    assert serving.end(number) == 130
    assert found(home)["total"] == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--port", "99999"], "no such port"), (["--from", "missing"], "There is no folder missing")],
)
def test_what_cannot_be_served_is_told_at_once(home, arguments, words):
    ended = Program(home)("serve", *arguments)
    assert ended.code == 2
    assert words in ended.err
    assert ended.out == ""


def test_a_secret_that_is_none_is_told_without_repeating_it(home):
    ended = Program(home, IDEOGRAM_DESK_CALLBACK_SECRET="hunter2")("serve")
    assert ended.code == 2
    assert "whsec_" in ended.err
    assert "hunter2" not in ended.err


def test_a_library_that_another_program_owns_is_not_served(start, home):
    start()
    ended = Program(home)("serve", "--port", "0")
    assert ended.code == 3
    assert "in use" in ended.err


def test_its_default_port_is_the_settings_own(home):
    home.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (home / "settings.json").write_text(json.dumps({"receive_port": port}))
        ended = Program(home)("serve")
    assert ended.code == 2
    assert f"port {port} of 127.0.0.1" in ended.err
