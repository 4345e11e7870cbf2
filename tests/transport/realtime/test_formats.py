import base64

import numpy as np
import pytest

from voice_agent.audio.pcm import from_pcm, rms_dbfs
from voice_agent.testing.sounds import vowel
from voice_agent.transport.realtime.errors import RealtimeError
from voice_agent.transport.realtime.formats import FORMATS, PCM, PCMU, Ear, Format, Mouth


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_what_is_said_is_heard_at_its_level(form: Format) -> None:
    spoken = vowel(0.5)
    mouth, ear = Mouth(form, 16000), Ear(form)
    size = 640
    pcm = spoken.astype("<i2").tobytes()
    pieces = [mouth.say(pcm[at : at + size]) for at in range(0, len(pcm), size)]
    heard = np.concatenate([from_pcm(ear.hear(piece)) for piece in pieces])
    assert abs(heard.size - spoken.size) < 400
    assert rms_dbfs(heard) == pytest.approx(rms_dbfs(spoken), abs=3)


def test_a_line_at_the_rate_of_the_format_is_sent_as_it_is() -> None:
    pcm = np.arange(480, dtype="<i2").tobytes()
    assert base64.b64decode(Mouth(PCM, 24000).say(pcm)) == pcm


def test_silence_in_mu_law_is_its_code_for_silence() -> None:
    assert base64.b64decode(Mouth(PCMU, 8000).say(bytes(320))) == b"\xff" * 160


@pytest.mark.parametrize("audio", [None, 7, ["AAAA"], "?", "AAA", "AA==\u2603", "A A A A"])
def test_what_is_not_base64_is_refused(audio: object) -> None:
    with pytest.raises(RealtimeError, match="base64") as caught:
        Ear(PCM).hear(audio)
    assert (caught.value.error_code, caught.value.param) == ("invalid_base64", "audio")


def test_half_a_sample_is_refused_and_an_empty_piece_is_nothing() -> None:
    with pytest.raises(RealtimeError, match="even"):
        Ear(PCM).hear(base64.b64encode(b"abc").decode())
    assert Ear(PCM).hear("") == b""
    assert Ear(PCMU).hear(base64.b64encode(b"\xff" * 159).decode())
