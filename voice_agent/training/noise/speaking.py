"""Sentences spoken by Piper in several styles, over telephone lines of several qualities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio import g711 as mulaw
from voice_agent.audio.levels import Samples, amplitude, speech_bounds
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.audio.telephone import telephone_band
from voice_agent.tts.piper import load_voice, spoken_sentences

_LINE_HZ = 8000
_PACKET = _LINE_HZ * 20 // 1000
_LEAD_S = 0.2
_TAIL_S = 0.2


@dataclass(frozen=True, slots=True)
class VoiceStyle:
    """How a sentence is spoken.

    Attributes:
        pitch: Above 1 raises pitch and formants, as of another speaker.
        length_scale: Below 1 speaks faster.
        noise_scale: Piper's variation of the sound (VITS prior temperature).
        noise_w_scale: Piper's variation of the rhythm.
        speaker_id: Speaker of a voice that has several.
    """

    pitch: float
    length_scale: float
    noise_scale: float
    noise_w_scale: float
    speaker_id: int | None = None

    @classmethod
    def draw(cls, rng: Random) -> VoiceStyle:
        """Draw a caller: slow to hurried, clear to mumbled."""
        return cls(
            pitch=rng.uniform(0.88, 1.22),
            length_scale=rng.choice([0.75, 0.85, 0.95, 1.05, 1.15]),
            noise_scale=rng.choice([0.5, 0.667, 0.8, 0.95]),
            noise_w_scale=rng.choice([0.6, 0.8, 1.0]),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What a telephone line does to a sentence.

    Attributes:
        level_dbfs: Loudness of the speech.
        snr_db: Ratio of speech to noise.
        tilt: 0 is white noise, 1 pink noise as in a car or a room.
        lost: Share of the packets of 20 ms that are lost and become silence.
    """

    level_dbfs: float
    snr_db: float
    tilt: float
    lost: float

    @classmethod
    def draw(cls, rng: Random) -> Line:
        """Draw a line: most are fair, some are bad."""
        return cls(
            level_dbfs=rng.uniform(-32.0, -18.0),
            snr_db=rng.choice([35.0, 25.0, 20.0, 15.0, 10.0]),
            tilt=rng.choice([0.0, 0.5, 1.0]),
            lost=rng.choice([0.0, 0.0, 0.0, 0.01, 0.03]),
        )

    def carry(self, speech: Samples, rng: np.random.Generator) -> Samples:
        """Send 8 kHz ``speech`` (n,) through the line; return 16 kHz, as the recogniser gets it.

        The band is 300 to 3400 Hz, the codec G.711 mu-law.
        """
        lead, tail = round(_LEAD_S * _LINE_HZ), round(_TAIL_S * _LINE_HZ)
        sound = telephone_band(np.pad(speech, (lead, tail)).astype(np.float64), _LINE_HZ)
        sound *= amplitude(self.level_dbfs) / _rms(sound)
        noise = telephone_band(rng.normal(0.0, 1.0, sound.size), _LINE_HZ, self.tilt)
        noise *= amplitude(self.level_dbfs - self.snr_db) / _rms(noise)
        sent = np.clip(np.round(sound + noise), -32768, 32767).astype(np.int16)
        arrived = mulaw.decode(mulaw.encode(sent))
        for start in range(0, arrived.size, _PACKET):
            if rng.random() < self.lost:
                arrived[start : start + _PACKET] = 0
        return resample(arrived, _LINE_HZ, LISTEN_HZ)


def _rms(sound: NDArray[np.float64]) -> float:
    return max(float(np.sqrt(np.mean(np.square(sound)))), 1e-9)


class Speaker:
    """A Piper voice that speaks in any style. The same seed and order give the same sound."""

    def __init__(self, voice: Any) -> None:
        self._voice = voice

    @classmethod
    def load(cls, path: Path, *, seed: int, threads: int = 1) -> Speaker:
        """Load a voice from its ``.onnx`` file and the ``.onnx.json`` beside it.

        Raises:
            ModelError: The file is missing or damaged.
        """
        return cls(load_voice(path, threads=threads, seed=seed))

    @property
    def speakers(self) -> int:
        """How many speakers the voice has."""
        count: int = self._voice.config.num_speakers
        return count

    def say(self, text: str, manner: VoiceStyle) -> Samples:
        """Speak ``text``: (n,) int16 at 8 kHz, silence cut off; empty if unspeakable."""
        parts = list(
            spoken_sentences(
                self._voice,
                text,
                length_scale=manner.length_scale * manner.pitch,
                noise_scale=manner.noise_scale,
                noise_w_scale=manner.noise_w_scale,
                speaker_id=manner.speaker_id,
            )
        )
        if not parts:
            return np.empty(0, dtype=np.int16)
        # Playing at a higher rate makes speech higher and faster by the same factor.
        made_hz = round(self._voice.config.sample_rate * manner.pitch)
        speech = resample(np.concatenate(parts), made_hz, _LINE_HZ)
        begin, end = speech_bounds(speech, _LINE_HZ)
        return speech[begin:end]
