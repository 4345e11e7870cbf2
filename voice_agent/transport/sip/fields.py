"""The fields of SIP that have parts: URIs, addresses, ``Via``. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.message import split_list

PORT, TLS_PORT = 5060, 5061
_HOST = r"\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+"
_VIA = re.compile(
    rf"SIP\s*/\s*2\.0\s*/\s*([A-Za-z-]+)\s+({_HOST})\s*(?::\s*(\d{{1,5}}))?\s*((?:;.*)?)", re.DOTALL
)
_URI = re.compile(
    rf"(sips?):(?:([^@<>\s]*)@)?({_HOST})(?::(\d{{1,5}}))?((?:;[^?<>\s]*)?)(?:\?[^<>\s]*)?",
    re.IGNORECASE,
)
_TRANSPORT = re.compile(r";transport=([A-Za-z-]{1,10})(?=;|$)", re.IGNORECASE)
_ADDRESS = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^"<>,;]*?)\s*<([^<>]*)>\s*((?:;.*)?)', re.DOTALL)
_PARAMETER = re.compile(r'\s*([^\s;="]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s;"]*))?\s*')


@dataclass(frozen=True, slots=True)
class Uri:
    """A ``sip:`` URI.

    Attributes:
        user: Before the ``@``, without a password; may be empty.
        host: Name or address, of IPv6 without brackets.
        port: As written; 0 if it was not.
        secure: Whether it is a ``sips:`` URI.
        transport: As its parameter says, in capitals; empty if it has none.
    """

    user: str
    host: str
    port: int = 0
    secure: bool = False
    transport: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A name and a URI, as ``From`` has them.

    Attributes:
        uri: As written.
        name: The display name; may be empty.
        parameters: What follows it, names in lower case.
    """

    uri: str
    name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """The tag; empty if there is none."""
        return self.parameters.get("tag", "")


@dataclass(frozen=True, slots=True)
class Via:
    """One hop.

    Attributes:
        transport: ``UDP``, ``TCP`` and so on, in capitals.
        host: Who sent it, as they wrote it.
        port: Where they listen; 5060 by default.
        parameters: Names in lower case.
    """

    transport: str
    host: str
    port: int
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def branch(self) -> str:
        """What names the transaction; empty if there is none."""
        return self.parameters.get("branch", "")


def read_uri(text: str) -> Uri:
    """Read a ``sip:`` or ``sips:`` URI.

    Raises:
        ProtocolError: It cannot be read.
    """
    found = _URI.fullmatch(text.strip())
    if found is None:
        raise ProtocolError("not a SIP URI")
    scheme, user, host, port, rest = found.groups()
    way = _TRANSPORT.search(rest)
    return Uri(
        user=(user or "").partition(":")[0].partition(";")[0],
        host=host.strip("[]"),
        port=_port(port),
        secure=scheme.lower() == "sips",
        transport=way[1].upper() if way else "",
    )


def read_address(text: str) -> Address:
    """Read a name and a URI.

    Raises:
        ProtocolError: It cannot be read.
    """
    found = _ADDRESS.fullmatch(text)
    if found is not None:
        name, uri, rest = found.groups()
        if not uri.strip():
            raise ProtocolError("an address without a URI")
        return Address(uri.strip(), _unquoted(name), read_parameters(rest))
    if any(sign in text for sign in '<>"'):
        raise ProtocolError("not an address of SIP")
    # Without angle brackets the parameters belong to the field, not to the URI.
    uri, _, rest = text.strip().partition(";")
    if ":" not in uri or any(sign.isspace() for sign in uri.strip()):
        raise ProtocolError("not an address of SIP")
    return Address(uri.strip(), "", read_parameters(";" + rest if rest else ""))


def read_via(text: str) -> Via:
    """Read one hop.

    Raises:
        ProtocolError: It cannot be read.
    """
    found = _VIA.fullmatch(text.strip())
    if found is None:
        raise ProtocolError("not a Via")
    transport, host, port, rest = found.groups()
    return Via(transport.upper(), host, _port(port) or PORT, read_parameters(rest))


def read_parameters(text: str) -> dict[str, str]:
    """Read ``;name=value;name``.

    Raises:
        ProtocolError: They are not that.
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        one = _PARAMETER.match(text, at + 1) if text[at] == ";" else None
        if one is None:
            raise ProtocolError("not parameters of a field")
        found.setdefault(one[1].lower(), _unquoted(one[2] or ""))
        at = one.end()
    return found


def read_credentials(text: str) -> tuple[str, dict[str, str]]:
    """Read a scheme and its parameters, as ``Authorization`` has them.

    Raises:
        ProtocolError: It is not that.
    """
    scheme, _, rest = text.strip().partition(" ")
    found: dict[str, str] = {}
    for one in split_list(rest):
        name, equals, value = one.partition("=")
        if not equals:
            raise ProtocolError("not credentials")
        found.setdefault(name.strip().lower(), _unquoted(value.strip()))
    return scheme.lower(), found


def written(address: str, tag: str = "") -> str:
    """Write a URI as an address, with a tag if there is one."""
    return f"<{address}>" + (f";tag={tag}" if tag else "")


def host_port(host: str, port: int) -> str:
    """Write a host and a port, of IPv6 with brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def _port(text: str | None) -> int:
    port = int(text or 0)
    if port > 65_535:
        raise ProtocolError("not a port")
    return port
