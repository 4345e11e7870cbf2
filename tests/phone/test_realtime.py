from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from line_fakes import tone

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Sound
from voice_agent.phone.realtime import RealtimePhone, make
from voice_agent.phone.values import CallError


def test_a_call_opens_with_its_format() -> None:
    (update,) = make(8000).opening()
    session = json.loads(update)["session"]
    assert session["audio"]["output"]["format"] == {"type": "audio/pcmu"}


def test_rates() -> None:
    assert (make(None).rate_hz, make(24000).rate_hz, make(8000).rate_hz) == (24000, 24000, 8000)
    with pytest.raises(CallError, match="24000"):
        make(16000)


def test_what_is_said_could_be_heard() -> None:
    phone = RealtimePhone()
    audio = json.loads(phone.audio(tone(20, 24000)))["audio"]
    heard = phone.read(json.dumps({"type": "response.output_audio.delta", "delta": audio}))
    assert isinstance(heard[0], Sound)
    assert np.array_equal(heard[0].samples, tone(20, 24000))
    assert len(base64.b64decode(audio)) == 960


def test_a_cancelled_response_drops_what_was_not_played() -> None:
    phone = RealtimePhone()
    done = {"type": "response.done", "response": {"status": "cancelled"}}
    assert phone.read(json.dumps(done)) == (Clear(),)
    done["response"] = {"status": "completed"}
    assert phone.read(json.dumps(done)) == ()
    assert phone.read('{"type": "session.created"}') == ()


def test_keys_and_the_end() -> None:
    phone = RealtimePhone()
    assert json.loads(phone.key("5")) == {"type": "input_audio_buffer.dtmf", "event": "5"}
    assert json.loads(phone.hangup()) == {"type": "session.close"}
    assert phone.typed("hi") is None


DELTA = '{"type": "response.output_audio.delta", "delta": "?"}'


@pytest.mark.parametrize("message", ["", "7", "{}", '{"type": "response.done"}', b"\xff", DELTA])
def test_what_is_no_event_is_told(message: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        RealtimePhone().read(message)
