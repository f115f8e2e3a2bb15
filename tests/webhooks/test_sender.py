"""Callbacks on their way out: to real receivers on loopback, of every kind, and to no other."""

import asyncio
import ipaddress
import logging
import random
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ideogram_desk.domain.callback import Called
from ideogram_desk.webhooks.sender import WebhookCaller
from ideogram_desk.webhooks.signature import new_secret, verify
from tests.webhooks.receivers import Listener, answer, certified, delivery

NAME = "hooks.example.com"
NOW = 1_700_000_000.5


@pytest.fixture
async def receiver():
    listener = await Listener().start()
    yield listener
    await listener.stop()


@pytest.fixture
async def caller():
    made = []

    def make(*, names=None, tls=ssl.create_default_context, **options):
        async def look_up(host, _port):
            looked_up.append(host)
            found = names[host] if names and host in names else OSError("no such name")
            if isinstance(found, OSError):
                raise found
            return [ipaddress.ip_address(text) for text in found]

        looked_up = []
        made.append(WebhookCaller(tls, look_up=look_up, clock=lambda: NOW, **options))
        made[-1].looked_up = looked_up
        return made[-1]

    yield make
    for one in made:
        await one.close()


# --- what is sent ---------------------------------------------------------------------------------


async def test_a_callback_is_one_post_with_the_body_as_it_is_and_the_standard_headers(
    receiver, caller
):
    body = '{"prompt": "Käse 🧀",  "metadata": {}}'.encode()
    called = await caller().call(delivery(f"{receiver.url}/hook?a=%20b&token=x", body=body), None)
    assert called == Called(200)
    (asked,) = receiver.asked
    assert asked.target == "/hook?a=%20b&token=x"
    assert asked.body == body
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert asked.headers["user-agent"].startswith("ideogram-desk/")
    assert asked.headers["webhook-id"] == "msg_1"
    assert asked.headers["webhook-timestamp"] == "1700000000"
    assert "webhook-signature" not in asked.headers


async def test_with_a_secret_it_is_signed_and_every_try_has_the_same_id_and_body(receiver, caller):
    secret, sends = new_secret(), caller()
    for _ in range(2):
        assert (await sends.call(delivery(receiver.url), secret)).status == 200
    first, second = receiver.asked
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    verify(first.headers, first.body, secret, NOW)


async def test_a_secret_that_cannot_sign_is_said_and_nothing_is_sent(receiver, caller):
    called = await caller().call(delivery(receiver.url), "whsec_nonsense")
    assert called.status is None
    assert "secret" in called.note
    assert "nonsense" not in called.note
    assert receiver.connections == 0


# --- what comes back ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_every_status_from_200_to_299_is_a_success(receiver, caller, status):
    receiver.say = answer(status)
    assert await caller().call(delivery(receiver.url), None) == Called(status)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_a_failure_and_is_not_followed(receiver, caller, status):
    other = await Listener().start()
    receiver.say = answer(status, f"Location: {other.url}/")
    called = await caller().call(delivery(receiver.url), None)
    assert called.status == status
    assert "redirect" in called.note
    assert other.connections == 0
    await other.stop()


@pytest.mark.parametrize(
    ("status", "words"), [(410, "wants no more"), (429, "busy"), (500, "an error"), (404, "an error")]
)  # fmt: skip
async def test_another_status_is_told_in_a_sentence(receiver, caller, status, words):
    receiver.say = answer(status, body=b"<b>Do not show this</b>")
    called = await caller().call(delivery(receiver.url), None)
    assert called.status == status
    assert words in called.note
    assert str(status) in called.note
    assert "Do not" not in called.note


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("120", 120, 120),
        ("259200", 86_400, 86_400),  # three days: a day at the most
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
    ],
)
async def test_the_wait_that_a_receiver_asks_for_is_read(receiver, caller, said, least, most):
    receiver.say = answer(429, f"Retry-After: {said}")
    called = await caller().call(delivery(receiver.url), None)
    assert least <= called.retry_after <= most


async def test_a_wait_until_a_time_of_day_is_read(receiver, caller):
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    receiver.say = answer(429, f"Retry-After: {in_an_hour}")
    called = await caller().call(delivery(receiver.url), None)
    assert 3500 <= called.retry_after <= 3600


@pytest.mark.parametrize(
    "said", ["", "soon", "-5", "1e9", "nan", "٣", "9" * 400, "Wed, 99 Foo 2015"]
)
async def test_a_wait_that_cannot_be_read_is_none(receiver, caller, said):
    receiver.say = answer(503, f"Retry-After: {said}".encode().decode("latin-1"))
    assert (await caller().call(delivery(receiver.url), None)).retry_after is None


# --- receivers that misbehave ---------------------------------------------------------------------


async def test_an_answer_that_drips_is_given_up_at_the_deadline(receiver, caller):
    async def drip(_asked, writer):
        while True:
            writer.write(b"H")
            await writer.drain()
            await asyncio.sleep(0.02)

    receiver.say = drip
    started = asyncio.get_running_loop().time()
    called = await caller(patience=0.4).call(delivery(receiver.url), None)
    assert asyncio.get_running_loop().time() - started < 2
    assert (called.status, called.note) == (None, "127.0.0.1 did not answer in time.")


async def test_a_body_that_drips_holds_nobody_up_and_the_status_counts(receiver, caller):
    async def drip(_asked, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.02)

    receiver.say = drip
    started = asyncio.get_running_loop().time()
    assert await caller(patience=0.4).call(delivery(receiver.url), None) == Called(200)
    assert asyncio.get_running_loop().time() - started < 2


async def test_of_an_endless_body_64_kilobytes_are_read(receiver, caller):
    sent = 0

    async def endless(_asked, writer):
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(bytes(4096))
            await writer.drain()
            sent += 4096

    receiver.say = endless
    assert await caller().call(delivery(receiver.url), None) == Called(200)
    assert sent < 50_000_000  # what fits into the buffers on the way, and no more


@pytest.mark.parametrize(
    "said",
    [
        b"", b"HTTP/1.1 2", b"SSH-2.0-x\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\x28",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000,
    ],
    ids=["nothing", "cut", "another protocol", "TLS", "endless header"],
)  # fmt: skip
async def test_what_is_no_answer_is_a_failure_in_a_sentence(receiver, caller, said):
    receiver.say = said
    called = await caller().call(delivery(receiver.url), None)
    assert called.status is None
    assert called.note.startswith("127.0.0.1 broke")


async def test_a_success_counts_although_its_body_is_cut(receiver, caller):
    receiver.say = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"
    assert await caller().call(delivery(receiver.url), None) == Called(200)


async def test_a_packed_answer_is_not_unpacked(receiver, caller):
    receiver.say = answer(200, "Content-Encoding: gzip", body=b"this is no gzip")
    assert await caller().call(delivery(receiver.url), None) == Called(200)
    assert receiver.asked[0].headers["accept-encoding"] == "identity"


async def test_nobody_there_is_told(caller):
    listener = await Listener().start()
    await listener.stop()
    called = await caller().call(delivery(listener.url), None)
    assert called == Called(None, "127.0.0.1 refused the connection.")


async def test_a_receiver_that_fails_often_and_dies_gets_every_event_in_the_end(caller):
    dice, got = random.Random(7), {}

    async def unreliable(asked, writer):
        match dice.random():
            case x if x < 0.1:
                writer.transport.abort()
            case x if x < 0.2:
                writer.write(answer(503))
            case x if x < 0.3:
                writer.write(b"HTTP/1.1 200")
            case _:
                got.setdefault(asked.headers["webhook-id"], set()).add(asked.body)
                writer.write(answer(200))

    listener = await Listener(unreliable).start()
    port, sends = listener.port, caller()
    owed = [delivery(listener.url, name=f"msg_{n}", body=b'{"n": %d}' % n) for n in range(100)]
    rounds = 0
    while owed:
        rounds += 1
        if rounds == 2:  # dead for a round
            await listener.stop()
        called = await asyncio.gather(*(sends.call(one, None) for one in owed))
        if rounds == 2:
            assert all(one.status is None for one in called)
            await listener.start(port=port)
        owed = [one for one, c in zip(owed, called, strict=True) if c.status != 200]
    assert got == {f"msg_{n}": {b'{"n": %d}' % n} for n in range(100)}
    assert 2 < rounds < 30
    await listener.stop()


# --- where it goes --------------------------------------------------------------------------------


async def test_an_address_that_may_not_be_called_is_not_even_looked_up(receiver, caller):
    sends = caller(names={"localhost": ["127.0.0.1"]})
    for url in (receiver.url, f"http://localhost:{receiver.port}", "ftp://x", "", "https://u:pw@x.example/"):  # fmt: skip
        called = await sends.call(delivery(url, own_network=False), None)
        assert called.status is None
        assert called.note.endswith(".")
        assert "pw" not in called.note
    assert receiver.connections == 0
    assert sends.looked_up == []


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],  # one private among public ones is enough
        ["127.0.0.1", "2606:4700::1111"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
    ],
    ids=", ".join,
)
async def test_a_public_name_that_leads_to_this_machine_is_refused(receiver, caller, found):
    sends = caller(names={NAME: found})
    called = await sends.call(delivery(f"https://{NAME}:{receiver.port}/", own_network=False), None)
    assert called.status is None
    assert called.note.startswith("The address leads to")
    assert receiver.connections == 0


@pytest.mark.parametrize("found", ["169.254.169.254", "fd00:ec2::254", "224.0.0.1", "0.0.0.0"])
async def test_not_even_the_user_s_word_lets_a_name_lead_there(caller, found):
    sends = caller(names={"nas": ["127.0.0.1", found]})
    called = await sends.call(delivery("http://nas:8000/"), None)
    assert called == Called(None, "The address leads to where no callback may go.")


async def test_plain_http_to_a_name_that_leads_elsewhere_is_refused(caller):
    sends = caller(names={NAME: ["93.184.216.34"]})
    called = await sends.call(delivery(f"http://{NAME}/"), None)
    assert "leads elsewhere" in called.note


async def test_a_name_is_looked_up_once_and_the_judged_address_is_called(
    receiver, caller, monkeypatch
):
    """Rebinding: whoever looked the name up again would be led to the second listener."""
    try:
        second = await Listener().start("127.0.0.2", receiver.port)
    except OSError as error:  # macOS has but one loopback address
        pytest.skip(str(error))
    asked = []

    def elsewhere(host, port, *_args, **_options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.2", port))]

    monkeypatch.setattr(socket, "getaddrinfo", elsewhere)
    sends = caller(names={"nas": ["127.0.0.1"]})
    called = await sends.call(delivery(f"http://nas:{receiver.port}/x"), None)
    assert called == Called(200)
    assert sends.looked_up == ["nas"]
    assert asked == []
    assert (receiver.connections, second.connections) == (1, 0)
    assert receiver.asked[0].headers["host"] == f"nas:{receiver.port}"
    await second.stop()


async def test_the_next_judged_address_is_tried_where_one_does_not_answer(receiver, caller):
    sends = caller(names={"nas": ["127.0.0.9", "fe80::1%none", "127.0.0.1"]})
    assert await sends.call(delivery(f"http://nas:{receiver.port}/"), None) == Called(200)


async def test_the_system_s_names_are_looked_up_without_holding_up_the_loop(receiver, monkeypatch):
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: real("127.0.0.1", *a[1:], **k))
    sends = WebhookCaller(ssl.create_default_context)
    called = await sends.call(delivery(f"http://localhost:{receiver.port}/"), None)
    await sends.close()
    assert called == Called(200)


async def test_a_name_that_is_not_found_is_told(caller):
    assert await caller().call(delivery(f"https://{NAME}/"), None) == Called(
        None, f"{NAME} was not found."
    )


async def test_no_proxy_is_used(receiver, caller, monkeypatch):
    proxy = await Listener().start()
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert await caller().call(delivery(receiver.url), None) == Called(200)
    assert proxy.connections == 0
    await proxy.stop()


# --- over TLS -------------------------------------------------------------------------------------


async def test_the_certificate_is_verified_for_the_name_although_an_address_is_called(
    caller, tmp_path
):
    serving, trusting = certified(tmp_path, NAME)
    receiver = await Listener().start(tls=serving)
    names = {NAME: ["127.0.0.1"], "other.example.com": ["127.0.0.1"]}
    sends = caller(names=names, tls=lambda: trusting)
    assert await sends.call(delivery(f"https://{NAME}:{receiver.port}/"), None) == Called(200)
    assert receiver.asked[0].headers["host"] == f"{NAME}:{receiver.port}"
    called = await sends.call(delivery(f"https://other.example.com:{receiver.port}/"), None)
    assert called == Called(None, "The certificate of other.example.com could not be verified.")
    distrustful = caller(names=names)
    called = await distrustful.call(delivery(f"https://{NAME}:{receiver.port}/"), None)
    assert called == Called(None, f"The certificate of {NAME} could not be verified.")
    assert len(receiver.asked) == 1
    await receiver.stop()


async def test_a_receiver_without_tls_is_told(caller):
    async def plain(_reader, writer):
        writer.write(answer(400))
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    called = await caller().call(delivery(f"https://127.0.0.1:{port}/"), None)
    assert called == Called(None, "No safe connection to 127.0.0.1 could be made.")
    server.close()


# --- quietly --------------------------------------------------------------------------------------


async def test_nothing_of_an_address_but_its_host_is_logged_or_told(receiver, caller, caplog):
    caplog.set_level(logging.DEBUG)
    receiver.say = b""
    called = await caller().call(delivery(f"{receiver.url}/SECRETPATH?token=SECRETTOKEN"), None)
    listener = await Listener().start()
    await listener.stop()
    await caller().call(delivery(f"{listener.url}/SECRETPATH"), new_secret())
    assert "127.0.0.1" in caplog.text
    assert "SECRET" not in caplog.text + called.note
    assert "v1," not in caplog.text


def test_making_one_loads_neither_http_nor_tls():
    code = (
        "import sys; from ideogram_desk.webhooks.sender import WebhookCaller;"
        "print(*sorted({'httpx', 'httpcore', 'ssl', 'truststore', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() in ([], ["ssl"])  # asyncio itself loads ssl
