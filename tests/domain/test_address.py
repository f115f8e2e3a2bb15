"""Where callbacks may go: every trick that is known, and what must not be refused."""

from ipaddress import ip_address

import pytest

from ideogram_desk.domain.address import (
    MAX_URL,
    Address,
    ip_problem,
    is_own,
    is_public,
    read,
    url_problem,
)

LOOPBACK = ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"]
OWN = [
    *LOOPBACK, "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.20",
    "169.254.1.1", "fe80::1", "fe80::1%eth0", "febf::1", "fc00::1", "fd12:3456::1", "::ffff:10.0.0.1",
]  # fmt: skip
METADATA = [
    "169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192",
    "fd00:ec2::254", "fd00:ec2::254%1", "fd20:ce::254", "::ffff:169.254.169.254",
]  # fmt: skip
NOBODY = [
    *METADATA, "0.0.0.0", "0.1.2.3", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::7f00:1", "::8.8.8.8", "::ffff:0:8.8.8.8", "fec0::1", "ff02::1", "ff0e::1", "100::1",
    "2001:db8::1", "2001:2::1", "2001:10::1", "3fff::1", "5f00::1", "64:ff9b:1::7f00:1",
    "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254",
    "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1",
    "2001:0:7f00:1::f5ff:fffe", "2001:0:808:808::80ff:fffe",  # Teredo: a private server, client
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1",
    "192.0.1.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "126.255.255.255",
    "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8", "2002:808:808::1", "::ffff:8.8.8.8",
    "2001:4860:4860::8888", "2001:0:808:808::f7f7:f7f7",
]  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_the_open_internet_is_public_and_nobody_s_own(text):
    assert is_public(ip_address(text))
    assert not is_own(ip_address(text))


@pytest.mark.parametrize("text", OWN)
def test_one_s_own_machine_and_network_are_own_and_not_public(text):
    assert is_own(ip_address(text))
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", NOBODY)
def test_what_is_neither_gets_no_callback_whatever_is_allowed(text):
    ip = ip_address(text)
    assert not is_public(ip)
    assert not is_own(ip)
    assert ip_problem(ip, encrypted=True, own_network=True).endswith(".")


@pytest.mark.parametrize("text", OWN)
def test_one_s_own_network_takes_the_user_s_word(text):
    ip = ip_address(text)
    assert "where you allow it" in ip_problem(ip, encrypted=True, own_network=False)
    assert ip_problem(ip, encrypted=True, own_network=True) == ""
    assert ip_problem(ip, encrypted=False, own_network=True) == ""


def test_plain_http_leads_nowhere_but_to_one_s_own_network():
    ip = ip_address("8.8.8.8")
    assert "leads elsewhere" in ip_problem(ip, encrypted=False, own_network=True)
    assert ip_problem(ip, encrypted=True, own_network=True) == ""
    assert ip_problem(ip, encrypted=True, own_network=False) == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/callbacks/ideogram", "https://example.com",
        "HTTPS://Hooks.Example.Com/", "https://example.com:8443/x", "https://example.com:443/",
        "https://a-b.example.co.uk/x?token=a%20b&c=[1]&d=e@f", "https://example.com?a=1",
        "https://xn--bcher-kva.example/", "https://hooks.zapier.com/hooks/catch/1/a/",
        "https://example.com:80/",
    ],
)  # fmt: skip
def test_an_ordinary_address_is_allowed(url):
    assert url_problem(url, own_network=False) == ""
    assert url_problem(url, own_network=True) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1", "http://[::1]/", "http://localhost:3000/x", "http://nas/hook",
        "http://printer.local/", "https://192.168.1.20:8123/api", "http://10.0.0.1:8080/",
        "http://[fd12::1]:3000/", "http://hooks.example.com/", "https://box.internal/",
    ],
)  # fmt: skip
def test_one_s_own_machine_is_allowed_by_the_user_s_word_alone(url):
    assert url_problem(url, own_network=True) == ""
    assert url_problem(url, own_network=False).endswith(".")


@pytest.mark.parametrize(
    "url",
    [
        # numbers that resolvers take for loopback
        "http://127.1", "http://0x7f000001", "http://2130706433", "http://0177.0.0.1",
        "https://0x7f.0.0.1/", "https://127.0.0.0x1/", "https://127.0.0.01/", "https://1.2.3.4.5/",
        "https://256.1.1.1/", "https://example.com.1/",
        # addresses that stand for others
        "http://[::]", "http://[64:ff9b::7f00:1]", "http://[2002:7f00:1::]", "http://[fe80::1%25eth0]",
        "http://[fec0::1]", "http://0.0.0.0/", "http://255.255.255.255/", "https://224.0.0.1/",
        # clouds' own services
        "http://169.254.169.254/latest/meta-data", "http://metadata.google.internal/",
        "https://METADATA/", "http://100.100.100.200", "http://[fd00:ec2::254]/",
        "http://[::ffff:169.254.169.254]/", "http://[::ffff:a9fe:a9fe]/",
        # addresses that mislead
        "https://user:pw@host.example.com/", "https://user@host.example.com", "https://@example.com",
        "http://good.test\\@evil.test/", "https://good.test\\.evil.test/", "https://good.test#@evil.test/",
        "//example.com/x", "example.com", "https:/example.com", "https:///x", "https://", "", "https://:443/",
        # other schemes
        "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "data:text/plain,x",
        "ws://example.com/", "wss://example.com/", "javascript:alert(1)", "httpss://example.com/",
        # ports
        "https://example.com:0/", "https://example.com:99999/", "https://example.com:22/",
        "https://example.com:25/", "https://example.com:6379/", "http://127.0.0.1:2375/",
        "https://example.com:1023/", "https://example.com:6000/", "https://example.com:+80/",
        "https://example.com:8o/", "https://example.com:/",
        # letters that are not what they seem
        "https://аpple.com/", "https://①②⑦.0.0.1/", "https://bücher.example/", "https://example。com/",
        "https://example.com/ü", "https://\u212aelvin.example/", "https://1２7.0.0.1/",
        # names that are none
        "https://example.com./", "https://localhost./", "https://.example.com/", "https://a..example/",
        "https://-a.example/", "https://a_b.example.com/", f"https://{'a' * 64}.example/", "https://*.example.com/",
        # blanks and controls
        "https://example.com/a b", "https://example.com/\ta", "https://example.com/\r\nHost: x",
        "https://example.com/\x00", " https://example.com/", "https://example.com/\n", "https://exam\tple.com/",
        # too long
        "https://example.com/" + "a" * 100_000, "https://example.com/" + "a" * (MAX_URL - 19),
    ],
)  # fmt: skip
def test_no_trick_is_allowed_not_even_by_the_user_s_word(url):
    for own_network in (False, True):
        problem = url_problem(url, own_network=own_network)
        assert problem.endswith("."), problem
        assert "pw" not in problem


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "nas", "printer.local", "db.internal", "x.localhost", "box.lan", "box.home.arpa",
        "127.0.0.1", "10.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "8.8.8.8", "[2606:4700::1111]",
    ],
)  # fmt: skip
def test_without_that_word_a_callback_goes_to_public_names_alone(host):
    assert url_problem(f"https://{host}/x", own_network=False).endswith(".")
    assert url_problem(f"https://{host}/x", own_network=True) == ""


def test_a_public_address_in_the_clear_is_refused_although_the_own_network_is_allowed():
    assert "leads elsewhere" in url_problem("http://8.8.8.8/", own_network=True)


@pytest.mark.parametrize("length", [MAX_URL, MAX_URL + 1])
def test_an_address_is_as_long_as_the_cap_at_the_most(length):
    url = "https://example.com/".ljust(length, "a")
    assert bool(url_problem(url, own_network=False)) is (length > MAX_URL)


def test_an_address_is_taken_apart_as_it_is_judged():
    assert read("HTTPS://Example.com:8443/A/b?C=%2f") == Address(
        "https", "example.com", 8443, "/A/b?C=%2f"
    )
    assert read("https://example.com?x").target == "/?x"
    assert read("http://[::1]:80/").authority == "[::1]"
    assert read("http://[::1]:3000").authority == "[::1]:3000"
    assert read("https://example.com:443/").authority == "example.com"
    assert read("http://127.0.0.1/").ip == ip_address("127.0.0.1")
    assert read("https://example.com/").ip is None
