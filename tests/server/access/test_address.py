from __future__ import annotations

import ipaddress

import pytest

from voice_agent.server.access.address import (
    client_address,
    is_loopback,
    is_trusted,
    masked,
    source_of,
)

PROXIES = tuple(ipaddress.ip_network(one) for one in ("127.0.0.1", "10.0.0.0/8", "::1"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "127.0.0.1", "203.0.113.5"),
        ("127.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", "127.0.0.1, 203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", "198.51.100.7, 203.0.113.5, 10.1.2.3", "203.0.113.5"),
        ("10.1.1.1", "made up, 203.0.113.5", "203.0.113.5"),
        ("127.0.0.1", "made up", "127.0.0.1"),
        ("127.0.0.1", ", ,", "127.0.0.1"),
        ("::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("::1", "10.0.0.9, 10.0.0.8", "10.0.0.9"),
        ("", "203.0.113.5", ""),
        ("testclient", "203.0.113.5", "testclient"),
        ("127.0.0.1", ",".join(["10.0.0.1"] * 5000), "10.0.0.1"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(
    peer: str, forwarded: str, client: str
) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


def test_trusted_are_the_proxies_alone() -> None:
    assert is_trusted("10.9.9.9", PROXIES)
    assert is_trusted("::ffff:10.9.9.9", PROXIES)
    assert not is_trusted("11.0.0.1", PROXIES)
    assert not is_trusted("nonsense", PROXIES)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "::ffff:127.0.0.1"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.1", "agent.example", "localhost.x"])
def test_everywhere_else(host: str) -> None:
    assert not is_loopback(host)


def test_limits_are_for_an_address_or_a_network_of_ipv6() -> None:
    assert source_of("203.0.113.5") == "203.0.113.5"
    assert source_of("2001:db8::1") == source_of("2001:db8::ffff:1") == "2001:db8::/64"
    assert source_of("2001:db8:0:1::1") != source_of("2001:db8::1")
    assert source_of("odd") == "odd"


def test_the_log_says_where_from_and_not_who() -> None:
    assert masked("203.0.113.5") == "203.0.113.0/24"
    assert masked("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert masked("::1") == "::1"
    assert masked("<script>") == "unknown"
