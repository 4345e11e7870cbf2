"""A request as the door sees it, without the web framework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from voice_agent.server.access.address import is_loopback

PROTOCOLS = ("voice-agent", "realtime", "media")
"""Subprotocols that a client may offer: ours, that of OpenAI's Realtime clients, Asterisk's."""
_TOKEN_PROTOCOLS = ("token.", "openai-insecure-api-key.")


@dataclass(frozen=True, slots=True)
class Visit:
    """One attempt to come in.

    Attributes:
        address: The client's address.
        url: What it asked for, as it must have written it.
        headers: By lower-case name.
        query: Query of the URL.
        method: ``GET`` or ``POST``.
        params: Fields of a form.
        body: As it came.
    """

    address: str
    url: str = "http://localhost/"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: str = "GET"
    params: Sequence[tuple[str, str]] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def local(self) -> bool:
        """True if the client is a program on this machine."""
        return is_loopback(self.address)

    @property
    def bearer(self) -> str:
        """The token of ``Authorization: Bearer``; empty if there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @property
    def token(self) -> str:
        """The token of the URL, or that of a subprotocol: browsers can send no header."""
        offered = (
            one.removeprefix(prefix)
            for one in self._protocols
            for prefix in _TOKEN_PROTOCOLS
            if one.startswith(prefix)
        )
        return self.query.get("token", "") or next(offered, "")

    @property
    def subprotocol(self) -> str | None:
        """The subprotocol to accept; never the one that carries a token."""
        return next((one for one in PROTOCOLS if one in self._protocols), None)

    def foreign(self, origins: Sequence[str]) -> bool:
        """Return whether a web page of a foreign origin asks; others send no ``Origin``.

        Args:
            origins: Those that are welcome, besides this machine and the server's own.
        """
        origin = self.headers.get("origin", "").rstrip("/")
        if not origin or origin in origins:
            return False
        try:
            asking, here = urlsplit(origin), urlsplit(self.url)
            welcome = asking.netloc == here.netloc or is_loopback(asking.hostname or "")
        except ValueError:
            return True
        return not (asking.netloc and welcome)

    @property
    def _protocols(self) -> list[str]:
        return [one.strip() for one in self.headers.get("sec-websocket-protocol", "").split(",")]
