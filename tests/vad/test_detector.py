from __future__ import annotations

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.vad.detector import SpeechDetector, SpeechStarted, SpeechStopped

Event = SpeechStarted | SpeechStopped


def run(detector: SpeechDetector, probabilities: list[float]) -> list[Event]:
    return [event for p in probabilities if (event := detector.push(p)) is not None]


def detector(start_ms: float = 64, stop_ms: float = 96) -> SpeechDetector:
    return SpeechDetector(32, threshold=0.5, start_ms=start_ms, stop_ms=stop_ms)


def test_times_are_where_speech_was_not_when_it_was_decided() -> None:
    events = run(detector(), [0.0] * 3 + [0.9] * 4 + [0.0] * 5)
    assert events == [
        SpeechStarted(at_ms=96, decided_ms=160),
        SpeechStopped(at_ms=224, decided_ms=320),
    ]


def test_a_click_is_not_speech() -> None:
    assert run(detector(), [0.0, 0.9, 0.0, 0.0, 0.9, 0.0]) == []


def test_a_weak_syllable_does_not_end_speech() -> None:
    speaking = detector()
    events = run(speaking, [0.9] * 3 + [0.4] * 10)
    assert events == [SpeechStarted(0, 64)]
    assert speaking.speaking
    assert speaking.silence_ms == 0


def test_a_weak_sound_does_not_start_speech() -> None:
    assert run(detector(), [0.4] * 20) == []


def test_a_pause_shorter_than_stop_ms_is_inside_the_speech() -> None:
    events = run(detector(), [0.9] * 3 + [0.0] * 2 + [0.9] * 3 + [0.0] * 3)
    assert events == [SpeechStarted(0, 64), SpeechStopped(256, 352)]


def test_speech_can_start_again() -> None:
    events = run(detector(), ([0.9] * 3 + [0.0] * 4) * 2)
    assert [type(event) for event in events] == [SpeechStarted, SpeechStopped] * 2
    assert events[2] == SpeechStarted(224, 288)


def test_silence_grows_window_by_window() -> None:
    speaking = detector(stop_ms=500)
    run(speaking, [0.9] * 3)
    silences = []
    for _ in range(3):
        speaking.push(0.0)
        silences.append(speaking.silence_ms)
    assert silences == [32, 64, 96]
    assert speaking.now_ms == 192


def test_one_window_is_enough_when_start_ms_says_so() -> None:
    assert run(detector(start_ms=20), [0.0, 0.8]) == [SpeechStarted(32, 64)]


def test_reset_starts_the_clock_again() -> None:
    again = detector()
    run(again, [0.9] * 5)
    again.reset()
    assert not again.speaking
    assert again.now_ms == 0
    assert run(again, [0.9] * 2) == [SpeechStarted(0, 64)]


def test_a_low_threshold_keeps_its_hysteresis_above_zero() -> None:
    low = SpeechDetector(32, threshold=0.1, start_ms=32, stop_ms=32)
    assert run(low, [0.2, 0.0]) == [SpeechStarted(0, 32), SpeechStopped(32, 64)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": 0.0},
        {"threshold": 1.0},
        {"start_ms": 0},
        {"stop_ms": -1},
        {"window_ms": 0},
    ],
)
def test_arguments_out_of_range_are_named(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=f"listen.{next(iter(wrong))}"):
        SpeechDetector(**{"window_ms": 32.0, **wrong})


def test_a_voice_in_the_background_starts_nothing_however_long_it_speaks() -> None:
    detector = SpeechDetector(32.0, 0.5, 96.0, 64.0)
    assert [detector.push(0.9, own=False) for _ in range(100)] == [None] * 100


def test_the_caller_starts_within_a_voice_in_the_background() -> None:
    detector = SpeechDetector(32.0, 0.5, 96.0, 64.0)
    for _ in range(20):
        detector.push(0.9, own=False)
    assert isinstance(detector.push(0.9), SpeechStarted)


def test_speech_that_goes_on_may_be_faint() -> None:
    detector = SpeechDetector(32.0, 0.5, 96.0, 64.0)
    for _ in range(3):
        detector.push(0.9)
    assert [detector.push(0.9, own=False) for _ in range(10)] == [None] * 10
    assert detector.speaking
