"""A gate before a neural VAD: on a silent line its network need not run.

WebRTC's detector answers in two microseconds and takes too much for speech rather than too little.
While it hears nothing, and the network has heard nothing for a while either, windows are only
remembered. As soon as it hears something, the network hears the last of them and then the sound.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.vad.engine import VadEngine, VadSession

_RATE_HZ = 16_000
_FRAME = 320
_AGGRESSIVENESS = 1
HOLD_MS = 800.0
"""The gate stays open for this long after sound: pauses within a sentence last up to 0.55 s."""
BEFORE = 6
"""Windows that the network hears before the one that opens the gate, to find its bearings."""
QUIET_BELOW = 0.1
"""A network that is surer of speech than this keeps the gate open."""
RISE = 2.5
"""Sound this many times the level of the line's noise opens the gate too."""
_FLOOR_RISES = 1.002
_LEAST_LEVEL = 6.0


class GatedVad:
    """A VAD that runs only while there is something to hear.

    Args:
        inner: The VAD after the gate.
    """

    def __init__(self, inner: VadEngine) -> None:
        self._inner = inner
        self.window_samples = inner.window_samples

    def session(self) -> GatedSession:
        """Start with a clean memory for one call."""
        return GatedSession(self._inner.session(), self.window_samples)


class GatedSession:
    """The gate of one call.

    Args:
        inner: The session of the VAD after the gate.
        window: Samples of a window.

    Attributes:
        ran: Windows that the VAD after the gate has heard.
    """

    def __init__(self, inner: VadSession, window: int) -> None:
        self._inner = inner
        self._window = window
        self._hold = round(HOLD_MS * _RATE_HZ / 1000 / window)
        self.ran = 0
        self.reset()

    def speech_probability(self, window: NDArray[np.int16]) -> float:
        """Return the probability that ``window`` is speech; 0 while the gate is closed.

        Raises:
            AudioError: Another number of samples.
        """
        if window.size != self._window:
            return self._inner.speech_probability(window)  # It says what is wrong.
        if self._hears(window):
            self._open_for = self._hold
            while self._before:
                self._run(self._before.popleft())
        elif self._open_for <= 0:
            self._before.append(window)
            return 0.0
        self._open_for -= 1
        probability = self._run(window)
        if probability >= QUIET_BELOW:
            self._open_for = self._hold
        elif self._open_for <= 0:
            # What it remembers of this sound is of no use for the next one.
            self._inner.reset()
        return probability

    def reset(self) -> None:
        """Forget the audio so far."""
        import webrtcvad

        self._inner.reset()
        self._detector: Any = webrtcvad.Vad(_AGGRESSIVENESS)
        self._rest = b""
        self._before: deque[NDArray[np.int16]] = deque(maxlen=BEFORE)
        # Open at first: nothing is known of the line's noise.
        self._open_for = self._hold
        self._floor = 0.0

    def _run(self, window: NDArray[np.int16]) -> float:
        self.ran += 1
        return self._inner.speech_probability(window)

    def _hears(self, window: NDArray[np.int16]) -> bool:
        """Return whether there may be speech: by WebRTC's detector, or by the level."""
        data = self._rest + window.tobytes()
        whole = len(data) - len(data) % (2 * _FRAME)
        self._rest = data[whole:]
        voiced = [
            self._detector.is_speech(data[i : i + 2 * _FRAME], _RATE_HZ)
            for i in range(0, whole, 2 * _FRAME)
        ]
        return self._rises(window) or any(voiced)

    def _rises(self, window: NDArray[np.int16]) -> bool:
        samples = window.astype(np.float32)
        level = max(_LEAST_LEVEL, float(np.sqrt(samples.dot(samples) / samples.size)))
        # The floor follows a quieter line at once and a louder one slowly.
        self._floor = min(level, self._floor * _FLOOR_RISES) if self._floor else level
        return level > RISE * self._floor
