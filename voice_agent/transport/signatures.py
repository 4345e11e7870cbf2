"""Is a request from the carrier it claims? One pure function for each carrier's signature.

A carrier's row names its check (``Carrier.signature``); ``SCHEMES`` is the table.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import jwt

from voice_agent.core.extras import needs_extra

WINDOW_S = 300.0
"""How old a request with a time stamp may be, and how far ahead its clock."""
NONCE_S = 3600.0
"""How long a nonce without a time stamp is remembered."""

_WITHOUT_A_CLOCK: Any = {
    # The clock is ours, so that the check is pure.
    **dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf", "verify_aud"), False),
    "require": ["iat", "jti"],
}

Fault = Literal["no_signature", "bad_signature", "expired"]


@dataclass(frozen=True, slots=True)
class Request:
    """The part of a request that a carrier signs.

    Attributes:
        method: ``GET`` or ``POST``.
        urls: The URL as the carrier may have written it: what it called is known only up to
            scheme, port and a final slash.
        headers: By lower-case name.
        params: Fields of a form, in any order.
        body: As it came.
    """

    method: str
    urls: Sequence[str]
    headers: Mapping[str, str]
    params: Sequence[tuple[str, str]] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Genuine:
    """The signature is right.

    Attributes:
        once: What may be seen only once; empty if the carrier signs nothing of that kind.
        until_s: Until when ``once`` must be remembered, in seconds since the epoch.
    """

    once: str = ""
    until_s: float = 0.0


Verdict = Genuine | Fault
Check = Callable[[Request, str, float], Verdict]
"""Request, secret and the time in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a carrier signs.

    Attributes:
        check: Judges a request.
        variable: Environment variable of the secret, unless the pipeline file names another.
        signs_streams: Whether the carrier signs the handshake of the WebSocket too.
        prepare: Raises ``ConfigError`` if the check cannot run.
    """

    check: Check
    variable: str
    signs_streams: bool = True
    prepare: Callable[[], object] = field(default=lambda: None)


def urls_of(url: str) -> tuple[str, ...]:
    """Return the ways in which a carrier may have written ``url`` when it signed it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return (url,)
    secure = parts.scheme in ("https", "wss")
    host = f"[{host}]" if ":" in host else host
    usual = 443 if secure else 80
    places = dict.fromkeys((parts.netloc, host, f"{host}:{port or usual}"))
    paths = dict.fromkeys((parts.path, parts.path.rstrip("/") or "/", f"{parts.path.rstrip('/')}/"))
    schemes = ("wss", "https") if secure else ("ws", "http")
    return tuple(
        urlunsplit((scheme, place, path, parts.query, ""))
        for scheme in schemes
        for place in places
        for path in paths
    )


def twilio(request: Request, secret: str, now: float) -> Verdict:
    """Check ``X-Twilio-Signature``: HMAC-SHA1 of the URL and the sorted fields of the form.

    A body that is no form is signed by its hash in the URL. Twilio signs neither a time nor a
    nonce, so nothing tells a replay.
    https://www.twilio.com/docs/usage/security
    """
    given = request.headers.get("x-twilio-signature", "")
    if not given:
        return "no_signature"
    fields = "".join(name + value for name, value in sorted(set(request.params)))
    wanted = (_hmac(secret, url + fields, "sha1") for url in request.urls)
    if not _any_equal(wanted, [given]):
        return "bad_signature"
    return Genuine() if _covers_body(request) else "bad_signature"


def plivo(request: Request, secret: str, now: float) -> Verdict:
    """Check ``X-Plivo-Signature-V3``: HMAC-SHA256 of URL, sorted query and fields, and nonce.

    The header has one signature for each auth token that is in force.
    https://www.plivo.com/docs/voice/concepts/signature-validation
    """
    given = request.headers.get("x-plivo-signature-v3", "")
    nonce = request.headers.get("x-plivo-signature-v3-nonce", "")
    if not (given and nonce):
        return "no_signature"
    wanted = (
        _hmac(secret, f"{_plivo_text(url, request)}.{nonce}", "sha256") for url in request.urls
    )
    given_each = [one.strip() for one in given.split(",")]
    if not _any_equal(wanted, given_each) or (request.body and not request.params):
        return "bad_signature"
    return Genuine(f"plivo:{nonce}", now + NONCE_S)


def telnyx(request: Request, secret: str, now: float) -> Verdict:
    """Check ``Telnyx-Signature-Ed25519`` over the time stamp and the body; needs cryptography.

    Args:
        request: The webhook.
        secret: The account's public key, base64; no secret at all.
        now: Seconds since the epoch.

    https://developers.telnyx.com/docs/messaging/webhooks/verification
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    given = request.headers.get("telnyx-signature-ed25519", "")
    stamp = request.headers.get("telnyx-timestamp", "")
    if not (given and stamp):
        return "no_signature"
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(secret, validate=True))
        signature = base64.b64decode(given, validate=True)
        key.verify(signature, stamp.encode() + b"|" + request.body)
        at = int(stamp)
    except (InvalidSignature, binascii.Error, ValueError):
        return "bad_signature"
    if abs(now - at) > WINDOW_S:
        return "expired"
    # The decoded bytes: base64 has more than one spelling of the same signature.
    return Genuine(f"telnyx:{signature.hex()}", at + WINDOW_S)


def vonage(request: Request, secret: str, now: float) -> Verdict:
    """Check the JWT in ``Authorization``: HS256, when it was made, and the hash of the body.

    https://developer.vonage.com/en/getting-started/concepts/webhooks
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return "no_signature"
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            options=_WITHOUT_A_CLOCK,
        )
        at = float(claims["iat"])
    except (jwt.PyJWTError, RecursionError, ValueError, TypeError):
        return "bad_signature"
    body = hashlib.sha256(request.body).hexdigest()
    hashed = claims.get("payload_hash", "" if request.body else body)
    if not hmac.compare_digest(str(hashed).encode(), body.encode()):
        return "bad_signature"
    if abs(now - at) > WINDOW_S:
        return "expired"
    return Genuine(f"vonage:{claims['jti']}", at + WINDOW_S)


def _covers_body(request: Request) -> bool:
    """Return whether Twilio's signature is about the body too: by its fields, or by its hash."""
    if not request.body or request.params:
        return True
    asked = dict(parse_qsl(urlsplit(request.urls[0]).query))
    hashed = hashlib.sha256(request.body).hexdigest()
    return hmac.compare_digest(asked.get("bodySHA256", "").encode(), hashed.encode())


def _plivo_text(url: str, request: Request) -> str:
    """Return what Plivo signs: the URL with its query sorted, then the fields of a form."""
    parts = urlsplit(url)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if request.method == "GET":
        asked = [*asked, *request.params]
    fields = "" if request.method == "GET" else "".join(k + v for k, v in sorted(request.params))
    query = "&".join(f"{name}={value}" for name, value in sorted(asked))
    base = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    if not (query or fields):
        return base
    return f"{base}?{query}{'.' if query and fields else ''}{fields}"


def _hmac(secret: str, text: str, digest: str) -> str:
    made = hmac.new(secret.encode(), text.encode(errors="replace"), digest)
    return base64.b64encode(made.digest()).decode()


def _any_equal(wanted: Iterable[str], given: Sequence[str]) -> bool:
    """Compare in constant time; every pair, so that the time tells nothing."""
    pairs = [
        hmac.compare_digest(one.encode(), other.encode(errors="replace"))
        for one in wanted
        for other in given
    ]
    return any(pairs)


def _need_ed25519() -> None:
    with needs_extra("telnyx", "Telnyx's signature"):
        import cryptography  # noqa: F401


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        "twilio": Scheme(twilio, "TWILIO_AUTH_TOKEN"),
        "plivo": Scheme(plivo, "PLIVO_AUTH_TOKEN"),
        "telnyx": Scheme(telnyx, "TELNYX_PUBLIC_KEY", signs_streams=False, prepare=_need_ed25519),
        "vonage": Scheme(vonage, "VONAGE_SIGNATURE_SECRET"),
    }
)
