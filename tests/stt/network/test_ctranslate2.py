"""What CTranslate2 is given, and what is made of what it returns; the library itself is a fake."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from voice_agent.stt.network.contract import FRAME, WHISPER_FRAMES
from voice_agent.stt.network.ctranslate2 import BeamDecoder, CTranslate2Encoder

SIZE = 32
PROMPT = [33, 4, 5, 30]


def sound(frames: int, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (frames, SIZE)).astype(np.float32)


class Model:
    """Encodes features ``[1, mels, 2 n]`` as n frames, and remembers how many."""

    def __init__(self) -> None:
        self.frames: list[int] = []

    def feature_extractor(self, waveform: np.ndarray, padding: int) -> np.ndarray:
        return np.zeros((80, waveform.size // 160 + 1), np.float32)

    def encode(self, features: np.ndarray) -> np.ndarray:
        self.frames.append(features.shape[2] // 2)
        return np.zeros((1, features.shape[2] // 2, SIZE), np.float32)


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0, 200), (0.1, 225), (2, 300), (2.01, 325), (26, 1500), (30, 1500)]
)
def test_an_utterance_is_encoded_with_4_s_of_silence_in_steps_of_half_a_second(
    seconds: float, frames: int
) -> None:
    model = Model()
    encoded = CTranslate2Encoder(model).encode(np.zeros(int(16_000 * seconds), np.int16))
    assert (encoded.shape, model.frames) == ((frames, SIZE), [frames])


def test_thirty_seconds_where_asked_for() -> None:
    model, audio = Model(), np.zeros(16_000, np.int16)
    CTranslate2Encoder(model).encode(audio, whole=True)
    CTranslate2Encoder(model, short=False).encode(audio)
    CTranslate2Encoder(model).silence()
    assert model.frames == [WHISPER_FRAMES] * 3
    assert WHISPER_FRAMES * FRAME == 30 * 16_000


def test_a_beam_hears_the_silence_behind_up_to_thirty_seconds() -> None:
    given: dict[str, Any] = {}

    def generate(encoded: Any, prompts: list[list[int]], **options: Any) -> list[Any]:
        given.update(options, heard=np.array(encoded), prompts=prompts)
        return [SimpleNamespace(sequences_ids=[[5, 6, 7]], scores=[-0.4], no_speech_prob=0.1)]

    silence = np.full((1500, SIZE), 9.0, np.float32)
    decoder = BeamDecoder(SimpleNamespace(generate=generate), silence, beam_size=5)
    found = decoder.decode(sound(200), PROMPT, 20, draft=[5])
    assert given["heard"].shape == (1, 1500, SIZE)
    assert np.array_equal(given["heard"][0, :200], sound(200))
    assert np.all(given["heard"][0, 200:] == 9.0)
    assert (given["prompts"], given["max_length"], given["beam_size"]) == ([PROMPT], 24, 5)
    assert (found.ids, found.no_speech) == ((5, 6, 7), 0.1)
    assert found.logprob == pytest.approx(-0.4 * 3 / 4)


def test_further_hypotheses_of_a_beam() -> None:
    result = SimpleNamespace(
        sequences_ids=[[5], [6, 7], [8]], scores=[-1.0, -2.0, -3.0], no_speech_prob=0.5
    )
    model = SimpleNamespace(generate=lambda *args, **options: [result])
    found = BeamDecoder(model, sound(1500), beam_size=3).decode(sound(100), PROMPT, 9)
    assert (found.ids, found.others) == ((5,), ((6, 7), (8,)))
    assert found.logprob == pytest.approx(-0.5)
    assert found.others_logprob == pytest.approx((-2.0 * 2 / 3, -1.5))
