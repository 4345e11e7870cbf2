"""Piper: a VITS voice on the CPU. ``piper-tts`` is GPL-3.0: no other file imports it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.onnx import open_onnx
from voice_agent.tts.vocoder import in_two_dimensions

if TYPE_CHECKING:
    from piper import PiperVoice

# A voice starts with about 55 ms of near-silence. The caller would wait through it.
_AUDIBLE = 200
_KEPT_LEAD_S = 0.002
# espeak-ng takes an "A" among letters for the article: "uh P R". It reads "eh" as the letter.
_LETTER_A = re.compile(r"\bA(?= [A-Z]\b)|(?<=\b[A-Z] )A\b")
_SAID_A = "eh"


def voice_file(path: Path) -> Path:
    """Return the ``.onnx`` file of a voice, which may be named by its folder.

    Raises:
        ModelError: The folder has no voice, or several.
    """
    if not path.is_dir():
        return path
    found = sorted(path.glob("*.onnx"))
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        raise ModelError(
            f"{path}: expected one voice (NAME.onnx and NAME.onnx.json), found {names}"
        )
    return found[0]


def load_voice(path: Path, *, threads: int = 1, seed: int | None = None) -> PiperVoice:
    """Load a voice: ``path`` is its ``.onnx`` file, with ``.onnx.json`` beside it.

    Args:
        path: The voice.
        threads: Threads for one synthesis.
        seed: Makes the same texts in the same order the same sound; otherwise it varies a little.

    Raises:
        ModelError: A file is missing or damaged.
    """
    from piper import PiperVoice
    from piper.config import PiperConfig

    described = path.with_name(path.name + ".json")
    try:
        config = PiperConfig.from_dict(json.loads(described.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ModelError(f"{described}: missing; a Piper voice is two files") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{described}: not the description of a Piper voice: {error}") from error
    if seed is not None:
        import onnxruntime

        # ONNX Runtime's random operators take their seed when a session is made.
        onnxruntime.set_seed(seed)
    return PiperVoice(session=_opened(path, threads), config=config)


def _opened(path: Path, threads: int) -> Any:
    """Open a voice as it is computed fastest.

    Raises:
        ModelError: It is missing or no ONNX model.
    """
    from onnx import load_model

    if not path.is_file():
        return open_onnx(path, threads=threads)  # It says what is wrong.
    try:
        model = load_model(path)
    except Exception as error:  # protobuf's own
        raise ModelError(f"{path}: not a usable ONNX model: {error}") from error
    content = in_two_dimensions(model).SerializeToString()
    try:
        # ONNX Runtime keeps 55 MB more in memory of a model that it has not read from a file.
        with TemporaryDirectory() as folder:
            file = Path(folder) / path.name
            file.write_bytes(content)
            return open_onnx(file, threads=threads)
    except OSError:  # No disk to write to.
        return open_onnx(content, threads=threads)


def spoken_sentences(
    voice: PiperVoice,
    text: str,
    *,
    length_scale: float,
    noise_scale: float | None = None,
    noise_w_scale: float | None = None,
    speaker_id: int | None = None,
) -> Iterator[NDArray[np.int16]]:
    """Speak ``text`` sentence by sentence: mono samples at the voice's rate, shape (n,).

    Args:
        voice: From ``load_voice``.
        text: Text; ``[[...]]`` in it is raw phonemes.
        length_scale: Below 1 speaks faster, above 1 slower.
        noise_scale: Variation of the sound (VITS prior temperature); the voice's own if left out.
        noise_w_scale: Variation of the rhythm; the voice's own if left out.
        speaker_id: Speaker of a voice that has several.
    """
    from piper import SynthesisConfig

    how = SynthesisConfig(
        speaker_id=speaker_id,
        length_scale=length_scale,
        noise_scale=noise_scale,
        noise_w_scale=noise_w_scale,
    )
    if voice.config.espeak_voice.startswith("en"):
        text = letters_apart(text)
    for chunk in voice.synthesize(text, syn_config=how):
        yield chunk.audio_int16_array


def letters_apart(text: str) -> str:
    """Return English text in which no letter A among letters is read as an article."""
    return _LETTER_A.sub(_SAID_A, text)


class PiperEngine:
    """One Piper voice for all calls."""

    def __init__(self, voice: PiperVoice, length_scale: float, weights: str = "") -> None:
        self._voice = voice
        self._length_scale = length_scale
        self.sample_rate_hz: int = voice.config.sample_rate
        piper = version("piper-tts")
        self.info = EngineInfo("piper", version=piper, licence="GPL-3.0-or-later")
        self.fingerprint = (
            f"piper {piper} {weights} {length_scale} {self.sample_rate_hz} "
            f"{_AUDIBLE} {_KEPT_LEAD_S} {_SAID_A}"
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
        if not 0.25 <= length_scale <= 4.0:
            raise ConfigError(f"args.length_scale: expected 0.25 to 4, got {length_scale}")
        voice = load_voice(path, threads=threads)
        file, description = path.stat(), path.with_name(path.name + ".json").read_bytes()
        weights = f"{path.name} {file.st_size} {file.st_mtime_ns} {zlib.crc32(description)}"
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
        sentences = list(spoken_sentences(self._voice, spoken, length_scale=self._length_scale))
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
    threads: int = 1,
    length_scale: float = 1.0,
) -> PiperEngine:
    """Make the voice."""
    file = voice_file(context.models.path(model))
    return PiperEngine.load(file, threads=threads, length_scale=length_scale)
