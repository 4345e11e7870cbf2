"""The small bodies of requests within a call: pressed keys, and what came of a transfer. Pure."""

from __future__ import annotations

import re

from voice_agent.transport.sip.message import Request

_SIGNAL = re.compile(rb"(?im)^\s*Signal\s*=\s*([0-9*#])\s*$")
_FRAGMENT = re.compile(rb"SIP/2\.0 ([1-6]\d\d)\b")


def kind_of(request: Request) -> str:
    """Return the media type of a body, without parameters."""
    return request.headers.get("content-type").partition(";")[0].strip().lower()


def key_of(info: Request) -> str | None:
    """Return the key that an INFO tells of; empty if none, ``None`` for another kind of INFO."""
    kind = kind_of(info)
    if kind == "application/dtmf-relay":
        found = _SIGNAL.search(info.body)
        return found[1].decode() if found else ""
    if kind == "application/dtmf":
        key = info.body.strip().decode("ascii", "replace")
        return key if len(key) == 1 and key in "0123456789*#" else ""
    return None if kind else ""


def status_of(notify: Request) -> int:
    """Return the status in a fragment of a message; 0 if there is none."""
    found = _FRAGMENT.match(notify.body)
    return int(found[1]) if found else 0
