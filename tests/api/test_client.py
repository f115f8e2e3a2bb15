"""The client over real sockets: what goes out, when, to whom, and what broken lines lead to."""

import asyncio
import gzip
import json
import logging
import socket
import subprocess
import sys
import traceback
import zlib

import pytest

from ideogram_desk.api.client import Ideogram
from ideogram_desk.api.transport import _length
from ideogram_desk.domain import errors
from ideogram_desk.domain.answer import Accepted
from ideogram_desk.domain.request import Request
from tests.api.conftest import KEY
from tests.api.loopback import http

LEGACY = Request("a red fox", model="V_2", aspect="16:9", style="general")
V2 = Request("a red fox", model="ideogram-3")
HTML = b"<html>Sign in</html>"


def each(*scripts):
    return [pytest.param(script, id=str(number)) for number, script in enumerate(scripts)]


class Mark:
    """A `before_send` that counts, and looks at the server while it is called."""

    def __init__(self, server=None, error=None):
        self.calls, self.seen, self.server, self.error = 0, None, server, error

    async def __call__(self):
        self.calls += 1
        if self.server:
            self.seen = self.server.received
        if self.error:
            raise self.error


def closed_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


async def drop(asked, writer):
    writer.transport.abort()


def cut(content):
    """A script that sends this much and breaks the connection."""

    async def script(asked, writer):
        writer.write(content)
        await writer.drain()
        writer.close()

    return script


def drip(content):
    """A script that sends this much at once, and then a byte now and then for ever."""

    async def script(asked, writer):
        writer.write(content)
        while True:
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.write(b" ")

    return script


# --- a paid request ------------------------------------------------------------------------------


async def test_a_paid_request_is_marked_before_its_first_byte(api, server):
    server.script = http(200, {"data": []}, x_request_id="r-1", retry_after="5")
    mark = Mark(server)
    reply = await api.submit(LEGACY, {}, mark)
    assert (mark.calls, mark.seen) == (1, 0)
    assert (reply.status, reply.body) == (200, b'{"data": []}')
    assert (reply.request_id, reply.retry_after) == ("r-1", "5")
    assert reply.content_type == "application/json"
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", "/generate")
    assert asked.headers["api-key"] == KEY
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["accept-encoding"] == "identity"
    assert json.loads(asked.body) == {
        "image_request": {
            "prompt": "a red fox",
            "model": "V_2",
            "style_type": "GENERAL",
            "aspect_ratio": "ASPECT_16_9",
            "magic_prompt_option": "AUTO",
        }
    }


@pytest.mark.parametrize(
    "error", [errors.DiskFull("full"), ValueError("bug"), TimeoutError("slow")]
)
async def test_a_mark_that_cannot_be_made_vetoes_the_request(api, server, error):
    with pytest.raises(type(error)) as told:
        await api.submit(LEGACY, {}, Mark(error=error))
    assert told.value is error
    assert (server.received, server.asked) == (0, [])


async def test_a_cancelled_mark_vetoes_the_request(api, server):
    with pytest.raises(asyncio.CancelledError):
        await api.submit(LEGACY, {}, Mark(error=asyncio.CancelledError()))
    assert server.received == 0


async def test_a_mark_that_takes_too_long_sends_nothing(hasty, server):
    async def never():
        await asyncio.Event().wait()

    with pytest.raises(errors.Unreachable, match="Nothing was sent"):
        await hasty.submit(V2, {}, never)
    assert server.received == 0


async def test_cancelled_after_the_mark_is_cancelled(api, server):
    came = asyncio.Event()

    async def hold(asked, writer):
        came.set()
        await asyncio.Event().wait()

    server.script = hold
    mark = Mark()
    task = asyncio.create_task(api.submit(LEGACY, {}, mark))
    await came.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert mark.calls == 1


async def test_a_refused_connection_sent_nothing():
    mark = Mark()
    client = Ideogram(f"http://127.0.0.1:{closed_port()}", KEY)
    with pytest.raises(errors.Unreachable, match=r"refused the connection.*Nothing was sent"):
        await client.submit(LEGACY, {}, mark)
    await client.close()
    assert mark.calls == 0


async def test_a_host_that_is_not_found_sent_nothing():
    mark = Mark()
    client = Ideogram("https://no-such-host.invalid", KEY)
    with pytest.raises(errors.Unreachable, match="Nothing was sent"):
        await client.submit(LEGACY, {}, mark)
    await client.close()
    assert mark.calls == 0


async def test_a_server_that_speaks_no_tls_was_sent_nothing(server):
    server.greeting = b"220 mail.test ESMTP ready\r\n"
    mark = Mark()
    client = Ideogram(server.url.replace("http:", "https:"), KEY)
    with pytest.raises(errors.Unreachable, match="No safe connection"):
        await client.submit(LEGACY, {}, mark)
    await client.close()
    assert (mark.calls, server.asked) == (0, [])


async def test_a_connection_dropped_after_the_request_is_unknown(api, server):
    server.script = drop
    mark = Mark()
    with pytest.raises(errors.AnswerUnknown, match="may have been made and charged"):
        await api.submit(LEGACY, {}, mark)
    assert (mark.calls, len(server.asked), server.connections) == (1, 1, 1)


@pytest.mark.parametrize(
    "content", [b"", b"HTTP/1.1 20", b"HTTP/1.1 200 OK\r\nx: y", b"nonsense\r\n\r\n"]
)
async def test_a_reply_that_ends_in_its_head_is_unknown(api, server, content):
    server.script = cut(content)
    with pytest.raises(errors.AnswerUnknown):
        await api.submit(LEGACY, {}, Mark())
    assert len(server.asked) == 1


async def test_a_flood_of_headers_is_unknown(api, server):
    server.script = cut(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1_000_000 + b"\r\n\r\n{}")
    with pytest.raises(errors.AnswerUnknown):
        await api.submit(LEGACY, {}, Mark())


@pytest.mark.parametrize("length", [500, None], ids=["told", "untold"])
async def test_a_reply_broken_off_is_kept_as_far_as_it_came(api, server, length):
    server.script = cut(http(200, b'{"data":[{"url":"ht', content_length=length))
    reply = await api.submit(LEGACY, {}, Mark())
    assert reply.body == b'{"data":[{"url":"ht'
    with pytest.raises(errors.AnswerUnknown):
        api.read_submission(LEGACY, reply)


async def test_a_reply_broken_off_after_its_id_is_followed(api, server):
    server.script = cut(http(200, b'{"generation_id":"abc-1","se', content_length=500))
    reply = await api.submit(V2, {}, Mark())
    assert api.read_submission(V2, reply) == Accepted("abc-1")


async def test_a_silent_server_is_unknown_when_the_time_is_up(hasty, server):
    async def silent(asked, writer):
        await asyncio.Event().wait()

    server.script = silent
    with pytest.raises(errors.AnswerUnknown):
        await hasty.submit(V2, {}, Mark())


async def test_a_dripping_reply_ends_with_the_time_for_the_whole_call(hasty, server):
    server.script = drip(http(200, b'{"generation_id":"abc"', content_length=10_000))
    async with asyncio.timeout(3):
        reply = await hasty.submit(V2, {}, Mark())
    assert hasty.read_submission(V2, reply) == Accepted("abc")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_does_not_carry_the_key_away(api, server, other, status):
    server.script = http(status, b"", location=f"{other.url}/stolen")
    reply = await api.submit(LEGACY, {}, Mark())
    with pytest.raises(errors.AnswerUnknown):
        api.read_submission(LEGACY, reply)
    poll = await api.poll("abc")
    with pytest.raises(errors.UnexpectedReply):
        api.read_poll(V2, poll)
    with pytest.raises(errors.LinkDead):
        await api.download(f"{server.url}/x.png")
    assert (other.connections, len(server.asked)) == (0, 3)


async def test_a_reply_is_cut_at_a_mebibyte(api, server):
    server.script = http(200, b'{"generation_id":"abc","x":"' + b"y" * 3_000_000 + b'"}')
    reply = await api.submit(V2, {}, Mark())
    assert len(reply.body) == 2**20
    assert api.read_submission(V2, reply) == Accepted("abc")
    server.script = http(200, b'{"x":"' + b"y" * 3_000_000 + b'"}')
    with pytest.raises(errors.AnswerUnknown):
        api.read_submission(LEGACY, await api.submit(LEGACY, {}, Mark()))


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
async def test_a_reply_packed_against_our_wish_is_still_read(api, server, encoding, pack):
    server.script = http(200, pack(b'{"generation_id":"abc"}'), content_encoding=encoding)
    reply = await api.submit(V2, {}, Mark())
    assert api.read_submission(V2, reply) == Accepted("abc")


async def test_a_packed_bomb_is_unpacked_to_a_mebibyte_only(api, server):
    server.script = http(200, gzip.compress(b" " * 50_000_000), content_encoding="gzip")
    assert len((await api.submit(V2, {}, Mark())).body) == 2**20


async def test_a_reply_wrongly_called_packed_is_kept(api, server):
    server.script = http(200, b'{"generation_id":"abc"}', content_encoding="gzip")
    assert (await api.submit(V2, {}, Mark())).body == b'{"generation_id":"abc"}'


async def test_pictures_go_out_as_parts_that_others_can_read(api, server, tmp_path):
    inputs = {name: tmp_path / name for name in ("a.png", "b.jpg", "m.png")}
    for name, path in inputs.items():
        path.write_bytes(b"\x89" + name.encode() + b"\r\n--\r\n")
    request = Request(
        "ein Füchschen",
        model="ideogram-4-5",
        references=("a.png", "b.jpg"),
        mask="m.png",
        speed="very_low",
        seed=3,
    )
    await api.submit(request, inputs, Mark())
    (asked,) = server.asked
    assert asked.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert "transfer-encoding" not in asked.headers
    assert asked.parts() == [
        ("prompt", None, None, "ein Füchschen".encode()),
        ("async", None, None, b"true"),
        ("quality", None, None, b"very_low"),
        ("private", None, None, b"true"),
        ("seed", None, None, b"3"),
        ("images", "a.png", "image/png", b"\x89a.png\r\n--\r\n"),
        ("images", "b.jpg", "image/jpeg", b"\x89b.jpg\r\n--\r\n"),
        ("mask", "m.png", "image/png", b"\x89m.png\r\n--\r\n"),
    ]


async def test_parts_without_files_are_parts_as_well(api, server):
    await api.submit(Request("a fox", model="ideogram-4-6", private=False), {}, Mark())
    (asked,) = server.asked
    assert asked.parts() == [
        ("prompt", None, None, b"a fox"),
        ("async", None, None, b"true"),
        ("quality", None, None, b"medium"),
    ]


async def test_a_missing_input_picture_sends_nothing(api, server, tmp_path):
    request = Request("x", model="ideogram-4-6", references=("a.png",))
    for inputs in ({}, {"a.png": tmp_path / "gone.png"}):
        with pytest.raises(errors.RequestRejected, match="missing"):
            await api.submit(request, inputs, Mark())
    assert server.connections == 0


async def test_many_paid_requests_run_side_by_side(api, server):
    server.script = http(200, {"generation_id": "a"})
    await asyncio.gather(*(api.submit(V2, {}, Mark()) for _ in range(50)))
    assert len(server.asked) == 50


async def test_a_paid_request_never_goes_out_on_a_used_connection(api, server):
    server.script, server.patient = http(200, {"generation_id": "a"}), True
    for _ in range(3):
        await api.submit(V2, {}, Mark())
    assert (server.connections, len(server.asked)) == (3, 3)
    for _ in range(3):
        await api.poll("a")
    assert (server.connections, len(server.asked)) == (4, 6)


async def test_the_api_may_live_below_a_path(server):
    client = Ideogram(server.url + "/ideogram/", KEY)
    await client.submit(LEGACY, {}, Mark())
    await client.close()
    assert server.asked[0].target == "/ideogram/generate"


# --- the key -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "", "  ", "zwei wörter", "a\nb", "a b", "\x00", "k" * 501])
async def test_without_a_usable_key_nothing_is_sent(server, key):
    client = Ideogram(server.url, key)
    for call in (client.submit(LEGACY, {}, Mark()), client.poll("a")):
        with pytest.raises(errors.KeyRejected):
            await call
    assert await client.check_key() is False
    await client.close()
    assert server.connections == 0


async def test_a_key_pasted_with_its_line_break_is_the_key(server):
    client = Ideogram(server.url, f" {KEY}\n")
    await client.poll("a")
    await client.close()
    assert server.asked[0].headers["api-key"] == KEY


async def test_a_very_short_key_does_not_blot_out_words(server):
    client = Ideogram(server.url, "e")
    server.script = http(200, {"error": "e"})
    assert (await client.poll("a")).body == b'{"error": "e"}'
    await client.close()


@pytest.mark.parametrize(
    ("script", "good"),
    [
        (http(200, {"models": []}), True),
        (http(401, {"error": "x"}), False),
        (http(401, b""), False),
        (http(403, {"error": "x"}), False),
    ],
)
async def test_a_key_is_tried_free_of_charge(api, server, script, good):
    server.script = script
    assert await api.check_key() is good
    (asked,) = server.asked
    assert (asked.method, asked.target, asked.headers["api-key"]) == ("GET", "/models", KEY)


@pytest.mark.parametrize(
    "script",
    each(http(200, HTML), http(403, HTML), http(404, {}), http(500, {}), http(302), drop),
)
async def test_an_answer_that_says_nothing_of_the_key_is_no_verdict(api, server, script):
    server.script = script
    with pytest.raises(errors.Unreachable):
        await api.check_key()


@pytest.mark.parametrize(
    ("script", "answering"),
    [
        (http(200, {"models": []}), True),
        (http(401, {"error": "x"}), True),
        (http(403, {"error": "x"}), True),
        (http(404, {"error": "x"}), True),
        (http(429, {"error": "x"}), True),
        (http(200, HTML), False),
        (http(403, HTML), False),
        (http(500, {"error": "x"}), False),
        (http(503, {"error": "x"}), False),
        (http(302), False),
        (drop, False),
    ],
)
async def test_whether_the_api_is_there_is_asked_free_of_charge(api, server, script, answering):
    server.script = script
    assert await api.is_answering() is answering
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("GET", "/models")


async def test_an_api_that_nobody_listens_for_is_not_there():
    nowhere = Ideogram(f"http://127.0.0.1:{closed_port()}", KEY)
    assert await nowhere.is_answering() is False
    await nowhere.close()


@pytest.mark.parametrize(("said", "total"), [(None, None), ("300000", 300_000)])
async def test_a_download_tells_how_far_it_is(api, server, said, total):
    picture = b"\x89PNG" + bytes(299_996)
    server.script = http(200, picture, content_length=said)
    told = []
    got = await api.download(f"{server.url}/a.png", lambda *far: told.append(far))
    assert got == picture
    assert told[-1] == (300_000, total)
    assert [far for far, _ in told] == sorted(far for far, _ in told)
    assert len(told) > 1


@pytest.mark.parametrize("said", ["-5", "9" * 40, "1e3", " "])
def test_a_length_that_is_none_is_no_total(said):
    assert _length({"content-length": said}) is None


def test_an_address_that_would_betray_the_key_is_refused():
    with pytest.raises(errors.SettingsError):
        Ideogram("http://api.ideogram.ai", KEY)


async def test_the_key_is_in_no_error_log_line_repr_or_kept_reply(server, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    api = Ideogram(server.url, KEY)
    nowhere = Ideogram(f"http://127.0.0.1:{closed_port()}", KEY)
    produced = [repr(api), str(api), repr(vars(api).keys())]
    chained = []
    link = f"{server.url}/x.png?exp=1&sig=5ecre7"
    echo = http(400, {"error": f"bad key {KEY}"}, x_request_id=KEY, retry_after=KEY)
    for script in (echo, drop, cut(b"nonsense\r\n\r\n"), http(302, b"", location="http://x.test")):
        server.script = script
        for call in (
            api.submit(LEGACY, {}, Mark()),
            api.poll("a"),
            api.check_key(),
            api.download(link),
            nowhere.submit(LEGACY, {}, Mark()),
            nowhere.poll("a"),
            nowhere.download(link),
        ):
            try:
                outcome = await call
            except errors.DeskError as error:
                produced += [repr(error), *traceback.format_exception(error)]
                chained += [error.__cause__, error.__context__]
            else:
                produced.append(repr(outcome))
    await api.close()
    await nowhere.close()
    everything = (
        "\n".join(produced) + caplog.text + "".join(repr(r.__dict__) for r in caplog.records)
    )
    assert set(chained) == {None}
    assert "Ideogram answered" in caplog.text
    assert KEY not in everything
    assert "5ecre7" not in everything
    assert "[API key]" in everything


# --- polls ---------------------------------------------------------------------------------------


async def test_a_poll_asks_for_its_generation(api, server):
    server.script = http(200, {"generation_id": "abc-1", "status": "pending"})
    assert api.read_poll(V2, await api.poll("abc-1")) == Accepted("abc-1")
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("GET", "/v2/generations/abc-1")
    assert asked.headers["api-key"] == KEY


@pytest.mark.parametrize("strange", ["", "../models", "a/b", "a?b", "x" * 129, "ä"])
async def test_an_id_unfit_for_a_path_is_not_asked_for(api, server, strange):
    with pytest.raises(errors.GenerationUnknown):
        await api.poll(strange)
    assert server.connections == 0


@pytest.mark.parametrize("script", each(drop, cut(http(200, b"{", content_length=99))))
async def test_a_poll_that_broke_off_is_asked_again(api, server, script):
    server.script = script
    with pytest.raises(errors.Unreachable):
        await api.poll("a")


async def test_a_dripping_poll_ends_with_the_time_for_the_whole_call(hasty, server):
    server.script = drip(http(200, b"{", content_length=10_000))
    async with asyncio.timeout(3):
        with pytest.raises(errors.Unreachable, match="did not answer in time"):
            await hasty.poll("a")


# --- downloads -----------------------------------------------------------------------------------


async def test_a_picture_is_fetched_without_the_key(api, server):
    server.script = http(200, b"\x89PNG...", content_type="image/png")
    assert await api.download(f"{server.url}/x.png?exp=1&sig=a%2Fb") == b"\x89PNG..."
    (asked,) = server.asked
    assert asked.target == "/x.png?exp=1&sig=a%2Fb"
    assert asked.headers["accept-encoding"] == "identity"
    assert KEY not in str(asked)
    assert "api-key" not in asked.headers


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 404, 410, 451])
async def test_a_link_that_is_dead(api, server, status):
    server.script = http(status, b"x", location="/y.png")
    with pytest.raises(errors.LinkDead):
        await api.download(f"{server.url}/x.png")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "script",
    each(
        http(204),
        http(206, b"\x89PNG"),
        http(408),
        http(429),
        http(500),
        http(502, HTML),
        http(503),
        http(200, b""),
        http(200, HTML),
        http(200, b"x", content_type="text/html"),
        http(200, gzip.compress(b"\x89PNG"), content_encoding="gzip"),
        http(200, b"\x89PNG", content_encoding="br"),
        cut(http(200, b"\x89PNG", content_length=99)),
        cut(http(404, b"gone", content_length=99)),
        drop,
        cut(b"nonsense\r\n\r\n"),
    ),
)
async def test_a_picture_that_is_fetched_again(api, server, script):
    server.script = script
    with pytest.raises(errors.Unreachable):
        await api.download(f"{server.url}/x.png")


@pytest.mark.parametrize("length", [5_000_000, None], ids=["told", "untold"])
async def test_a_picture_beyond_the_cap_is_not_kept(hasty, server, length):
    server.script = cut(http(200, b"\x89" * 5_000_000, content_length=length))
    with pytest.raises(errors.LinkDead, match="50 MB"):
        await hasty.download(f"{server.url}/x.png")


async def test_a_picture_up_to_the_cap_is_kept(hasty, server):
    server.script = http(200, b"\x89" * 100_000)
    assert len(await hasty.download(f"{server.url}/x.png")) == 100_000


async def test_a_dripping_picture_ends_with_the_time_for_the_whole_call(hasty, server):
    server.script = drip(http(200, b"\x89PNG", content_length=10_000))
    async with asyncio.timeout(3):
        with pytest.raises(errors.Unreachable):
            await hasty.download(f"{server.url}/x.png")


@pytest.mark.parametrize(
    "url", ["", "x.png", "file:///etc/passwd", "https://evil.test/x", "http://10.0.0.1/x"]
)
async def test_a_link_to_elsewhere_is_not_even_tried(api, url):
    with pytest.raises(errors.LinkDead):
        await api.download(url)
    assert api._connections is None


# --- coming and going ----------------------------------------------------------------------------


async def test_warming_up_makes_the_connections_once(api, server):
    await asyncio.gather(api.warm(), api.warm())
    made = api._connections
    await api.warm()
    assert api._connections is made
    assert server.connections == 0


async def test_a_closed_client_can_be_closed_again_and_used_again(api, server):
    await api.close()
    await api.poll("a")
    await api.close()
    await api.close()
    assert len(server.asked) == 1


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "carrier-pigeon://x", "http://x:abc"])
async def test_a_proxy_that_cannot_be_used_sends_nothing(monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    client, mark = Ideogram("https://api.ideogram.ai", KEY), Mark()
    with pytest.raises(errors.Unreachable, match="proxy"):
        await client.submit(LEGACY, {}, mark)
    await client.close()
    assert mark.calls == 0


@pytest.mark.parametrize("status", [403, 407, 502])
async def test_a_proxy_that_refuses_was_sent_nothing(monkeypatch, server, status):
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.script = http(status, b"no")
    client, mark = Ideogram("https://api.ideogram.ai", KEY), Mark()
    with pytest.raises(errors.Unreachable, match="proxy"):
        await client.submit(LEGACY, {}, mark)
    await client.close()
    assert mark.calls == 0
    assert [asked.method for asked in server.asked] == ["CONNECT"]
    assert KEY not in str(server.asked)


async def test_a_proxy_is_not_asked_for_this_computer(monkeypatch, api, server):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port()}")
    await api.poll("a")
    assert len(server.asked) == 1


def test_making_a_client_loads_no_http():
    code = (
        "import sys; from ideogram_desk.api.client import Ideogram; "
        "Ideogram('https://api.ideogram.ai', 'k'); print('httpx' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
