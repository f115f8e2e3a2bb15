"""The receiver: a real server on loopback, and callers of every kind."""

import asyncio
import json
import socket
import ssl

import httpx
import pytest

from ideogram_desk.domain.errors import SettingsError
from ideogram_desk.webhooks import listening, receiver
from ideogram_desk.webhooks.receiver import MAX_BODY, PATH, Receiver
from ideogram_desk.webhooks.sender import WebhookCaller
from ideogram_desk.webhooks.signature import new_secret, sign
from tests.webhooks.receivers import delivery

EVENT = {
    "event": "generation.completed", "jobId": "42", "prompt": "Käse", "seed": 1,
    "resolution": "1024x1024", "filePath": "generated/1.png", "metadata": {"campaign": "Q1"},
}  # fmt: skip
BODY = json.dumps(EVENT, ensure_ascii=False).encode()
NOW = 1_700_000_000.0


class Receiving:
    """A receiver at work, and what it accepted."""

    def __init__(self, one, url, accepted, answers):
        self.receiver = one
        self.url = url
        self.port = int(url.rpartition(":")[2])
        self.accepted = accepted
        self.answers = answers  # what `accept` says next; True when it is empty

    async def post(self, content=BODY, path=PATH, method="POST", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.request(method, self.url + path, content=content, headers=named)

    async def raw(self, said):
        """What comes back, until the receiver hangs up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(said)
        try:
            return await asyncio.wait_for(reader.read(), 5)
        finally:
            writer.close()


@pytest.fixture
async def start():
    started = []

    async def begin(**options):
        accepted, answers = [], []

        def accept(arrived):
            if answers and not answers.pop(0):
                return False
            accepted.append(arrived)
            return True

        one = Receiver(accept, port=0, clock=lambda: NOW, **options)
        started.append(one)
        return Receiving(one, await one.start(), accepted, answers)

    yield begin
    for one in started:
        await one.close()


@pytest.fixture
async def receiving(start):
    return await start()


# --- what is taken --------------------------------------------------------------------------------


async def test_an_event_is_answered_as_the_seed_document_says_and_handed_on(receiving):
    answer = await receiving.post(content_type="application/json", webhook_id="msg_1")
    assert (answer.status_code, answer.json()) == (200, {"received": True})
    (arrived,) = receiving.accepted
    assert (arrived.id, arrived.job, arrived.prompt) == ("msg_1", "42", "Käse")


@pytest.mark.parametrize("event", ["generation.failed", "generation.withheld"])
async def test_the_other_events_are_taken_too(receiving, event):
    body = json.dumps({"event": event, "jobId": "1"}).encode()
    assert (await receiving.post(body)).status_code == 200
    assert receiving.accepted[0].event == event


async def test_the_program_s_own_sender_and_receiver_understand_each_other(start):
    secret = new_secret()
    receiving = await start(secret=secret)
    caller = WebhookCaller(ssl.create_default_context, clock=lambda: NOW)
    called = await caller.call(delivery(receiving.url + PATH, body=BODY), secret)
    refused = await caller.call(delivery(receiving.url + PATH, body=BODY), new_secret())
    await caller.close()
    assert (called.status, refused.status) == (200, 401)
    assert [arrived.id for arrived in receiving.accepted] == ["msg_1"]


async def test_where_too_many_wait_the_caller_is_told_to_come_again(receiving):
    receiving.answers.append(False)
    answer = await receiving.post()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert (await receiving.post()).status_code == 200


# --- what is not ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/", "GET", 404), ("/callbacks", "POST", 404), (PATH + "/", "POST", 404),
        ("/callbacks/../callbacks/ideogram/x", "POST", 404), (PATH, "GET", 405), (PATH, "PUT", 405),
        (PATH, "HEAD", 405), (PATH, "OPTIONS", 405), (PATH + "?a=1", "POST", 200),
    ],
)  # fmt: skip
async def test_other_paths_and_methods_are_refused(receiving, path, method, status):
    answer = await receiving.post(path=path, method=method)
    assert answer.status_code == status
    if status == 405:
        assert answer.headers["allow"] == "POST"
    if status != 200 and method != "HEAD":
        assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"no json", b'{"event": "generation.started", "jobId": "1"}',
             b"event=generation.completed&jobId=1", b"\x00" * 1000, b"[" * 500_000]
)  # fmt: skip
async def test_what_is_no_event_is_a_plain_error(receiving, body):
    answer = await receiving.post(body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"].endswith(".")
    assert receiving.accepted == []


@pytest.mark.parametrize("said", ["length", "chunks"])
async def test_a_body_over_one_mebibyte_is_refused(receiving, said):
    async def chunks(size):
        for _ in range(size // 4096):
            yield b" " * 4096
        yield BODY

    content = b" " * MAX_BODY + BODY if said == "length" else chunks(MAX_BODY)
    answer = await receiving.post(content)
    assert answer.status_code == 413
    fits = MAX_BODY - len(BODY)
    assert (await receiving.post(b" " * fits + BODY)).status_code == 200
    assert len(receiving.accepted) == 1


async def test_a_body_that_claims_to_be_huge_is_not_waited_for(receiving):
    said = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
    assert b" 413 " in await receiving.raw(said.encode())


async def test_a_body_that_does_not_come_is_given_up(receiving, monkeypatch):
    monkeypatch.setattr(receiver, "_BODY_PATIENCE", 0.1)
    said = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{{"
    assert b" 408 " in await receiving.raw(said.encode())


async def test_a_caller_who_does_not_ask_is_let_go(receiving, monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE", 0.1)
    assert await receiving.raw(f"POST {PATH} HTTP/1.1\r\nHo".encode()) == b""


async def test_a_caller_who_hangs_up_hurts_nobody(receiving):
    said = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{{"
    _, writer = await asyncio.open_connection("127.0.0.1", receiving.port)
    writer.write(said.encode())
    await writer.drain()
    writer.transport.abort()
    assert (await receiving.post()).status_code == 200
    assert len(receiving.accepted) == 1


async def test_every_answer_ends_its_connection(receiving):
    said = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(BODY)}\r\n\r\n"
    answer = await receiving.raw(said.encode() + BODY)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b'{"received": true}')


# --- web pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:{port}", "127.0.0.1:{port}", "127.0.0.1", "127.9.9.9:1", "[::1]:{port}", "[::1]"],
)  # fmt: skip
async def test_without_a_secret_this_computer_s_own_names_are_good(receiving, host):
    assert (await receiving.post(host=host.format(port=receiving.port))).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.test", "evil.test:{port}", "localhost.evil.test", "127.0.0.1.evil.test", "192.168.1.1", "::1",
     "localhost:x", "127.1", "8.8.8.8:{port}", "a@localhost", "[::1"],
)  # fmt: skip
async def test_without_a_secret_other_names_are_refused_since_a_page_could_have_given_them(
    receiving, host
):
    answer = await receiving.post(host=host.format(port=receiving.port))
    assert answer.status_code == 403
    assert receiving.accepted == []


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://localhost"])
async def test_without_a_secret_web_pages_are_refused(receiving, origin):
    assert (await receiving.post(origin=origin)).status_code == 403
    assert receiving.accepted == []


async def test_to_other_computers_it_is_known_by_address_but_by_no_foreign_name(start):
    receiving = await start(host="0.0.0.0")
    assert receiving.url == f"http://127.0.0.1:{receiving.port}"
    assert receiving.receiver.is_open_to_others
    assert (await receiving.post(host="192.168.1.20:8787")).status_code == 200
    assert (await receiving.post(host="evil.test")).status_code == 403


# --- signed ---------------------------------------------------------------------------------------


async def test_with_a_secret_only_signed_messages_are_taken_whatever_name_they_come_by(start):
    secret = new_secret()
    receiving = await start(secret=secret)

    async def post(body=BODY, at=NOW, key=secret, **headers):
        said = {"webhook_id": "m", "webhook_timestamp": str(int(at)), "host": "hooks.example.com"}
        said["webhook_signature"] = sign(key, "m", int(at), body)
        return (await receiving.post(BODY, **{**said, **headers})).status_code

    assert await post() == 200
    assert await post(at=NOW - 299) == 200
    assert await post(at=NOW - 301) == 401
    assert await post(key=new_secret()) == 401
    assert await post(BODY + b" ") == 401
    assert await post(webhook_id="other") == 401
    assert (await receiving.post()).status_code == 401
    assert len(receiving.accepted) == 2


async def test_an_unsigned_message_is_not_told_what_is_wrong_with_it(start):
    receiving = await start(secret=new_secret())
    answer = await receiving.post(b"no json")
    assert (answer.status_code, answer.json()) == (401, {"error": "The message is not signed."})


def test_what_is_no_secret_is_refused_at_once():
    with pytest.raises(SettingsError, match="whsec_"):
        Receiver(lambda _: True, port=0, secret="guess")


# --- the port -------------------------------------------------------------------------------------


async def test_a_port_that_is_taken_is_told(receiving):
    for port in (receiving.port, 99_999):
        second = Receiver(lambda _: True, port=port)
        with pytest.raises(SettingsError, match=f"port {port} of 127.0.0.1"):
            await second.start()
        await second.close()


async def test_it_listens_to_this_computer_alone_unless_told_otherwise(receiving):
    assert not receiving.receiver.is_open_to_others
    with socket.socket() as other:
        other.settimeout(1)
        # Another loopback address stands for another network card.
        assert other.connect_ex(("127.0.0.2", receiving.port)) != 0


async def test_closed_it_lets_go_of_the_port_and_of_whoever_is_connected(receiving):
    reader, writer = await asyncio.open_connection("127.0.0.1", receiving.port)
    await receiving.post()
    await receiving.receiver.close()
    assert await reader.read() == b""
    writer.close()
    with socket.create_server(("127.0.0.1", receiving.port)):
        pass
    await receiving.receiver.close()


async def test_a_call_that_is_being_answered_at_the_end_gets_its_answer(receiving):
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(BODY)}\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", receiving.port)
    begun = asyncio.Event()
    receiving.receiver._refuse_browsers = lambda _headers: begun.set()
    writer.write(head.encode())
    await begun.wait()
    closing = asyncio.create_task(receiving.receiver.close())
    await asyncio.sleep(0)
    writer.write(BODY)
    assert (await reader.read()).startswith(b"HTTP/1.1 200")
    await closing
    writer.close()
