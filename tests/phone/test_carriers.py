from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.phone import carriers
from voice_agent.phone.carriers import make_line, phone_codec
from voice_agent.phone.values import CallError
from voice_agent.transport.base import Carrier
from voice_agent.transport.carriers import CARRIERS, find_carrier


@pytest.mark.parametrize("name", CARRIERS)
def test_each_carrier_can_be_phoned(name: str) -> None:
    line = make_line(name, "ws://127.0.0.1:1")
    own = {"audiosocket": "tcp://", "sip": "sip://"}
    expected = own.get(name, f"ws://127.0.0.1:1{find_carrier(name).path}")
    assert line.url.startswith(expected)
    assert line.codec.rate_hz == line.rate_hz


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ws://h:1", "ws://h:1/ws?rate=8000"),
        ("ws://h:1/", "ws://h:1/ws?rate=8000"),
        ("ws://h:1?x=1", "ws://h:1/ws?x=1&rate=8000"),
        ("ws://h:1/behind/a/proxy", "ws://h:1/behind/a/proxy?rate=8000"),
    ],
)
def test_the_path_is_the_carriers_where_the_url_has_none(url: str, expected: str) -> None:
    assert make_line("raw", url, rate_hz=8000).url == expected


def test_the_rate_is_the_carriers_own_when_left_out() -> None:
    assert make_line("raw").rate_hz == 16000
    assert make_line("twilio").rate_hz == 8000
    with pytest.raises(CallError, match="not spoken"):
        make_line("twilio", rate_hz=16000)


@pytest.mark.parametrize(
    ("phone", "says"),
    [
        ("", "names no 'phone'"),
        ("voice_agent.phone.raw:DEFAULT_HZ", "expected a function"),
        ("no.such:make", "no module 'no'"),
    ],
)
def test_a_carrier_that_nobody_can_phone_is_one_clear_error(
    phone: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connect(wire: Any) -> Any: ...

    monkeypatch.setattr(
        carriers, "find_carrier", lambda name: Carrier(name, "/x", connect, phone=phone)
    )
    with pytest.raises(ConfigError, match=says):
        phone_codec("odd")


def test_an_unknown_carrier_is_named() -> None:
    found: Sequence[str] = sorted(CARRIERS)
    with pytest.raises(ConfigError, match=f"unknown carrier 'pigeon'; known: {found[0]}"):
        make_line("pigeon")
