import numpy as np
import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.audiosocket import make
from voice_agent.phone.codec import Sound
from voice_agent.phone.values import CallError


def test_a_call_goes_to_the_audiosocket_of_the_server() -> None:
    assert make(None).url("ws://127.0.0.1:8765/") == "tcp://127.0.0.1:9092"
    assert make(None).url("tcp://host:7") == "tcp://host:7"


def test_audio_is_read_and_a_hang_up_means_nothing_more() -> None:
    phone = make(16000)
    (sound,) = phone.read(phone.audio(np.array([1, -2], np.int16)))
    assert isinstance(sound, Sound)
    assert sound.samples.tolist() == [1, -2]
    assert phone.read(phone.hangup()) == ()
    with pytest.raises(ProtocolError):
        phone.read(make(8000).audio(np.zeros(2, np.int16)))
    with pytest.raises(CallError, match="AudioSocket"):
        make(11025)
