import json

import numpy as np
import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.asterisk import MAX_MESSAGE_BYTES, AsteriskPhone, make
from voice_agent.phone.codec import Clear, Mark, Sound


def test_a_call_opens_with_its_codec() -> None:
    for rate_hz, name, size in ((None, "ulaw", 160), (16000, "slin16", 640)):
        start = json.loads(make(rate_hz).opening()[0])
        assert (start["format"], start["optimal_frame_size"]) == (name, size)
    assert AsteriskPhone(in_json=False).opening()[0].startswith("MEDIA_START channel_id:pbx-")


def test_the_numbers_are_in_the_url() -> None:
    assert make(None).url("ws://x/asterisk?token=1").endswith("?token=1&from=15550100&to=15550199")


def test_audio_and_commands_are_read() -> None:
    phone = AsteriskPhone("slin")
    samples = np.arange(170, dtype=np.int16)
    (sound,) = phone.read(phone.audio(samples))
    assert isinstance(sound, Sound)
    assert sound.samples.tolist() == samples[:160].tolist()
    assert phone.read(bytes(100)) == ()
    assert phone.read('{"command": "FLUSH_MEDIA"}') == (Clear(),)
    assert phone.read('{"command": "MARK_MEDIA", "correlation_id": "7"}') == (Mark("7"),)
    assert AsteriskPhone(in_json=False).read("FLUSH_MEDIA") == (Clear(),)
    assert json.loads(phone.reached("7"))["correlation_id"] == "7"


@pytest.mark.parametrize(
    "message", ["x", "[]", '{"command": "SING"}', "{}", bytes(MAX_MESSAGE_BYTES + 1)]
)
def test_anything_else_is_no_command(message: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        make(None).read(message)
