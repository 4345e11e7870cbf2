"""The messages with which a media stream begins, and what they say of the call. Pure but for I/O.

Everything here comes from a stranger: it is cut to a length, and to what can be printed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import Wire

MESSAGES = 10
"""Messages that may come before ``start``, such as audio that has overtaken it."""
MAX_CHARACTERS = 500
MAX_PARAMETERS = 50
BAD_CONTENT = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


async def opening(wire: Wire, *, name: str, messages: int = MESSAGES) -> dict[str, Any]:
    """Read a stream's opening messages up to the one whose ``event`` is ``start``.

    Raises:
        ProtocolError: There is none among the first ``messages``.
        ConnectionError: The caller went away.
    """
    for _ in range(messages):
        data = await wire.receive()
        if data is None:
            raise ConnectionResetError("the caller went away before the call began")
        try:
            message = json.loads(data)
            if message["event"] != "start":
                continue
            if isinstance(message["start"], dict):
                return cast(dict[str, Any], message)
            break
        except BAD_CONTENT:
            break
    raise ProtocolError(f"expected {name}'s opening messages up to 'start'")


def told(value: object) -> str:
    """Return what a carrier says as one short line of text; empty if it says nothing."""
    if value is None or isinstance(value, dict | list):
        return ""
    return "".join(c for c in str(value)[:MAX_CHARACTERS] if c.isprintable())


def object_of(value: object) -> dict[str, Any]:
    """Return an object that a carrier should have sent; empty if it sent something else."""
    return value if isinstance(value, dict) else {}


def parameters_of(value: object) -> dict[str, str]:
    """Return a call's own parameters from an object, its JSON, or ``name``/``value`` pairs."""
    if isinstance(value, str):
        try:
            value = json.loads(value or "{}")
        except (ValueError, RecursionError):
            return {}
    if isinstance(value, list):
        value = {
            told(pair.get("name")): pair.get("value") for pair in value if isinstance(pair, dict)
        }
    if not isinstance(value, Mapping):
        return {}
    return {told(key): told(item) for key, item in list(value.items())[:MAX_PARAMETERS]}
