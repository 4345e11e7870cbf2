"""Server events of the Realtime protocol, read with the openai package's own models."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from openai.types.beta.realtime.realtime_server_event import (
    RealtimeServerEvent as BetaServerEvent,
)
from openai.types.realtime.realtime_server_event import RealtimeServerEvent
from pydantic import TypeAdapter

_TODAY: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)
_BETA: TypeAdapter[Any] = TypeAdapter(BetaServerEvent)


def read(messages: Iterable[str | bytes], *, beta: bool = False) -> list[dict[str, Any]]:
    """Parse server events; each has to be valid in the client's version of the protocol."""
    events: list[dict[str, Any]] = [json.loads(message) for message in messages]
    for event in events:
        found = (_BETA if beta else _TODAY).validate_python(event)
        assert found.type == event["type"]
    return events


def kinds(events: Iterable[dict[str, Any]]) -> list[str]:
    """Return the types of events."""
    return [event["type"] for event in events]
