"""Short-lived signed tokens (JWT, HS256): who may call this server, until when, and how often."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import jwt

from voice_agent.server.access.refused import Reason

MAX_TOKEN_BYTES = 4096
LEEWAY_S = 10
"""The clock of the maker of a token may differ from ours by this."""
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is good.

    Attributes:
        id: Its own name, so that it can be used once.
        subject: Whom it was made for; may be empty.
        until_s: When it stops being accepted, in seconds since the epoch.
    """

    id: str
    subject: str
    until_s: float


def make_token(secret: str, *, audience: str, now: float, minutes: float, subject: str = "") -> str:
    """Make a token.

    Args:
        secret: What the server signs with.
        audience: The server that it is for.
        now: Seconds since the epoch.
        minutes: How long it is good.
        subject: Whom it is for.
    """
    claims = {
        "aud": audience,
        "iat": int(now),
        "exp": int(now + 60 * minutes),
        "jti": secrets.token_urlsafe(16),
    }
    return jwt.encode(claims | ({"sub": subject} if subject else {}), secret, _ALGORITHM)


def read_token(text: str, secret: str, *, audience: str, now: float) -> Token | Reason:
    """Return what a token says, or why it is not good."""
    if len(text) > MAX_TOKEN_BYTES:
        return "bad_token"
    try:
        claims = jwt.decode(
            text,
            secret,
            algorithms=[_ALGORITHM],
            audience=audience,
            # The time is the caller's: see below.
            options={
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "require": ["aud", "exp", "iat", "jti"],
            },
        )
        until, made = float(claims["exp"]), float(claims["iat"])
    except jwt.InvalidAudienceError:
        return "wrong_audience"
    except jwt.InvalidSignatureError:
        return "bad_signature"
    except (jwt.PyJWTError, RecursionError, ValueError, TypeError, OverflowError):
        return "bad_token"
    if not made - LEEWAY_S <= now <= until + LEEWAY_S:
        return "expired"
    return Token(str(claims["jti"]), str(claims.get("sub", "")), until + LEEWAY_S)
