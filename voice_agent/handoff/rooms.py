"""URLs at which a carrier is told in which conference a call belongs: signed, for minutes. Pure.

For carriers that do not take the answer with the request, but ask for it. Any worker, and any
server with the same secret, can answer: nothing is remembered.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

PATH = "/handoff/room"
_ROOM = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LONGEST_NUMBER = 12


def room_url(public_url: str, room: str, secret: str, until: int) -> str:
    """Return the URL that says ``room``.

    Args:
        public_url: How the carrier reaches this server, without a path.
        room: Name of the conference: letters, digits, ``-`` and ``_``.
        secret: The account's, which both sides know.
        until: Seconds since the epoch until which it is answered.
    """
    query = {"room": room, "until": str(until), "sig": _signature(room, str(until), secret)}
    return f"{public_url.rstrip('/')}{PATH}?{urlencode(query)}"


def read_room(query: Mapping[str, str], secrets: Iterable[str], now: float) -> str:
    """Return the room that a URL says; empty if one of ``secrets`` has not signed it, or too late.

    Args:
        query: Of the URL.
        secrets: Those of all accounts that may have signed it.
        now: Seconds since the epoch.
    """
    room, until, given = (query.get(name, "") for name in ("room", "until", "sig"))
    number = until.isascii() and until.isdecimal() and len(until) <= _LONGEST_NUMBER
    if not (_ROOM.fullmatch(room) and number and now <= int(until)):
        return ""
    wanted = [_signature(room, until, secret) for secret in secrets]
    equal = [hmac.compare_digest(one.encode(), given.encode(errors="replace")) for one in wanted]
    return room if any(equal) else ""


def _signature(room: str, until: str, secret: str) -> str:
    text = f"voice-agent handoff room {room} {until}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
