"""From a probability per window to 'speech started' and 'speech stopped'. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from voice_agent.core.errors import ConfigError

# Speech goes on while the probability stays above threshold minus this (Silero's own rule):
# a weak syllable inside a word is not an end.
_HYSTERESIS = 0.15


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Someone began to speak.

    Attributes:
        at_ms: Where in the audio speech began: start of its first window.
        decided_ms: Where in the audio this was certain enough to say.
    """

    at_ms: float
    decided_ms: float


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """Nobody speaks any more.

    Attributes:
        at_ms: Where in the audio speech ended: end of its last window.
        decided_ms: Where in the audio this was certain enough to say.
    """

    at_ms: float
    decided_ms: float


class SpeechDetector:
    """Hysteresis over speech probabilities, on the clock of the audio itself.

    Args:
        window_ms: Length of the audio each probability is for.
        threshold: Probability from which a window counts as speech, inside (0, 1).
        start_ms: Speech needed before it counts as started.
        stop_ms: Silence needed before speech counts as stopped.

    Raises:
        ConfigError: An argument out of range.
    """

    _speaking: bool
    _windows: int
    _last_speech_end: int
    _run_start: int | None

    def __init__(
        self,
        window_ms: float,
        threshold: float = 0.5,
        start_ms: float = 64.0,
        stop_ms: float = 200.0,
    ) -> None:
        if not 0.0 < threshold < 1.0:
            raise ConfigError(f"listen.threshold: expected a number inside 0..1, got {threshold}")
        for name, value in (("window_ms", window_ms), ("start_ms", start_ms), ("stop_ms", stop_ms)):
            if value <= 0:
                raise ConfigError(f"listen.{name}: expected milliseconds above 0, got {value}")
        self._window_ms = window_ms
        self._threshold = threshold
        self._release = max(threshold - _HYSTERESIS, threshold / 2)
        self._start_ms = start_ms
        self._stop_ms = stop_ms
        self.reset()

    @property
    def release(self) -> float:
        """Probability down to which a window that follows speech still is speech."""
        return self._release

    @property
    def speaking(self) -> bool:
        """Whether the last event was ``SpeechStarted``."""
        return self._speaking

    @property
    def now_ms(self) -> float:
        """Audio heard so far."""
        return self._windows * self._window_ms

    @property
    def silence_ms(self) -> float:
        """Time since the last window with speech; all of the audio when there was none."""
        return (self._windows - self._last_speech_end) * self._window_ms

    def push(self, probability: float, *, own: bool = True) -> SpeechStarted | SpeechStopped | None:
        """Take the probability of the next window; return what it decided, if anything.

        Args:
            probability: That the window is speech.
            own: Whether it may be the caller's. Speech starts only with such a window: somebody
                in the background may speak for as long as they like.
        """
        in_run = self._run_start is not None
        is_speech = probability >= (self._release if in_run else self._threshold)
        index = self._windows
        self._windows += 1
        if is_speech:
            self._last_speech_end = self._windows
            if self._run_start is None:
                self._run_start = index
            speech_ms = (self._windows - self._run_start) * self._window_ms
            if not self._speaking and own and speech_ms >= self._start_ms:
                self._speaking = True
                return SpeechStarted(self._run_start * self._window_ms, self.now_ms)
            return None
        if not self._speaking:
            self._run_start = None
            return None
        if self.silence_ms >= self._stop_ms:
            self._speaking = False
            self._run_start = None
            return SpeechStopped(self._last_speech_end * self._window_ms, self.now_ms)
        return None

    def reset(self) -> None:
        """Start again at 0 ms, in silence."""
        self._speaking = False
        self._windows = 0
        self._last_speech_end = 0
        self._run_start = None
