"""Whose request is this? The address of the client, also behind proxies that are trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAX_HOPS = 16


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the address of the client.

    Args:
        peer: Who opened the connection.
        forwarded_for: ``X-Forwarded-For``: the client, then the proxies on the way. Anybody can
            write it, so it is read from its end, and only as far as trusted proxies wrote it.
        trusted: Networks of these.
    """
    address = _address(peer)
    hops = forwarded_for.rsplit(",", _MAX_HOPS)[-_MAX_HOPS:] if forwarded_for else []
    while address is not None and hops and _is_in(address, trusted):
        before = _address(hops.pop().strip())
        if before is None:
            break
        address = before
    return str(address) if address is not None else peer


def is_trusted(peer: str, trusted: Sequence[Network]) -> bool:
    """Return whether what ``peer`` says of others is believed."""
    address = _address(peer)
    return address is not None and _is_in(address, trusted)


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this machine and nobody else can use it."""
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback


def source_of(address: str) -> str:
    """Return what limits are counted for; the owner of an IPv6 address has its whole /64."""
    parsed = _address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


def masked(address: str) -> str:
    """Return an address for the log: enough to see where from, too little for a person."""
    parsed = _address(address)
    if parsed is None:
        return "unknown"
    if parsed.is_loopback:
        return str(parsed)
    length = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, length), strict=False))


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped if mapped is not None else address


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == one.version and address in one for one in networks)
