import numpy as np
import pytest

from voice_agent.audio.echo import ECHO, KEPT_MS, EchoReference, is_echo, likeness
from voice_agent.audio.g711 import decode, encode
from voice_agent.audio.levels import amplitude
from voice_agent.audio.telephone import telephone_band

RATE_HZ = 8000


def voice(seed: int, seconds: float = 1.6) -> np.ndarray:
    """Syllables with a pitch and a resonance that move."""
    rng = np.random.default_rng(seed)
    parts = []
    while sum(part.size for part in parts) < seconds * RATE_HZ:
        size = int(rng.integers(700, 1800))
        at = np.arange(size) / RATE_HZ
        pitch, formant = rng.uniform(90, 230), rng.uniform(400, 2200)
        phase = 2 * np.pi * pitch * (at + 0.1 * at**2)
        tones = [
            np.sin(k * phase + rng.uniform(0, 6)) / (1 + ((k * pitch - formant) / 300) ** 2)
            for k in range(1, 15)
        ]
        parts.append(sum(tones) * np.hanning(size) + rng.normal(0, 0.02, size))
    sound = np.concatenate(parts)[: round(seconds * RATE_HZ)]
    return (sound / np.abs(sound).max() * 9000).astype(np.int16)


def echo_of(sent: np.ndarray, begin: int, size: int = 2560) -> np.ndarray:
    """24 dB down, over the telephone, with line noise."""
    part = telephone_band(sent[begin : begin + size].astype(float), RATE_HZ)
    noise = np.random.default_rng(begin).normal(0, amplitude(-66), size)
    return decode(encode(np.rint(part * 10 ** (-24 / 20) + noise).astype(np.int16)))


@pytest.mark.parametrize("begin", [0, 800, 4000, 9000])
def test_what_was_played_is_known_again(begin: int) -> None:
    sent = voice(1)
    assert likeness(echo_of(sent, begin), sent) > ECHO


@pytest.mark.parametrize("seed", range(2, 10))
def test_a_caller_is_no_echo(seed: int) -> None:
    assert likeness(voice(seed, 0.32), voice(1)) < ECHO


def test_a_caller_over_the_echo_is_no_echo() -> None:
    sent = voice(1)
    both = voice(5, 0.32) + echo_of(sent, 4000)
    assert likeness(both, sent) < ECHO


def test_too_little_sound_and_silence_are_like_nothing() -> None:
    assert likeness(voice(1)[:100], voice(1)) == 0.0
    assert likeness(np.zeros(2560, np.int16), voice(1)) == 0.0
    assert likeness(voice(1)[:2560], np.zeros(12800, np.int16)) == 0.0


def test_the_reference_forgets_what_has_died_away() -> None:
    reference = EchoReference(RATE_HZ)
    assert reference.likeness(voice(1)[:2560], RATE_HZ, 0.0) == 0.0
    sent = voice(1)
    for at in range(0, sent.size, 160):
        reference.played(sent[at : at + 160], at / RATE_HZ)
    heard = echo_of(sent, 4000)
    assert reference.likeness(heard, RATE_HZ, 1.7) > ECHO
    assert reference.likeness(heard, RATE_HZ, 1.6 + KEPT_MS / 1000 + 0.1) == 0.0


def test_the_reference_is_bounded() -> None:
    reference = EchoReference(RATE_HZ)
    for number in range(500):
        reference.played(voice(number % 3, 0.02), number * 0.02)
    assert reference.kept_ms <= KEPT_MS + 20


@pytest.mark.parametrize(
    ("like", "heard_ms", "known", "echo"),
    [
        (0.5, 320, False, True),
        (0.4, 320, False, False),
        (0.4, 320, True, True),
        (0.5, 96, False, False),
        (0.6, 96, False, True),
        (0.5, 96, True, True),
    ],
)
def test_short_sounds_must_be_more_alike_and_known_echoes_less(
    like: float, heard_ms: float, known: bool, echo: bool
) -> None:
    assert is_echo(like, heard_ms, known=known) is echo
