"""Keys for encrypted audio in a description (RFC 4568): one suite, no MKI, no parameters. Pure."""

from __future__ import annotations

import base64
import binascii
import re
import secrets

SUITE = "AES_CM_128_HMAC_SHA1_80"
KEY_BYTES = 30
"""A key of 128 bits and a salt of 112."""
_CRYPTO = re.compile(
    rf"crypto:(\d{{1,9}})[ \t]+{SUITE}[ \t]+"
    r"inline:([A-Za-z0-9+/]{40})(?:\|(?:2\^)?\d{1,15})?[ \t]*",
    re.IGNORECASE,
)


def new_key() -> str:
    """Return a key that nobody can guess, in base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_crypto(value: str) -> tuple[str, str] | None:
    """Return tag and key of an attribute ``crypto``; ``None`` if it is not one that we speak."""
    found = _CRYPTO.fullmatch(value)
    if found is None:
        return None
    try:
        key = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        return None
    return (found[1], found[2]) if len(key) == KEY_BYTES else None


def crypto(tag: str, key: str) -> str:
    """Write the attribute."""
    return f"a=crypto:{tag} {SUITE} inline:{key}"
