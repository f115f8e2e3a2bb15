"""Signatures of callbacks, against the specification's own example."""

import base64

import pytest

from ideogram_desk.webhooks.signature import (
    BadSecret,
    BadSignature,
    new_secret,
    secret_bytes,
    sign,
    verify,
)

# The example that the specification's reference libraries are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SECONDS = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def headers(**other):
    said = {"webhook_id": ID, "webhook_timestamp": str(SECONDS), "webhook_signature": SIGNATURE}
    said.update(other)
    return {name.replace("_", "-"): value for name, value in said.items() if value is not None}


def test_the_specification_s_example_is_signed_and_verified():
    assert sign(SECRET, ID, SECONDS, BODY) == SIGNATURE
    verify(headers(), BODY, SECRET, SECONDS)


def test_an_id_or_a_body_beyond_ascii_is_signed_as_it_is_sent():
    body = '{"prompt": "Käse 🧀"}'.encode()
    signed = sign(SECRET, "msg_é", SECONDS, body)
    verify(headers(webhook_id="msg_é", webhook_signature=signed), body, SECRET, SECONDS)


@pytest.mark.parametrize("moment", [SECONDS - 300, SECONDS + 300, SECONDS + 299.9])
def test_a_message_may_be_five_minutes_old_or_ahead(moment):
    verify(headers(), BODY, SECRET, moment)


@pytest.mark.parametrize("moment", [SECONDS - 301, SECONDS + 301, 0.0])
def test_an_older_one_is_not_believed(moment):
    with pytest.raises(BadSignature, match="300 seconds"):
        verify(headers(), BODY, SECRET, moment)


def test_of_several_signatures_one_has_to_fit():
    other = sign(new_secret(), ID, SECONDS, BODY)
    verify(headers(webhook_signature=f"{other} v1a,x {SIGNATURE}"), BODY, SECRET, SECONDS)
    with pytest.raises(BadSignature, match="does not fit"):
        verify(headers(webhook_signature=f"{other} {other}"), BODY, SECRET, SECONDS)


@pytest.mark.parametrize(
    "said",
    [
        {"webhook_id": "msg_other"},
        {"webhook_timestamp": str(SECONDS + 1)},
        {"webhook_signature": SIGNATURE.replace("v1,", "v1a,")},
        {"webhook_signature": SIGNATURE[3:]},
        {"webhook_signature": SIGNATURE[:-1]},
        {"webhook_signature": "v1,"},
        {"webhook_signature": "v1,é\udc80"},
        {"webhook_timestamp": "-1"},
        {"webhook_timestamp": "1614265330.0"},
        {"webhook_timestamp": "١٦١٤٢٦٥٣٣٠"},
        {"webhook_timestamp": "9" * 5000},
        *({name: None} for name in ("webhook_id", "webhook_timestamp", "webhook_signature")),
        {"webhook_signature": ""},
    ],
    ids=str,
)
def test_what_was_not_signed_so_is_not_believed(said):
    with pytest.raises(BadSignature):
        verify(headers(**said), BODY, SECRET, SECONDS)


def test_another_body_or_secret_is_not_believed():
    for body, secret in ((BODY + b" ", SECRET), (b"", SECRET), (BODY, new_secret())):
        with pytest.raises(BadSignature):
            verify(headers(), body, secret, SECONDS)


def test_new_secrets_are_long_and_never_the_same():
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(secret_bytes(new_secret())) == 32


@pytest.mark.parametrize("size", [24, 64])
def test_a_secret_has_24_to_64_bytes(size):
    text = base64.b64encode(bytes(size)).decode()
    assert secret_bytes(f"whsec_{text}\n") == secret_bytes(text) == bytes(size)


@pytest.mark.parametrize(
    "text",
    ["", "whsec_", "whsec_" + "A" * 28, "whsec_" + "A" * 88, SECRET[:-1], "whsec_pass word!", "geheim-für-alle"],
)  # fmt: skip
def test_what_is_no_secret_is_refused_without_repeating_it(text):
    with pytest.raises(BadSecret) as caught:
        sign(text, ID, SECONDS, BODY)
    assert not text.removeprefix("whsec_") or text not in str(caught.value)
