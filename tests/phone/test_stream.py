from __future__ import annotations

import json

import numpy as np
import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Mark, Sound
from voice_agent.phone.stream import StreamPhone, check_rate
from voice_agent.phone.values import CallError
from voice_agent.transport.encoding import linear


def test_packets_are_numbered_and_timed() -> None:
    phone = StreamPhone(linear(8000))
    frames = [json.loads(phone.audio(np.zeros(160, np.int16)))["media"] for _ in range(3)]
    assert [frame["chunk"] for frame in frames] == ["1", "2", "3"]
    assert [frame["timestamp"] for frame in frames] == ["0", "20", "40"]


def test_audio_marks_and_clear_are_read() -> None:
    phone = StreamPhone(linear(8000))
    (sound,) = phone.read('{"event": "media", "media": {"payload": "AQACAA=="}}')
    assert isinstance(sound, Sound)
    assert sound.samples.tolist() == [1, 2]
    assert phone.read('{"event": "mark", "mark": {"name": "a"}}') == (Mark("a"),)
    assert phone.read('{"event": "clear"}') == (Clear(),)


@pytest.mark.parametrize("message", ["x", "[]", "7", '{"event": "sing"}', '{"event": "media"}'])
def test_anything_else_is_not_this_carrier(message: str) -> None:
    with pytest.raises(ProtocolError, match="not a message"):
        StreamPhone(linear(8000)).read(message)


def test_only_a_carriers_own_rates_are_spoken() -> None:
    assert check_rate(None, (8000, 16000), "X") == 8000
    assert check_rate(16000, (8000, 16000), "X") == 16000
    with pytest.raises(CallError, match="rate 44100 Hz is not spoken; X's lines have 8000, 16000"):
        check_rate(44100, (8000, 16000), "X")
