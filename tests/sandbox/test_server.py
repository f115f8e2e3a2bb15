"""Keys, routes, limits, links and the process itself."""

import io
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from PIL import Image

MAIN = [sys.executable, "-m", "ideogram_desk.sandbox.main"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/generate", 405),
        ("POST", "/generate/", 404),
        ("POST", "/models", 405),
        ("POST", "/v2/image/generate/ideogram-9", 404),
        ("GET", "/v2/generations/nobody", 404),
        ("GET", "/api/images/ephemeral/x-0.png", 403),
    ],
)
def test_wrong_calls_are_told_so_in_json(api, anyone, method, path, status):
    client = anyone if "images" in path else api
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/generate"),
        ("POST", "/v2/image/generate/ideogram-4"),
        ("GET", "/v2/generations/x"),
        ("GET", "/models"),
    ],
)
@pytest.mark.parametrize(
    "headers",
    [{}, {"Api-Key": ""}, {"Authorization": "Bearer test-key"}, {"Api-Key": "Bearer test-key"}],
    ids=str,
)
def test_a_call_without_a_key_is_refused(anyone, method, path, headers):
    assert anyone.request(method, path, headers=headers).status_code == 401


def test_a_key_can_be_tried_on_the_models(api):
    assert api.get("/models").json() == {"models": []}


def test_only_the_named_keys_are_accepted(sandbox):
    with sandbox("--key", "first", "--key", "second") as client:
        answers = [client.get("/models", headers={"Api-Key": k}) for k in ("first", "second", "x")]
    assert [answer.status_code for answer in answers] == [200, 200, 401]


def test_a_picture_is_a_png_of_its_size(generate, anyone):
    url = generate(aspect_ratio="ASPECT_16_9").json()["data"][0]["url"]
    answer = anyone.get(url)
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (328, 184)


def test_a_link_wants_its_signature_and_no_key(generate, anyone, api):
    url = generate().json()["data"][0]["url"]
    assert anyone.get(url).status_code == 200
    assert anyone.get(url[:-1] + ("0" if url[-1] != "0" else "1")).status_code == 403
    assert anyone.get(url.replace("exp=", "exp=9")).status_code == 403
    assert api.get(url).status_code == 400


def test_a_link_expires(sandbox):
    with sandbox("--seconds", "0", "--link-hours", "0", "--scale", "0.05") as client:
        body = {"image_request": {"prompt": "a"}}
        url = client.post("/generate", json=body).json()["data"][0]["url"]
        assert httpx.get(url, trust_env=False).status_code == 410


def test_pictures_in_flight_are_counted_and_those_above_the_limit_are_not_run(sandbox):
    with sandbox("--seconds", "30", "--inflight", "3") as client:
        route = "/v2/image/generate/ideogram-4"
        body = {"prompt": "a", "num_images": 2, "async": True}
        assert client.post(route, json=body).status_code == 200
        refused = client.post(route, json=body)
        assert refused.status_code == 429
        assert "retry-after" not in refused.headers
        assert refused.json()["reject_reason"] == "inflight_limit"
        assert refused.json()["max_inflight_requests"] == 3
        assert client.post(route, json={"prompt": "a", "async": True}).status_code == 200


def test_a_generation_is_pending_until_its_time_has_come(sandbox):
    with sandbox("--seconds", "30") as client:
        body = {"prompt": "a", "async": True}
        sent = client.post("/v2/image/generate/ideogram-4", json=body).json()
        answer = client.get(f"/v2/generations/{sent['generation_id']}").json()
        assert answer["status"] == "pending"
        assert "data" not in answer
        assert client.get("/sandbox/bill").json()["pictures"] == 0


def test_polling_too_often_is_refused_with_a_time_to_wait(sandbox):
    poll = b"GET /v2/generations/x HTTP/1.1\r\nHost: x\r\nApi-Key: k\r\n\r\n"
    with sandbox("--seconds", "0") as client:
        with socket.create_connection(("127.0.0.1", client.base_url.port)) as connection:
            connection.sendall(poll * 1_000)
            received = b""
            while received.count(b"HTTP/1.1 404") < 1_000:
                received += connection.recv(65_536)
        refused = client.get("/v2/generations/x")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 11


def test_a_restarted_sandbox_knows_its_generations_and_serves_the_same_pictures(sandbox, tmp_path):
    ledger = str(tmp_path / "sub" / "ledger.jsonl")
    options = ("--ledger", ledger, "--seconds", "0", "--scale", "0.1")
    with sandbox(*options) as client:
        body = {"prompt": "a fox", "num_images": 2}
        sent = client.post("/v2/image/generate/ideogram-4", json=body).json()
        path = httpx.URL(sent["data"][1]["url"]).raw_path.decode()
        picture = httpx.get(sent["data"][1]["url"], trust_env=False).content
        bill = client.get("/sandbox/bill").json()
    with Path(ledger).open("a") as file:
        file.write('{"event": "accep')
    with sandbox(*options) as client:
        answer = client.get(f"/v2/generations/{sent['generation_id']}").json()
        assert answer["status"] == "completed"
        assert [i["seed"] for i in answer["data"]] == [i["seed"] for i in sent["data"]]
        assert httpx.get(f"{client.base_url}{path}", trust_env=False).content == picture
        assert client.get("/sandbox/bill").json() == bill
        client.post("/v2/image/generate/ideogram-4", json=body)
    with sandbox(*options) as client:
        assert client.get("/sandbox/bill").json()["pictures"] == 4


def test_what_was_pending_at_the_end_is_finished_after_a_restart(sandbox, tmp_path):
    ledger = ("--ledger", str(tmp_path / "ledger.jsonl"))
    with sandbox(*ledger, "--seconds", "60") as client:
        body = {"prompt": "a fox", "async": True}
        sent = client.post("/v2/image/generate/ideogram-4", json=body).json()
    entries = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text().splitlines()]
    assert [entry["event"] for entry in entries] == ["opened", "accepted"]
    assert entries[1]["order"]["request"]["prompt"] == "a fox"
    with sandbox(*ledger, "--seconds", "0") as client:
        while client.get(f"/v2/generations/{sent['generation_id']}").json()["status"] == "pending":
            time.sleep(0.01)
        assert client.get("/sandbox/bill").json()["usd_micros"] == 60_000


def test_the_bill_names_each_generation(sandbox):
    with sandbox("--seconds", "0") as client:
        body = {"image_request": {"prompt": "a fox", "model": "V_1", "seed": 4, "num_images": 2}}
        client.post("/generate", json=body)
        (line,) = client.get("/sandbox/bill").json()["generations"]
    assert line.pop("id")
    assert line == {
        "prompt": "a fox",
        "model": "V_1",
        "pictures": 2,
        "usd_micros": 120_000,
        "seeds": [4, 7923],
    }


@pytest.mark.skipif(sys.platform == "win32", reason="signals end a process there at once")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_even_while_a_caller_waits(number):
    with subprocess.Popen(
        [*MAIN, "--seconds", "60"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        url = process.stdout.readline().strip()
        waiting = socket.create_connection(("127.0.0.1", httpx.URL(url).port))
        body = b'{"image_request":{"prompt":"a"}}'
        head = f"POST /generate HTTP/1.1\r\nHost: x\r\nApi-Key: k\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        waiting.sendall(head.encode() + body)
        assert httpx.get(f"{url}/sandbox/bill", trust_env=False).status_code == 200
        process.send_signal(number)
        assert process.wait(10) == 0
        waiting.close()
        assert "Traceback" not in process.stderr.read()


def test_a_caller_that_dies_in_the_middle_of_its_request_is_no_mistake_of_the_sandbox():
    with subprocess.Popen(
        MAIN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        url = process.stdout.readline().strip()
        dying = socket.create_connection(("127.0.0.1", httpx.URL(url).port))
        head = "POST /generate HTTP/1.1\r\nHost: x\r\nApi-Key: k\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        dying.sendall(head.encode() + b'{"image_')
        # By its answer, what came before it on the loop has been seen to.
        assert httpx.get(f"{url}/sandbox/bill", trust_env=False).status_code == 200
        dying.close()
        assert httpx.get(f"{url}/sandbox/bill", trust_env=False).status_code == 200
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_a_taken_port_is_an_error_unless_any_will_do(sandbox_url):
    port = str(httpx.URL(sandbox_url).port)
    refused = subprocess.run([*MAIN, "--port", port], capture_output=True, text=True, check=False)
    assert refused.returncode == 3
    assert refused.stdout == ""
    assert "cannot start" in refused.stderr


def test_another_port_is_taken_when_any_will_do(sandbox, sandbox_url):
    with sandbox("--port-or-any", str(httpx.URL(sandbox_url).port)) as client:
        assert client.base_url.port != httpx.URL(sandbox_url).port
        assert client.get("/models").status_code == 200


def test_the_server_answers_while_it_paints(sandbox):
    with sandbox("--seconds", "0") as client:
        body = {"prompt": "a", "num_images": 4}
        data = client.post("/v2/image/generate/ideogram-4", json=body).json()["data"]
        fetched = []
        threads = [
            threading.Thread(
                target=lambda url=item["url"]: fetched.append(
                    httpx.get(url, trust_env=False, timeout=60).status_code
                )
            )
            for item in data
        ]
        for thread in threads:
            thread.start()
        during = 0
        while any(thread.is_alive() for thread in threads):
            assert client.get("/models").status_code == 200
            during += 1
        assert during > 2
        assert fetched == [200] * 4
