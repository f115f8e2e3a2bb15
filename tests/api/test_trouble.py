"""The sentence about a failed connection, and the trust it is made with."""

import errno
import socket
import ssl

import httpx
import pytest
import truststore

from ideogram_desk.api import transport, trouble

REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "refused")


def because(cause, error=None):
    error = error or httpx.ConnectError("no")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (because(ssl.SSLCertVerificationError("self-signed")), "certificate could not be verified"),
        (because(ssl.SSLError("wrong version")), "No safe connection to host.test"),
        (because(socket.gaierror(-2, "unknown")), "host.test was not found"),
        (because(REFUSED), "host.test refused"),
        (because(because(REFUSED)), "host.test refused"),
        (because(ExceptionGroup("all failed", [REFUSED, REFUSED])), "host.test refused"),
        (because(OSError(errno.ENETUNREACH, "no")), "no way to host.test"),
        (because(OSError(errno.EPIPE, "no")), "connection to host.test failed"),
        (because(because(ssl.SSLWantReadError(), TimeoutError())), "did not answer in time"),
        (because(REFUSED, httpx.ProxyError("407")), "The proxy on the way to host.test"),
        (httpx.RemoteProtocolError("nonsense"), "connection to host.test failed"),
    ],
)
def test_what_went_wrong_is_said_in_a_sentence(error, words):
    sentence = trouble.sentence(error, "host.test")
    assert words in sentence
    assert sentence.endswith(".")


def test_a_chain_without_end_comes_to_one():
    first, second = httpx.ConnectError("a"), httpx.ConnectError("b")
    first.__cause__, second.__cause__ = second, first
    assert "failed" in trouble.sentence(first, "host.test")


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_certificates_are_verified_and_old_tls_is_refused(platform):
    context = transport.tls(platform)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert isinstance(context, truststore.SSLContext) or platform == "linux"
