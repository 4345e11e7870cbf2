"""Digest authentication (RFC 7616) as SIP uses it, on both sides. Pure.

The server keeps nothing of a challenge: a nonce carries its own time and our mark. What it
remembers is the count of each nonce that a right answer has used, so that nothing is used twice.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.fields import read_credentials

Algorithm = Literal["MD5", "SHA-256"]
NONCE_S = 60.0
MAX_NONCES = 10_000
_HASHES = {"md5": hashlib.md5, "sha-256": hashlib.sha256}
_MAX_COUNT = 8

Verdict = Literal["genuine", "stale", "wrong"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """Our login at a registrar, or a trunk.

    Attributes:
        user: The name.
        password: Its secret.
    """

    user: str
    password: str = field(repr=False)


def answer(
    challenge: str, credentials: Credentials, method: str, uri: str, count: int = 1
) -> str | None:
    """Answer a challenge: the value of ``Authorization``; ``None`` if it asks for another scheme.

    Args:
        challenge: The value of ``WWW-Authenticate`` or ``Proxy-Authenticate``.
        credentials: Ours.
        method: Of the request.
        uri: Of the request.
        count: How often this nonce has been used, this time included.
    """
    try:
        scheme, said = read_credentials(challenge)
    except ProtocolError:
        return None
    algorithm = said.get("algorithm", "MD5")
    if scheme != "digest" or algorithm.lower() not in _HASHES or "nonce" not in said:
        return None
    ways = {one.strip().lower() for one in said.get("qop", "").split(",")}
    parts = {
        "username": credentials.user,
        "realm": said.get("realm", ""),
        "nonce": said["nonce"],
        "uri": uri,
    }
    if "auth" in ways:
        parts |= {"cnonce": secrets.token_hex(8), "nc": f"{count:08x}", "qop": "auth"}
    elif ways != {""}:
        return None
    parts["response"] = _response(algorithm, parts, credentials.password, method)
    bare = {"nc", "qop"}
    written = [f"{name}={_quoted(value, name in bare)}" for name, value in parts.items()]
    written.append(f"algorithm={algorithm}")
    if opaque := said.get("opaque"):
        written.append(f"opaque={_quoted(opaque)}")
    return "Digest " + ", ".join(written)


class Gate:
    """Challenges those who call, and checks what they answer.

    Args:
        realm: What they log in to.
        users: Their passwords by name.
        algorithm: How their answer is hashed.
        key: Our mark on nonces; random by default.
    """

    def __init__(
        self,
        realm: str,
        users: Mapping[str, str],
        algorithm: Algorithm = "MD5",
        key: bytes = b"",
    ) -> None:
        self._realm = realm
        self._users = dict(users)
        self._algorithm = algorithm
        self._key = key or secrets.token_bytes(32)
        self._used: OrderedDict[str, int] = OrderedDict()

    def challenge(self, now: float, source: str, *, stale: bool = False) -> str:
        """Make a challenge for one source; costs no memory."""
        # Random as well: two telephones behind one address may ask within a second.
        nonce = self._nonce(f"{int(now)}-{secrets.token_hex(4)}", source)
        old = ", stale=true" if stale else ""
        return (
            f'Digest realm="{self._realm}", nonce="{nonce}", algorithm={self._algorithm}, '
            f'qop="auth"{old}'
        )

    def check(self, header: str, method: str, now: float, source: str) -> Verdict:
        """Check an answer.

        Args:
            header: The value of ``Authorization``.
            method: Of the request.
            now: The time of ``challenge``.
            source: Where it came from.
        """
        try:
            scheme, said = read_credentials(header)
        except ProtocolError:
            return "wrong"
        # Its URI is not compared: clients and proxies write it in their own ways (SIPp leaves the
        # user out), and an answer is good only once anyway.
        if scheme != "digest" or said.get("realm") != self._realm:
            return "wrong"
        if said.get("algorithm", "MD5").lower() != self._algorithm.lower():
            return "wrong"
        nonce = said.get("nonce", "")
        made = nonce.partition(".")[0]
        if not hmac.compare_digest(
            self._nonce(made, source).encode(), nonce.encode("utf-8", "replace")
        ):
            # Of another run of this server, or made up: the answer may be right all the same.
            return "stale"
        count = _count(said)
        password = self._users.get(said.get("username", ""))
        # The hash is made for an unknown name too, so that time tells nothing.
        right = _response(self._algorithm, said, password or "", method)
        same = hmac.compare_digest(
            right.encode(), said.get("response", "").lower().encode("utf-8", "replace")
        )
        if not same or password is None or count is None:
            return "wrong"
        age_s = now - int(made.partition("-")[0])
        if not -1.0 <= age_s <= NONCE_S or not self._use(nonce, count):
            return "stale"
        return "genuine"

    def _use(self, nonce: str, count: int) -> bool:
        if count <= self._used.get(nonce, 0):
            return False
        self._used[nonce] = count
        self._used.move_to_end(nonce)
        # Nonces are good for a minute, and only those who know a password get here.
        while len(self._used) > MAX_NONCES:
            self._used.popitem(last=False)
        return True

    def _nonce(self, made: str, source: str) -> str:
        mark = hmac.new(self._key, f"{made} {source}".encode("utf-8", "replace"), hashlib.sha256)
        return f"{made}.{mark.hexdigest()[:32]}"


def _count(said: Mapping[str, str]) -> int | None:
    if said.get("qop", "").lower() != "auth":
        return 1 if "qop" not in said else None
    text = said.get("nc", "")
    try:
        return int(text, 16) if 0 < len(text) <= _MAX_COUNT else None
    except ValueError:
        return None


def _response(algorithm: str, said: Mapping[str, str], password: str, method: str) -> str:
    make = _HASHES[algorithm.lower()]

    def hashed(text: str) -> str:
        return make(text.encode("utf-8", "surrogateescape")).hexdigest()

    secret = hashed(f"{said.get('username', '')}:{said.get('realm', '')}:{password}")
    what = hashed(f"{method}:{said.get('uri', '')}")
    between = said.get("nonce", "")
    if "qop" in said:
        between += f":{said.get('nc', '')}:{said.get('cnonce', '')}:{said['qop']}"
    return hashed(f"{secret}:{between}:{what}")


def _quoted(text: str, bare: bool = False) -> str:
    if bare:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
