"""What the phones of all carriers with media streams have in common."""

from __future__ import annotations

import json
from collections.abc import Callable

from voice_agent.phone.stream import StreamPhone

MakePhone = Callable[[int | None], StreamPhone]


def opens_with_its_ids_at_the_rate_of_the_line(make: MakePhone) -> None:
    for rate_hz in (8000, 16000):
        phone = make(rate_hz)
        start = json.loads(phone.opening()[-1])
        assert start["event"] == "start"
        assert phone.call_id in start["start"].values()
        assert str(rate_hz) in json.dumps(start)
        assert phone.rate_hz == rate_hz
    assert make(None).rate_hz == 8000


def sends_the_messages_of_its_carrier(make: MakePhone) -> None:
    phone = make(None)
    assert json.loads(phone.key("5"))["dtmf"]["digit"] == "5"
    assert json.loads(phone.hangup())["event"] == "stop"
    assert json.loads(phone.reached("7"))["event"] == phone.reaches
