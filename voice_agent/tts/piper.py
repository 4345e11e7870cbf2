"""Piper: a VITS voice on the CPU. ``piper-tts`` is GPL-3.0, so only this file imports it."""

from __future__ import annotations

import json
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.onnx import open_onnx

if TYPE_CHECKING:
    from piper import PiperVoice

# A voice starts with about 55 ms of near-silence. The caller would wait through it.
_AUDIBLE = 200
_KEPT_LEAD_S = 0.002


class PiperEngine:
    """One Piper voice for all calls."""

    def __init__(self, voice: PiperVoice, length_scale: float, weights: str = "") -> None:
        from piper import SynthesisConfig

        self._voice = voice
        self._settings = SynthesisConfig(length_scale=length_scale)
        self.sample_rate_hz: int = voice.config.sample_rate
        self.fingerprint = (
            f"piper {version('piper-tts')} {weights} {length_scale} {self.sample_rate_hz} "
            f"{_AUDIBLE} {_KEPT_LEAD_S}"
            if weights
            else ""
        )

    @classmethod
    def load(cls, path: Path, *, threads: int = 1, length_scale: float = 1.0) -> PiperEngine:
        """Load a voice: ``path`` is its ``.onnx`` file, with ``.onnx.json`` beside it.

        Args:
            path: The voice.
            threads: Threads for one synthesis.
            length_scale: Below 1 speaks faster, above 1 slower.

        Raises:
            ModelError: A file is missing or damaged.
            ConfigError: ``length_scale`` out of range.
        """
        from piper import PiperVoice
        from piper.config import PiperConfig

        if not 0.25 <= length_scale <= 4.0:
            raise ConfigError(f"args.length_scale: expected 0.25 to 4, got {length_scale}")
        described = path.with_name(path.name + ".json")
        try:
            description = described.read_text(encoding="utf-8")
            config = PiperConfig.from_dict(json.loads(description))
        except FileNotFoundError:
            raise ModelError(f"{described}: missing; a Piper voice is two files") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"{described}: not the description of a Piper voice: {error}"
            ) from error
        voice = PiperVoice(session=open_onnx(path, threads=threads), config=config)
        file = path.stat()
        weights = (
            f"{path.name} {file.st_size} {file.st_mtime_ns} {zlib.crc32(description.encode())}"
        )
        return cls(voice, length_scale, weights)

    def synthesise(self, text: str) -> NDArray[np.int16]:
        """Speak ``text``; empty when it holds nothing that can be spoken.

        Returns:
            Mono samples at ``sample_rate_hz``, shape (n,), the first audible within 2 ms.
        """
        if not any(character.isalnum() for character in text):
            return np.empty(0, dtype=np.int16)
        # Piper treats [[...]] as raw phonemes; in text from people it is only punctuation.
        spoken = text.replace("[[", "[").replace("]]", "]")
        sentences = [
            chunk.audio_int16_array
            for chunk in self._voice.synthesize(spoken, syn_config=self._settings)
        ]
        if not sentences:
            return np.empty(0, dtype=np.int16)
        return trim_lead(np.concatenate(sentences), self.sample_rate_hz)


def trim_lead(audio: NDArray[np.int16], rate_hz: int) -> NDArray[np.int16]:
    """Drop the silence before the first sound, all but 2 ms of it."""
    audible = np.flatnonzero(np.abs(audio.astype(np.int32)) > _AUDIBLE)
    if not audible.size:
        return np.empty(0, dtype=np.int16)
    return audio[max(0, int(audible[0]) - round(_KEPT_LEAD_S * rate_hz)) :]


def make(
    context: EngineContext,
    *,
    model: str = "piper-en_US-joe-medium",
    threads: int = 2,
    length_scale: float = 1.0,
    cache_folder: str = "",
) -> PiperEngine:
    """``cache_folder`` is for ``assembly``, which keeps the voice's fixed sentences there."""

    return PiperEngine.load(context.models.path(model), threads=threads, length_scale=length_scale)
