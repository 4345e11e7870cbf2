import numpy as np
import pytest

from voice_agent.testing.sounds import noise, not_speech, own, read_only, silence, vowel


def test_sounds_are_mono_samples_and_the_same_every_time() -> None:
    for make in (silence, noise, vowel):
        sound = make(0.5)
        assert (sound.dtype, sound.shape) == (np.int16, (8000,))
        assert np.array_equal(sound, make(0.5))
        assert make(0).shape == (0,)


def test_a_vowel_is_loud_and_noise_as_loud_as_asked_for() -> None:
    assert np.abs(vowel(1.0)).max() == 12_000
    assert noise(1.0, 60).std() == pytest.approx(60, rel=0.05)


def test_sounds_without_speech_include_none_at_all() -> None:
    sounds = not_speech()
    assert sounds["nothing"].size == 0
    assert all(sound.dtype == np.int16 for sound in sounds.values())


def test_a_read_only_copy_cannot_be_written_to() -> None:
    sound = vowel(0.1)
    with pytest.raises(ValueError, match="read-only"):
        read_only(sound)[0] = 0
    sound[0] = 0


def test_an_engine_is_given_a_copy_of_what_it_could_spoil() -> None:
    sound = vowel(0.1)
    own(sound)[:] = 0
    assert sound.any()
    fixed = read_only(sound)
    assert own(fixed) is fixed
