"""What the callers of a benchmark say: recordings of a folder, or questions spoken by Piper."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from voice_agent.audio import g711 as mulaw
from voice_agent.audio.levels import Samples, speech_bounds
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.audio.wav import write_wav
from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.phone.microphone import TELEPHONE_HZ
from voice_agent.phone.recording import read_audio
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.playbook.phrases import unmarked
from voice_agent.playbook.turn_files import HELDOUT_FILE, read_turns

LABELS = "labels.json"
_AUDIO = (".wav", ".wave", ".flac")
_LEAD_MS = 300
_NOISE_DBFS = -66.0
_VOICES: dict[str, dict[str, float]] = {
    "low": {"pitch": 0.95, "length_scale": 1.0, "level_dbfs": -24},
    "middle": {"pitch": 1.1, "length_scale": 1.1, "level_dbfs": -22},
    "high": {"pitch": 1.2, "length_scale": 0.95, "level_dbfs": -20},
}


@dataclass(frozen=True, slots=True)
class Label:
    """The meaning of a recording: an intent, and the value of every detail that is named."""

    intent: str
    slots: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recording:
    """One thing a caller says.

    Attributes:
        name: File, or the question's own name.
        samples: (n,) int16 at 16 kHz whose last sample is the last of the speech.
        text: The words where they are known, else empty.
        label: What it means, where that is known.
    """

    name: str
    samples: Samples
    text: str = ""
    label: Label | None = None

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.samples.size / LISTEN_HZ


def trim(samples: Samples, rate_hz: int, lead_ms: float = _LEAD_MS) -> Samples:
    """Cut from ``lead_ms`` before the speech to its last sample; empty if nothing is audible.

    The end is then known exactly: what follows is the noise of the caller's line.
    """
    begin, end = speech_bounds(samples, rate_hz)
    return samples[max(0, begin - round(lead_ms * rate_hz / 1000)) : end]


def over_the_telephone(recording: Recording) -> Recording:
    """Return the recording as a telephone line carries it: 8 kHz, mu-law (ITU-T G.711)."""
    narrow = mulaw.decode(mulaw.encode(resample(recording.samples, LISTEN_HZ, TELEPHONE_HZ)))
    return replace(recording, samples=resample(narrow, TELEPHONE_HZ, LISTEN_HZ))


def recordings_for(
    pipeline: str,
    audio: Path | None,
    *,
    limit: int,
    skip: int = 0,
    seed: int = 7,
    only: Sequence[str] = (),
    words: int = 0,
) -> list[Recording]:
    """Return the recordings of ``audio``, or questions spoken to the pipeline's playbook.

    Raises:
        ConfigError: There is nothing to play, or ``labels.json`` is wrong.
    """
    if audio is not None:
        return load_folder(audio, limit=limit, skip=skip, only=only, words=words)
    playbook = load_playbook(load_pipeline(pipeline).playbook_folder)
    return speak(questions(playbook, limit, seed))


def load_folder(
    folder: Path, *, limit: int, skip: int = 0, only: Sequence[str] = (), words: int = 0
) -> list[Recording]:
    """Load the folder's recordings by name; with ``labels.json`` only those it names.

    ``labels.json`` is an object: file name -> ``{"intent": ..., "slots": {...}, "text": ...}``,
    each of them optional (the layout of Picovoice's speech-to-intent benchmark).

    Args:
        folder: Where they are.
        limit: How many to load.
        skip: How many to pass over first.
        only: Labels that they must have, as ``KEY=VALUE``.
        words: How many words their text must have at least.

    Raises:
        ConfigError: No recording, or labels that cannot be read.
    """
    labels = _read_labels(folder / LABELS)
    wanted = [_key_and_value(one) for one in only]
    names = sorted(
        name
        for name, about in labels.items()
        if all(str(about.get(key)) == value for key, value in wanted)
        and len(str(about.get("text", "")).split()) >= words
    )
    if labels and not names:
        raise ConfigError(f"{folder / LABELS}: no recording has {' and '.join(only)}")
    names = names or sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _AUDIO)
    found = []
    for name in names[skip : skip + limit]:
        samples = trim(read_audio(folder / name, LISTEN_HZ), LISTEN_HZ)
        if samples.size:
            about = labels.get(name, {})
            found.append(Recording(name, samples, str(about.get("text", "")), _label(about)))
    if not found:
        raise ConfigError(f"{folder}: no audible {' or '.join(_AUDIO)} files to play")
    return found


def questions(playbook: Playbook, count: int, seed: int) -> list[tuple[str, str]]:
    """Return ``count`` questions that need no further details, with their intents.

    From ``heldout.yaml`` beside the playbook, which no model was trained on; without it from the
    playbook's phrases. One intent after the other, so that few questions cover many intents; when
    they run out they repeat.
    """
    by_intent = _heldout(playbook) or _phrases(playbook)
    plain = {
        intent: texts
        for intent, texts in by_intent.items()
        if intent in playbook.intents
        and playbook.intents[intent].route in ("answer", "retrieve")
        and not playbook.intents[intent].details
    } or by_intent
    rng = np.random.default_rng(seed)
    order = [
        (intent, [texts[i] for i in rng.permutation(len(texts))])
        for intent, texts in sorted(plain.items())
    ]
    if not order:
        raise ConfigError(f"{playbook.folder}: no phrases to speak; give --audio DIR")
    order = [order[i] for i in rng.permutation(len(order))]
    chosen = []
    for i in range(count):
        intent, texts = order[i % len(order)]
        chosen.append((intent, texts[i // len(order) % len(texts)]))
    return chosen


def speak(asked: list[tuple[str, str]], cache: Path | None = None) -> list[Recording]:
    """Speak questions with Piper on a telephone line; keep the sound in a temporary folder."""
    folder = cache or Path(tempfile.gettempdir()) / "voice-agent-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    spoken = []
    for number, (intent, text) in enumerate(asked):
        voice = list(_VOICES)[number % len(_VOICES)]
        key = hashlib.sha256(json.dumps([voice, _VOICES[voice], text]).encode()).hexdigest()[:16]
        path = folder / f"{key}.wav"
        if not path.is_file():
            write_wav(path, _say(text, _VOICES[voice], int(key[:6], 16)), TELEPHONE_HZ)
        samples = trim(read_audio(path, LISTEN_HZ), LISTEN_HZ)
        spoken.append(Recording(f"{number:02d}-{intent}-{voice}", samples, text, Label(intent)))
    return spoken


def _say(text: str, voice: dict[str, float], seed: int) -> Samples:
    from voice_agent.demo.make_audio import say
    from voice_agent.demo.script import Voice

    return say(text, Voice.model_validate(voice), _NOISE_DBFS, seed=seed % 50)


def _key_and_value(text: str) -> tuple[str, str]:
    key, found, value = text.partition("=")
    if not found:
        raise ConfigError(f"--only {text}: expected KEY=VALUE of {LABELS}, such as kind=numbers")
    return key, value


def _read_labels(path: Path) -> dict[str, dict[str, Any]]:
    if not path.is_file():
        return {}
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(about, dict) for about in labels.values()):
            raise ValueError("every file needs an object")
    except (ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: not labels ({error}); see docs/howto/benchmark.md") from None
    return dict(labels)


def _label(about: dict[str, Any]) -> Label | None:
    if "intent" not in about:
        return None
    slots = {str(name): str(value) for name, value in about.get("slots", {}).items()}
    return Label(str(about["intent"]), slots)


def _heldout(playbook: Playbook) -> dict[str, list[str]]:
    path = playbook.folder / HELDOUT_FILE
    found: dict[str, list[str]] = {}
    for turn in read_turns(path) if path.is_file() else ():
        if len(turn.intents) == 1 and not turn.asked and turn.escalation == "none":
            found.setdefault(turn.intents[0], []).append(unmarked(turn.say))
    return found


def _phrases(playbook: Playbook) -> dict[str, list[str]]:
    return {
        intent: texts
        for intent, phrases in playbook.phrases.items()
        if (texts := [unmarked(phrase) for phrase in phrases if "{" not in phrase])
    }
