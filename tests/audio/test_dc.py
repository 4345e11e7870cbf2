import numpy as np

from voice_agent.audio.dc import DcBlocker

RATE_HZ = 16000


def speech(seconds: float, offset: float = 0.0, dbfs_level: float = 3000.0) -> np.ndarray:
    at = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return (offset + dbfs_level * np.sin(2 * np.pi * 180 * at)).astype(np.int16)


def through(blocker: DcBlocker, samples: np.ndarray, size: int = 320) -> np.ndarray:
    parts = [blocker.push(samples[i : i + size]) for i in range(0, samples.size, size)]
    return np.concatenate(parts)


def test_an_offset_is_taken_out() -> None:
    heard = through(DcBlocker(RATE_HZ), speech(4.0, offset=2500))[3 * RATE_HZ :]
    assert abs(heard.mean()) < 20
    assert heard.max() > 2900


def test_a_good_line_is_passed_on_as_it_came() -> None:
    sound = speech(1.0, offset=20)
    assert np.array_equal(through(DcBlocker(RATE_HZ), sound), sound)


def test_silence_with_an_offset_becomes_silence() -> None:
    heard = through(DcBlocker(RATE_HZ), np.full(3 * RATE_HZ, -4000, np.int16))
    assert np.abs(heard[-RATE_HZ // 10 :]).max() < 40


def test_an_offset_that_appears_leaves_no_step() -> None:
    blocker = DcBlocker(RATE_HZ)
    through(blocker, np.zeros(RATE_HZ, np.int16))
    heard = through(blocker, np.full(2 * RATE_HZ, 3000, np.int16))
    assert np.abs(np.diff(heard.astype(int))).max() <= 160
    assert abs(int(heard[-1])) < 120


def test_samples_at_full_scale_do_not_wrap() -> None:
    blocker = DcBlocker(RATE_HZ)
    through(blocker, np.full(RATE_HZ, -2000, np.int16))
    assert blocker.push(np.full(320, 32767, np.int16)).min() > 30000


def test_no_samples_are_no_samples() -> None:
    assert DcBlocker(RATE_HZ).push(np.zeros(0, np.int16)).size == 0
