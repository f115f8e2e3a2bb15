"""Which links are followed, and which address may be the API's."""

from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideogram_desk.api import links
from ideogram_desk.domain.errors import SettingsError

API = links.origin("https://api.ideogram.ai")
OTHER = links.origin("https://gateway.test:8443/ideogram")
HERE = links.origin("http://127.0.0.1:8123")
HERE_TLS = links.origin("https://localhost:8443")


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://ideogram.ai/api/images/ephemeral/x.png?exp=1730414816&sig=ab", API),
        ("HTTPS://Ideogram.AI/x", API),
        ("https://api.ideogram.ai/x", API),
        ("https://cdn.img.ideogram.ai:443/x%20y#z", API),
        ("https://ideogram.ai", API),
        ("https://gateway.test:8443/x", OTHER),
        ("https://gateway.test/x", OTHER),
        ("https://ideogram.ai/x", HERE),
        ("http://127.0.0.1:8123/x", HERE),
        ("http://127.0.0.1:9/x", HERE),
        ("http://localhost:9/x", HERE),
        ("http://[::1]:9/x", HERE),
        ("https://localhost:9443/x", HERE_TLS),
    ],
)
def test_links_that_are_followed(url, api):
    assert links.refusal(url, api) == ""


REFUSED = [
    "",
    "/api/images/x.png",
    "//ideogram.ai/x",
    "ideogram.ai/x",
    "http://ideogram.ai/x",
    "http://api.ideogram.ai/x",
    "file:///etc/passwd",
    "ftp://ideogram.ai/x",
    "gopher://ideogram.ai/x",
    "data:image/png;base64,AAAA",
    "ws://ideogram.ai/x",
    "javascript:alert(1)",
    "https://ideogram.ai.evil.test/x",
    "https://evil-ideogram.ai/x",
    "https://evilideogram.ai/x",
    "https://ideogram.ai@evil.test/x",
    "https://user:pw@ideogram.ai/x",
    "https://evil.test\\@ideogram.ai/x",
    "https://ideogram.ai\\@evil.test/x",
    "https://ideogram.ai\\.evil.test/x",
    "https://ideogram.ai./x",
    "https://.ideogram.ai/x",
    "https://a..ideogram.ai/x",
    "https://ideogram.ai:8443/x",
    "https://ideogram.ai:0/x",
    "https://ideogram.ai:99999/x",
    "https://ideogram.ai:/x",
    "https://ideogram.ai:22/x",
    "https://ideogram%2eai/x",
    "https://ideogram.ai%00.evil.test/x",
    "https://ideogram.aı/x",
    "https://іdeogram.ai/x",
    "https://ſub.ideogram.ai/x",
    "https://\u212aub.ideogram.ai/x",
    "https://①②⑦.0.0.1/x",
    "https://ideogram。ai/x",
    "https://ideogram.ai/a b",
    "https://ideogram.ai/a\tb",
    "https://ideogram.ai/a\nb",
    "https://ideogram.ai/a\x00b",
    "https://ideogram.ai/x\n",
    " https://ideogram.ai/x",
    "https://ideogram.ai/ä",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0177.0.0.1/x",
    "https://localhost/x",
    "https://[::1]/x",
    "https://[::]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[:::]/x",
    "https://[fe80::1%25eth0]/x",
    "https://169.254.169.254/latest/meta-data",
    "https://metadata.google.internal/x",
    "https://10.0.0.1/x",
    "https://intranet/x",
    "https://" + "a" * 64 + ".ideogram.ai/x",
    "https://ideogram.ai/" + "a" * 8_000,
]


@pytest.mark.parametrize("url", REFUSED, ids=lambda url: ascii(url[:40]))
def test_links_that_are_not_followed(url):
    sentence = links.refusal(url, API)
    assert sentence.startswith("The API gave")
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("http://gateway.test:8443/x", OTHER),
        ("http://ideogram.ai/x", HERE),
        ("http://192.168.0.1:8123/x", HERE),
        ("http://127.1:8123/x", HERE),
        ("http://2130706433:8123/x", HERE),
        ("http://localhost.:8123/x", HERE),
        ("http://localhost:8443/x", HERE_TLS),
        ("https://cdn.gateway.test/x", OTHER),
        ("https://ideogram.ai:8443/x", OTHER),
    ],
)
def test_what_one_address_may_another_may_not(url, api):
    assert links.refusal(url, api)


@given(
    st.one_of(
        st.text(max_size=60),
        st.builds(
            "https://{}ideogram.ai{}".format,
            st.text("abz09.-@:\\/%[]#?K①", max_size=8),
            st.text("abz09.-@:\\/%[]#?&=; \t", max_size=12),
        ),
    )
)
def test_a_followed_link_leads_where_it_was_judged_to_lead(url):
    if links.refusal(url, API) == "":
        seen = httpx.URL(url)
        assert seen.scheme == "https"
        assert seen.host == "ideogram.ai" or seen.host.endswith(".ideogram.ai")
        assert seen.port in (None, 443)
        assert seen.userinfo == b""


@pytest.mark.parametrize(
    ("base", "normal"),
    [
        ("https://api.ideogram.ai", "https://api.ideogram.ai"),
        (" https://API.ideogram.ai:443/ ", "https://api.ideogram.ai"),
        ("https://gateway.test:8443/ideogram/", "https://gateway.test:8443/ideogram"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8123/", "http://[::1]:8123"),
        ("https://10.0.0.1", "https://10.0.0.1"),
    ],
)
def test_addresses_of_an_api(base, normal):
    assert links.origin(base).base == normal


@pytest.mark.parametrize(
    "base",
    [
        "",
        "api.ideogram.ai",
        "ftp://api.ideogram.ai",
        "http://api.ideogram.ai",
        "http://10.0.0.1",
        "http://127.1",
        "https://user:pw@api.ideogram.ai",
        "https://api.ideogram.ai?x=1",
        "https://api.ideogram.ai/?x=1",
        "https://api.ideogram.ai/#x",
        "https://api.ideogram.ai\\x",
        "https://api.ideogram.ai:99999",
        "https://äpi.test",
    ],
)
def test_addresses_that_no_key_is_sent_to(base):
    with pytest.raises(SettingsError) as told:
        links.origin(base)
    assert str(told.value).endswith(".")
    assert "pw" not in str(told.value)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("exp=1730414816&sig=ab", datetime(2024, 10, 31, 22, 46, 56, tzinfo=UTC)),
        ("sig=ab&exp=1730414816#f", datetime(2024, 10, 31, 22, 46, 56, tzinfo=UTC)),
        ("sig=ab", None),
        ("exp=", None),
        ("exp=soon", None),
        ("exp=-1", None),
        ("exp=1e9", None),
        ("exp=٣", None),
        ("exp=999999999999", None),
        ("exp=32503680000", None),
        ("exp=9999999999999999999999", None),
    ],
)
def test_when_a_link_ends(query, expected):
    assert links.expiry(f"https://ideogram.ai/x.png?{query}") == expected


def test_no_signature_gets_into_a_log():
    url = "https://user:pw@ideogram.ai/a/x.png?exp=1&sig=secret#sig=secret"
    assert links.redacted(url) == "https://ideogram.ai/a/x.png?…"
    assert links.without_links(f"bad link “{url}” here") == (
        "bad link “https://ideogram.ai/a/x.png?… here"
    )
