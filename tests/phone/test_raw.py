from __future__ import annotations

import json

import numpy as np
import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Interrupted, Ready
from voice_agent.phone.codec import Clear, Sound
from voice_agent.phone.raw import make
from voice_agent.phone.values import CallError


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ws://h:1/ws", "ws://h:1/ws?rate=8000"),
        ("ws://h:1/ws?rate=16000", "ws://h:1/ws?rate=8000"),
        ("ws://h:1/ws?token=x", "ws://h:1/ws?token=x&rate=8000"),
    ],
)
def test_the_rate_goes_into_the_url(url: str, expected: str) -> None:
    assert make(8000).url(url) == expected


def test_the_rate_is_16_khz_when_left_out_and_one_of_the_protocols() -> None:
    assert make(None).rate_hz == 16000
    assert make(48000).rate_hz == 48000
    with pytest.raises(CallError, match="rate 11025 Hz is not spoken; choose one of 8000, 16000"):
        make(11025)


def test_what_is_sent() -> None:
    codec = make(8000)
    assert codec.audio(np.array([1, -2], dtype=np.int16)) == b"\x01\x00\xfe\xff"
    assert json.loads(codec.key("#")) == {"type": "dtmf", "digit": "#"}
    assert json.loads(codec.typed("my balance")) == {"type": "text", "text": "my balance"}
    assert json.loads(codec.hangup()) == {"type": "hangup"}
    assert codec.gives_events


def test_audio_and_events_are_read() -> None:
    codec = make(8000)
    (sound,) = codec.read(b"\x01\x00\xfe\xff")
    assert isinstance(sound, Sound)
    assert sound.samples.tolist() == [1, -2]
    ready = Ready(call_id="c1")
    assert codec.read(ready.model_dump_json()) == (ready,)


def test_audio_is_dropped_before_the_interruption_is_told() -> None:
    event = Interrupted(turn=1, spoken="You said")
    assert make(8000).read(event.model_dump_json()) == (Clear(), event)


@pytest.mark.parametrize(
    ("message", "says"),
    [(b"abc", "half a sample"), ("no json", "not an event"), ("[]", "not an"), ("{}", "not an")],
)
def test_anything_else_is_not_the_protocol(message: str | bytes, says: str) -> None:
    with pytest.raises(ProtocolError, match=says):
        make(8000).read(message)
