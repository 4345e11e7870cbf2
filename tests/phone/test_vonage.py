import json

import numpy as np
import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Mark, Sound
from voice_agent.phone.vonage import make


def test_a_call_opens_with_its_rate() -> None:
    assert json.loads(make(None).opening()[0])["content-type"] == "audio/l16;rate=16000"
    assert json.loads(make(8000).opening()[0])["content-type"] == "audio/l16;rate=8000"


def test_audio_and_commands_are_read() -> None:
    phone = make(None)
    (sound,) = phone.read(phone.audio(np.array([1, -2], np.int16)))
    assert isinstance(sound, Sound)
    assert sound.samples.tolist() == [1, -2]
    assert phone.read('{"action": "clear"}') == (Clear(),)
    assert phone.read('{"action": "notify", "payload": {"mark": 7}}') == (Mark("7"),)
    assert json.loads(phone.reached("7"))["payload"] == {"mark": 7}


@pytest.mark.parametrize(
    "message", [b"abc", "x", "[]", '{"action": "sing"}', '{"action": "notify"}']
)
def test_anything_else_is_no_command(message: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        make(None).read(message)
