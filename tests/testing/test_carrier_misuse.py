"""The kit names carriers that broken or hostile clients get the better of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from broken_carriers import Connection16, carrier, codec

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.raw import RawPhone
from voice_agent.testing.carrier import check
from voice_agent.transport.base import Audio, Message, Problem
from voice_agent.transport.raw import RawCodec


async def quiet(self: Any, data: str | bytes) -> Message | None:
    """Translate; garbage means nothing."""
    try:
        return await RawCodec.decode(self, data)
    except ProtocolError:
        return None


async def telling(self: Any, data: str | bytes) -> Message | None:
    """Translate; an error repeats what was sent."""
    try:
        return await RawCodec.decode(self, data)
    except ProtocolError:
        raise ProtocolError(f"what is {data!r}?") from None


async def crashing(self: Any, data: str | bytes) -> Message | None:
    """Translate; garbage breaks it."""
    if isinstance(data, str):
        data = json.dumps(json.loads(data))
    return await RawCodec.decode(self, data)


class Unguarded(Connection16):
    """A connection of its own, without the guard."""

    async def receive(self) -> Message | None:
        data = await self._wire.receive()
        if data is None:
            return None
        try:
            return await self._codec.decode(data) or Audio(b"")
        except ProtocolError as error:
            return Problem(error)


class Opening(RawPhone):
    """A phone that sends something first, which nobody reads."""

    def opening(self) -> Sequence[str]:
        return ('{"type": "dtmf", "digit": "1"}', '{"type": "dtmf", "digit": "1"}')


@pytest.mark.parametrize(
    ("only", "broken", "problem"),
    [
        (
            "before the call began",
            carrier(phone=lambda hz: Opening(16000)),
            "connects after 0 of 2 opening messages",
        ),
        ("garbage", carrier(codec(decode=quiet)), "tells nothing of garbage; expected a Problem"),
        ("garbage", carrier(codec(decode=telling)), "repeats what a client sent in an error"),
        ("garbage", carrier(codec(decode=crashing)), "raises JSONDecodeError"),
        ("far ahead", carrier(Unguarded), "takes 15 s of audio at once; make its connection a"),
        ("64 KiB", carrier(Unguarded), "raises Violation"),
    ],
)
def test_what_is_wrong_is_named(only: str, broken: Any, problem: str) -> None:
    report = check(broken, only=only)
    assert any(problem in one.problem for one in report.checks), str(report)
