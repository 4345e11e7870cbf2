import numpy as np

from voice_agent.audio.echo import EchoReference
from voice_agent.audio.levels import amplitude
from voice_agent.vad.detector import SpeechDetector, SpeechStarted
from voice_agent.vad.guard import Guard
from voice_agent.vad.level import CallerLevel

RATE_HZ = 16000
WINDOW = 512
WINDOW_MS = 32.0


class Line:
    """A guard and a detector, to which every loud window is speech."""

    def __init__(self) -> None:
        self.level = CallerLevel()
        self.echo = EchoReference(RATE_HZ)
        self.guard = Guard(self.level, self.echo, WINDOW_MS)
        self.detector = SpeechDetector(WINDOW_MS, 0.5, 96.0, 32.0)
        self.seconds = 0.0

    def hear(self, sound: np.ndarray, *, awaited: bool = False) -> int:
        """How often speech starts."""
        starts = 0
        for begin in range(0, sound.size - WINDOW + 1, WINDOW):
            window = sound[begin : begin + WINDOW].astype(np.int16)
            self.seconds += WINDOW_MS / 1000
            probability = 0.99 if np.abs(window).mean() > 20 else 0.01
            own = self.guard.is_callers(
                window,
                probability,
                self.seconds,
                speaking=self.detector.speaking,
                awaited=awaited,
            )
            own = own and self.guard.is_enough()
            starts += isinstance(self.detector.push(probability, own=own), SpeechStarted)
        return starts

    def play(self, sound: np.ndarray) -> None:
        self.echo.played(sound.astype(np.int16), self.seconds)


def noise(seconds: float, level: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, level, round(RATE_HZ * seconds))


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(RATE_HZ * seconds))


def test_a_television_starts_no_turn_once_the_caller_is_known() -> None:
    line = Line()
    assert line.hear(noise(1.0, 500)) == 1
    for _ in range(3):
        line.hear(silence(2.0))
        line.hear(noise(1.0, 3000))
    line.hear(silence(2.0))
    assert line.hear(noise(3.0, 3000 * 10 ** (-15 / 20))) == 0


def test_one_loud_moment_of_a_television_starts_no_turn() -> None:
    line = Line()
    line.hear(noise(1.0, 3000))
    line.hear(silence(2.0))
    soft, shout = 3000 * 10 ** (-15 / 20), 3000 * 10 ** (-8 / 20)
    for _ in range(5):
        peaks = [noise(0.32, soft), noise(2 * WINDOW_MS / 1000, shout), noise(0.32, soft)]
        assert line.hear(np.concatenate(peaks)) == 0


def test_the_caller_is_heard_over_the_television() -> None:
    line = Line()
    line.hear(noise(1.0, 3000))
    line.hear(silence(2.0))
    television = noise(2.0, 400)
    assert line.hear(television) == 0
    assert line.hear(noise(0.3, 2000)) == 1


def test_a_short_answer_9_db_softer_is_heard() -> None:
    line = Line()
    line.hear(noise(1.0, 3000))
    line.hear(silence(2.0))
    assert line.hear(noise(0.25, 3000 * 10 ** (-9 / 20))) == 1


def test_the_first_words_of_a_quiet_caller_are_heard_and_a_murmur_is_not() -> None:
    assert Line().hear(noise(0.3, amplitude(-40.0))) == 1
    assert Line().hear(noise(3.0, amplitude(-52.0))) == 0


def test_a_shout_is_heard_at_once() -> None:
    line = Line()
    line.hear(noise(1.0, 1000))
    line.hear(silence(2.0))
    assert line.hear(noise(3 * WINDOW_MS / 1000, amplitude(-6.0))) == 1


def test_a_caller_who_moves_away_is_heard_after_a_while() -> None:
    line = Line()
    line.hear(noise(1.0, 3000))
    line.hear(silence(2.0), awaited=True)
    far = noise(0.5, 3000 * 10 ** (-18 / 20))
    assert line.hear(far, awaited=True) == 0
    line.hear(silence(10.0), awaited=True)
    assert line.hear(far, awaited=True) == 1


def test_time_in_which_the_agent_speaks_is_no_waiting() -> None:
    line = Line()
    line.hear(noise(1.0, 3000))
    line.hear(silence(30.0))
    assert line.hear(noise(0.5, 3000 * 10 ** (-18 / 20))) == 0


def test_an_echo_starts_no_turn_and_the_caller_does() -> None:
    line = Line()
    sent = noise(1.5, 4000, seed=7)
    line.play(sent)
    assert line.hear(sent[4000:20000] * 10 ** (-24 / 20)) == 0
    line.play(noise(0.5, 4000, seed=8))
    assert line.hear(noise(0.5, 3000, seed=9)) == 1


def test_what_follows_a_word_belongs_to_it_however_soft() -> None:
    line = Line()
    line.hear(noise(1.0, 3000))
    line.hear(silence(2.0))
    assert line.hear(np.concatenate((noise(0.3, 3000), noise(0.5, 200)))) == 1
    assert line.detector.speaking
