"""The encoder on small random weights."""

from __future__ import annotations

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor
from small_whisper import MELS, SIZE, Plain, variables

from voice_agent.stt.network.contract import FRAME, WHISPER_FRAMES
from voice_agent.stt.network.encoder import OnnxEncoder
from voice_agent.stt.network.graph import Shape
from voice_agent.stt.network.silence import TOGETHER, Behind


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(variables())


def speech(seconds: float, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.normal(0, 3000, int(16_000 * seconds)).astype(np.int16)


def whole(audio: np.ndarray, frames: int = WHISPER_FRAMES) -> np.ndarray:
    waveform = np.zeros(frames * FRAME, np.float32)
    waveform[: audio.size] = audio / 32768
    features = FeatureExtractor()(waveform, padding=0)[:, : 2 * frames]
    return Plain(variables()).encoded(features.astype(np.float64))


def unlike(found: np.ndarray, wanted: np.ndarray) -> float:
    """How far apart, as a share of the size."""
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))


def test_thirty_seconds_are_encoded_as_defined() -> None:
    audio = speech(2.0)
    found = OnnxEncoder(variables(), short=False).encode(audio)
    assert found.shape == (WHISPER_FRAMES, SIZE)
    assert unlike(found, whole(audio)) < 0.03


def test_silence_behind_is_heard_without_being_computed(encoder: OnnxEncoder) -> None:
    """Without it the same frames are more than twice as far from those of 17.5 s."""
    audio = speech(2.0)
    found = encoder.encode(audio)
    assert found.shape == (200, SIZE)
    wanted = whole(audio, 875)[: len(found)]
    deaf = OnnxEncoder(variables())
    deaf._behind = Behind.nothing(Shape.of(variables(), "encoder"))
    assert unlike(deaf.encode(audio), wanted) > 2 * unlike(found, wanted)


def test_all_of_30_s_where_asked_for(encoder: OnnxEncoder) -> None:
    thirty = OnnxEncoder(variables(), short=False)
    assert np.array_equal(encoder.encode(speech(2.0), whole=True), thirty.encode(speech(2.0)))


def test_silence_is_that_beside_speech(encoder: OnnxEncoder) -> None:
    beside = Plain(variables()).encoded(np.full((MELS, 2 * WHISPER_FRAMES), -0.8))
    assert unlike(encoder.silence(), beside) < 0.03


@pytest.mark.parametrize("seconds", [0.0, 0.01, 1.0, 3.33, 27.9, 28.0, 30.0])
def test_the_utterance_and_2_s_in_steps_of_what_stands_together(
    encoder: OnnxEncoder, seconds: float
) -> None:
    frames = len(encoder.encode(speech(seconds)))
    assert frames % TOGETHER == 0
    assert min(50 * (seconds + 2.0), 1500) <= frames <= min(50 * (seconds + 2.0) + TOGETHER, 1500)


def test_behind_a_long_utterance_there_is_nothing_but_its_2_s(encoder: OnnxEncoder) -> None:
    assert encoder.encode(speech(20.0)).shape == (22 * 50, SIZE)


def test_on_other_threads_it_encodes_the_same(encoder: OnnxEncoder) -> None:
    audio = speech(1.0)
    found = encoder.on_threads(2, variables()).encode(audio)
    assert found == pytest.approx(encoder.encode(audio), abs=1e-3)
