"""The way to the network, with real connections on loopback, in the clear and by TLS."""

import asyncio
import contextlib
import shutil
import socket
import ssl
import subprocess

import httpcore
import pytest

from ideogram_desk.api import network, trouble
from ideogram_desk.api.line import AHEAD
from ideogram_desk.api.links import origin
from ideogram_desk.api.network import Network
from ideogram_desk.api.patience import Patience
from ideogram_desk.api.transport import Connections

MUCH = bytes(range(256)) * 40_000  # some 10 MB


@pytest.fixture
async def serve():
    """Starts a server that runs this for each connection; its port."""
    servers, writers = [], []

    async def starter(work, **kwargs):
        async def one(reader, writer):
            writers.append(writer)
            with contextlib.suppress(ConnectionError):
                await work(reader, writer)

        servers.append(await asyncio.start_server(one, "127.0.0.1", 0, **kwargs))
        return servers[-1].sockets[0].getsockname()[1]

    yield starter
    for writer in writers:
        writer.transport.abort()
    for server in servers:
        server.close()
        await server.wait_closed()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A server's context with a certificate of its own for localhost, and a client's that trusts it."""
    if not shutil.which("openssl"):
        pytest.skip("makes its certificate with openssl")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    client = ssl.create_default_context(cafile=cert)
    return server, client


async def connect(port, **kwargs):
    return await Network().connect_tcp("127.0.0.1", port, timeout=5, **kwargs)


async def all_of(stream):
    pieces = []
    while piece := await stream.read(1 << 20, timeout=5):
        assert len(piece) <= 1 << 20
        pieces.append(piece)
    return b"".join(pieces)


async def echo(reader, writer):
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()
    writer.close()


async def silence(reader, writer):
    await reader.read()


async def pour(reader, writer):
    await reader.readexactly(1)
    writer.write(MUCH)
    await writer.drain()
    writer.close()


async def test_what_goes_out_comes_back(serve):
    stream = await connect(await serve(echo))
    await stream.write(b"one", timeout=5)
    await stream.write(b"")
    assert await stream.read(2, timeout=5) == b"on"
    assert await stream.read(100, timeout=5) == b"e"
    await stream.aclose()
    with pytest.raises(httpcore.ReadError):
        await stream.read(1)
    with pytest.raises(httpcore.WriteError):
        await stream.write(b"late")


async def test_only_so_much_is_read_ahead_and_nothing_gets_lost(serve):
    stream = await connect(await serve(pour))
    await stream.write(b"!")
    async with asyncio.timeout(5):
        while not stream._line._paused:  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.01)
    ahead = sum(map(len, stream._line._pieces))
    assert AHEAD <= ahead < 2 * AHEAD < len(MUCH)
    assert await all_of(stream) == MUCH
    await stream.aclose()


async def test_silence_ends_with_its_time(serve):
    stream = await connect(await serve(silence))
    with pytest.raises(httpcore.ReadTimeout) as caught:
        await stream.read(1, timeout=0.05)
    assert "in time" in trouble.sentence(caught.value, "host.test")
    await stream.aclose()


async def test_a_server_that_takes_nothing_ends_a_write_with_its_time(serve):
    async def deaf(_reader, writer):
        writer.transport.pause_reading()
        await asyncio.sleep(5)

    stream = await connect(await serve(deaf))
    with pytest.raises(httpcore.WriteTimeout):
        await stream.write(MUCH * 4, timeout=0.2)
    await stream.aclose()


async def test_a_connection_that_is_reset_is_an_error_for_both_ways(serve):
    async def reset(reader, writer):
        await reader.readexactly(1)
        linger = b"\x01\0\0\0\0\0\0\0"
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    stream = await connect(await serve(reset))
    await stream.write(b"!")
    with pytest.raises(httpcore.ReadError) as caught:
        await stream.read(1, timeout=5)
    assert isinstance(caught.value.__cause__, ConnectionResetError)
    with pytest.raises(httpcore.WriteError):
        await stream.write(b"more", timeout=5)
    await stream.aclose()


async def test_an_idle_connection_that_the_server_closed_is_seen_before_it_is_used(serve):
    closing = asyncio.Event()

    async def polite(_reader, writer):
        await closing.wait()
        writer.close()

    stream = await connect(await serve(polite))
    assert not stream.get_extra_info("is_readable")
    number = stream.get_extra_info("socket").fileno()
    closing.set()
    await asyncio.to_thread(_wait_readable, number)  # our loop has its turn only after this
    assert stream.get_extra_info("is_readable")
    await stream.aclose()
    assert stream.get_extra_info("is_readable")


def _wait_readable(number):
    import select

    assert select.select([number], [], [], 5)[0]


async def test_an_option_is_set_on_the_socket(serve):
    option = (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    stream = await connect(await serve(silence), socket_options=[option])
    assert stream.get_extra_info("socket").getsockopt(*option[:2])
    await stream.aclose()


def addresses(monkeypatch, *found):
    async def resolve(_loop, host, port, **_):
        assert host == b"host.test"
        kind = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kind[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)


async def test_the_kinds_of_address_are_tried_in_turn(monkeypatch):
    addresses(monkeypatch, "::1", "::2", "127.0.0.1", "127.0.0.2", "127.0.0.3")
    found = await network._addresses("host.test", 80)
    assert found == ["::1", "127.0.0.1", "::2", "127.0.0.2", "127.0.0.3"]


async def test_an_address_that_hangs_does_not_hold_up_the_next_one(monkeypatch, serve):
    """The one beside it answers meanwhile, and the one that comes too late is let go."""
    port = await serve(echo)
    line = await network._connect("127.0.0.1", port, None)
    slow = asyncio.Event()

    async def connecting(address, port, _local):
        if address == "slow":
            await slow.wait()
        if address == "refuses":
            raise ConnectionRefusedError
        return line

    monkeypatch.setattr(network, "_connect", connecting)
    async with asyncio.timeout(5):
        assert await network._connected(["slow", "refuses", "good"], port, None) is line
    line.transport.abort()


async def test_where_no_address_answers_each_reason_counts(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    addresses(monkeypatch, "127.0.0.1", "127.0.0.2")
    with pytest.raises(httpcore.ConnectError) as caught:
        await Network().connect_tcp("host.test", port, timeout=5)
    assert "refused" in trouble.sentence(caught.value, "host.test")


async def test_a_connect_that_takes_too_long_is_given_up(monkeypatch):
    async def never(*_):
        await asyncio.Event().wait()

    monkeypatch.setattr(network, "_connect", never)
    for host in ("127.0.0.1", "host.test"):
        addresses(monkeypatch, "127.0.0.1", "127.0.0.2")
        with pytest.raises(httpcore.ConnectTimeout):
            await Network().connect_tcp(host, 9, timeout=0.05)


# --- TLS ------------------------------------------------------------------------------------------


async def secure(port, context, hostname="localhost"):
    stream = await connect(port)
    return await stream.start_tls(context, hostname, timeout=5)


async def test_much_goes_both_ways_by_tls(serve, certificate):
    server, client = certificate
    stream = await secure(await serve(echo, ssl=server), client)
    assert stream.get_extra_info("ssl_object").version() == "TLSv1.3"
    assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
    sending = asyncio.create_task(stream.write(MUCH, timeout=20))
    back = bytearray()
    while len(back) < len(MUCH):
        back += await stream.read(1 << 20, timeout=20)
    await sending
    assert back == MUCH
    with pytest.raises(httpcore.ReadTimeout):
        await stream.read(1, timeout=0.05)
    await stream.aclose()


@pytest.mark.parametrize("politely", [True, False])
async def test_the_end_of_a_tls_connection_is_an_end_even_without_a_word(
    serve, certificate, politely
):
    server, client = certificate

    async def say(_reader, writer):
        writer.write(b"all of it")
        await writer.drain()
        if politely:
            writer.close()
        else:
            writer.get_extra_info("socket")._sock.shutdown(socket.SHUT_WR)

    stream = await secure(await serve(say, ssl=server), client)
    assert await all_of(stream) == b"all of it"
    await stream.aclose()


async def test_a_certificate_for_somebody_else_is_refused(serve, certificate):
    server, client = certificate
    port = await serve(silence, ssl=server)
    with pytest.raises(httpcore.ConnectError) as caught:
        await secure(port, client, "other.test")
    assert "certificate" in trouble.sentence(caught.value, "other.test")
    with pytest.raises(httpcore.ConnectError):
        await secure(port, ssl.create_default_context())


async def test_a_server_that_keeps_silent_about_tls_is_given_up(serve, certificate):
    stream = await connect(await serve(silence))
    with pytest.raises(httpcore.ConnectTimeout):
        await stream.start_tls(certificate[1], "localhost", timeout=0.05)
    with pytest.raises(httpcore.WriteError):
        await stream.write(b"it is closed")


async def test_a_server_that_hangs_up_instead_of_tls_is_an_error(serve, certificate):
    async def hang_up(_reader, writer):
        writer.close()

    stream = await connect(await serve(hang_up))
    with pytest.raises(httpcore.ConnectError):
        await stream.start_tls(certificate[1], "localhost", timeout=5)


# --- the clients ----------------------------------------------------------------------------------


async def test_every_client_goes_this_way_also_to_a_proxy(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    connections = Connections(origin("https://host.test"), "test", Patience())
    for client in (connections._buying, connections._asking, connections._fetching):
        ways = [client._transport, *filter(None, client._mounts.values())]
        assert len(ways) > 1
        assert all(type(way._pool._network_backend) is Network for way in ways)
    await connections.close()
