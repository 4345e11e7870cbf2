from __future__ import annotations

import numpy as np
import pytest

from voice_agent.dial.tones import HZ, Tone, Tones, frequencies, goertzel


def tone(ms: float, *hz: float, level: float = 4000.0) -> np.ndarray:
    at = np.arange(int(ms * HZ / 1000)) / HZ
    parts = [np.sin(2 * np.pi * one * at) for one in hz] or [np.zeros(at.size)]
    return (level * np.sum(parts, axis=0) / len(parts)).astype(np.int16)


def found(*parts: np.ndarray, noise: float = 0.0, frame: int = 160) -> list[Tone]:
    samples = np.concatenate([*parts, tone(400)]).astype(float)
    samples += noise * np.random.default_rng(1).standard_normal(samples.size)
    tones = Tones()
    whole = samples.astype(np.int16)
    return [t for at in range(0, whole.size, frame) for t in tones.push(whole[at : at + frame])]


@pytest.mark.parametrize(
    "hz", [(913.8, 1370.6, 1776.7), (985.2, 1428.5, 1776.7), (913.8, 1428.5, 1776.7)]
)
@pytest.mark.parametrize("noise", [0.0, 150.0])
def test_special_information_tones(hz: tuple[float, ...], noise: float) -> None:
    (one,) = found(
        tone(200), *[tone(ms, f) for ms, f in zip((276, 380, 380), hz, strict=True)], noise=noise
    )
    assert one.name == "special"
    assert one.at_ms == pytest.approx(200, abs=40)


@pytest.mark.parametrize("hz", [400.0, 600.0, 1000.0, 1400.0, 2000.0])
@pytest.mark.parametrize("ms", [250.0, 1000.0])
def test_a_beep_of_any_pitch(hz: float, ms: float) -> None:
    (one,) = found(tone(100), tone(ms, hz), noise=60.0)
    assert one.name == "beep"
    assert one.ms == pytest.approx(ms, abs=60)


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ([tone(500, 480, 620), tone(500), tone(500, 480, 620)], ["busy", "busy"]),
        ([tone(500, 425), tone(500), tone(500, 425)], ["busy", "busy"]),
        ([tone(2000, 440, 480)], ["ringing"]),
        ([tone(1000, 425)], ["ringing"]),
        ([tone(500, 1100)], ["fax"]),
        ([tone(3000, 2100)], ["fax"]),
        ([tone(100, 1000)], []),
        ([tone(3000, 1000)], []),
        ([tone(400, 1000, level=60)], []),
    ],
)
def test_other_tones(parts: list[np.ndarray], names: list[str]) -> None:
    assert [one.name for one in found(*parts)] == names


def test_size_of_the_pieces_does_not_matter() -> None:
    parts = [tone(276, 913.8), tone(380, 1370.6), tone(380, 1776.7)]
    assert found(*parts, frame=77) == found(*parts, frame=4000)


def test_a_voice_is_no_beep() -> None:
    at = np.arange(4000) / HZ
    hum = 4000 * np.exp(-3 * at) * np.sin(2 * np.pi * 425 * at)
    glide = 4000 * np.sin(2 * np.pi * (300 * at + 250 * at**2))
    vowel = sum(3000 / n * np.sin(2 * np.pi * 120 * n * at) for n in range(1, 12))
    for sound in (hum, glide, vowel):
        assert found(np.asarray(sound).astype(np.int16)) == []


def test_frequencies_of_a_window() -> None:
    assert frequencies(tone(40, 1000).astype(float))[0] == pytest.approx(1000, abs=10)
    assert frequencies(np.zeros(320)) == ()
    noise = np.random.default_rng(2).standard_normal(320) * 3000
    assert frequencies(noise) == ()
    window = tone(40, 697).astype(float)
    assert goertzel(window, 697) > 20 * goertzel(window, 1209)
