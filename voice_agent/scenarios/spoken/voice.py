"""The voices of callers: one Piper voice speaks as many people, each on a telephone line."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.config.models import ModelStore
from voice_agent.scenarios.spoken.calling import NOISE_DBFS
from voice_agent.training.noise.speaking import Line as Telephone
from voice_agent.training.noise.speaking import Speaker, VoiceStyle

DEFAULT_VOICE = "piper-en_US-joe-medium"
_LEVEL_DBFS = -22.0
# None of them is 1: where there is one voice, callers must not sound like the agent.
_PITCHES = (0.9, 0.93, 0.96, 1.05, 1.08, 1.12)


@dataclass(frozen=True, slots=True)
class CallerVoice:
    """A caller who says the same text the same way every time, in whatever order.

    Attributes:
        speaker: The Piper voice.
        style: Pitch, speed and speaker.
        noise_dbfs: Level of the line noise.
        seed: Seed of the noise.
        aloud: Returns a text as it is read aloud: a voice makes "dollar sixty" of "$60".
    """

    speaker: Speaker
    style: VoiceStyle
    noise_dbfs: float = NOISE_DBFS
    seed: int = 0
    aloud: Callable[[str], str] = str
    _said: dict[str, Samples] = field(default_factory=dict, compare=False)

    @classmethod
    def draw(
        cls,
        speaker: Speaker,
        name: str,
        *,
        noise_dbfs: float = NOISE_DBFS,
        seed: int = 0,
        aloud: Callable[[str], str] = str,
    ) -> CallerVoice:
        """Draw the caller of a call by its name."""
        number = zlib.crc32(f"{seed} {name}".encode())
        rng = Random(number)
        style = VoiceStyle(
            pitch=rng.choice(_PITCHES),
            length_scale=rng.uniform(0.9, 1.1),
            # Piper's own variation cannot be repeated once a voice has spoken.
            noise_scale=0.0,
            noise_w_scale=0.0,
            speaker_id=rng.randrange(speaker.speakers) if speaker.speakers > 1 else None,
        )
        return cls(speaker, style, noise_dbfs, number, aloud)

    def prepare(self, texts: Iterable[str]) -> None:
        """Have texts ready, so that they can be said at any moment."""
        for text in texts:
            self.say(text)

    def say(self, text: str) -> Samples:
        """Say a text: (n,) int16 at ``LISTEN_HZ``, in the band and codec of a telephone."""
        if text not in self._said:
            telephone = Telephone(_LEVEL_DBFS, _LEVEL_DBFS - self.noise_dbfs, tilt=0.0, lost=0.0)
            noise = np.random.default_rng([self.seed, zlib.crc32(text.encode())])
            speech = self.speaker.say(self.aloud(text), self.style)
            self._said[text] = telephone.carry(speech, noise)
        return self._said[text]


def load_speaker(voice: Path | None) -> Speaker:
    """Load the callers' voice: a Piper ``.onnx`` file, or the shipped one.

    Raises:
        ModelError: It is missing or damaged.
    """
    return Speaker.load(voice or ModelStore.open().path(DEFAULT_VOICE), seed=0)
