"""What the recogniser's short cuts cost in words, against Whisper as CTranslate2 runs it.

They are: the utterance and a few seconds are encoded, not 30 s; by ONNX Runtime, with 8 bit
weights and silence in groups of five frames; and, last, the words of the utterance without its
end are a draft.

    voice-agent bench recognition --pipeline bank [--audio DIR] [--noise-db 10] [--json out.json]

All ways hear the same recordings, in turn. The words are compared with what was said where that
is known, and the reading of the language model with the recording's label. Besides, how far the
words differ between the ways: recordings without words can be used too.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.latency.figures import plain, word_errors
from benchmarks.latency.figures import understood as matches
from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.report.engines import load_engine
from benchmarks.report.options import (
    AudioOption,
    JsonOption,
    PipelineOption,
    SeedOption,
    SkipOption,
)
from benchmarks.report.stats import percentiles, stamp, write_json
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext
from voice_agent.core.turn import TurnReading
from voice_agent.phone.microphone import TELEPHONE_HZ

FULL = "30 s"
DRAFTED = "short, drafted"
WAYS: dict[str, dict[str, Any]] = {
    FULL: {"short_encode": False, "onnx": False},
    "short, CTranslate2": {"onnx": False},
    "short": {},
}
_UNHEARD_S = 0.5
"""A draft comes from a recognition this long before the end: partials are about as old."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One recording, recognised in one way."""

    recording: Recording
    text: str
    right: bool | None
    took_ms: float


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    limit: Annotated[int, typer.Option(min=1, help="Recordings to listen to.")] = 120,
    skip: SkipOption = 0,
    noise_db: Annotated[
        float | None,
        typer.Option(help="Telephone band and white noise this far below the speech."),
    ] = None,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
) -> None:
    """Recognise recordings in four ways: what does short encoding cost?"""
    recordings = recordings_for(pipeline, audio, limit=limit, skip=skip, seed=seed)
    if noise_db is not None:
        recordings = [on_the_phone(one, noise_db, seed + i) for i, one in enumerate(recordings)]
    config = load_pipeline(pipeline)
    context = EngineContext.of(config)
    slm = load_engine(config, "slm", context)
    asked = context.playbook.says.greeting
    engines = {
        name: load_engine(config, "stt", context, **changes) for name, changes in WAYS.items()
    }
    engines[DRAFTED] = engines["short"]
    heard: dict[str, list[Heard]] = {name: [] for name in engines}
    for engine in engines.values():
        engine.warm()
    for recording in track(recordings, "listening", transient=True):
        for name, engine in engines.items():
            so_far = recording.samples[: -int(_UNHEARD_S * LISTEN_HZ)]
            draft = engine.transcribe(so_far, LISTEN_HZ).text if name == DRAFTED else ""
            began = time.perf_counter()
            transcript = engine.transcribe(recording.samples, LISTEN_HZ, draft=draft)
            took_ms = 1000 * (time.perf_counter() - began)
            right = understood(recording, slm.read(transcript, asked=asked))
            heard[name].append(Heard(recording, transcript.text, right, took_ms))
    found = {name: figures(ones, heard[FULL]) for name, ones in heard.items()}
    grid = Table("", *next(iter(found.values())), title=f"{pipeline}: {len(recordings)} recordings")
    for name, row in found.items():
        grid.add_row(name, *("-" if value is None else f"{value:g}" for value in row.values()))
    Console().print(grid)
    write_json(json_out, {"stamp": stamp(), "pipeline": pipeline, "noise_db": noise_db} | found)


def on_the_phone(recording: Recording, below_db: float, seed: int) -> Recording:
    """Return the recording in the telephone's band, with white noise ``below_db`` under it."""
    narrow = resample(recording.samples, LISTEN_HZ, TELEPHONE_HZ)
    heard = resample(narrow, TELEPHONE_HZ, LISTEN_HZ).astype(np.float64)
    level = np.sqrt(np.mean(np.square(heard))) / 10.0 ** (below_db / 20.0)
    noisy = heard + np.random.default_rng(seed).normal(0.0, level, heard.size)
    samples: Samples = np.clip(np.round(noisy), -32768, 32767).astype(np.int16)
    return replace(recording, samples=samples)


def understood(recording: Recording, reading: TurnReading) -> bool | None:
    """Return whether intent and all named details match the label; ``None`` without one."""
    if recording.label is None:
        return None
    values = {entity.type: str(entity.value) for entity in reading.entities}
    return matches(recording.label, {reading.intent}, values)


def figures(heard: Sequence[Heard], full: Sequence[Heard]) -> dict[str, float | None]:
    """Return shares in per cent and times in ms; ``None`` where the recordings do not tell."""
    said = [(one.recording.text, one.text) for one in heard if one.recording.text]
    judged = [one.right for one in heard if one.right is not None]
    both = [(a.text, b.text) for a, b in zip(full, heard, strict=True) if plain(a.text)]
    times = percentiles([one.took_ms for one in heard])
    return {
        "word errors, %": _percent(word_errors(said)),
        "words unlike those from 30 s, %": _percent(word_errors(both)),
        "understood, %": round(100 * sum(judged) / len(judged), 2) if judged else None,
        "p50 ms": float(times["p50"]),
        "p95 ms": float(times["p95"]),
    }


def _percent(errors: Mapping[str, Any]) -> float | None:
    rate = errors.get("word_error_rate")
    return None if rate is None else round(100 * rate, 2)
