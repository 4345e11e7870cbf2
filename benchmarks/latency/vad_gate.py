"""``voice-agent bench vad-gate``: what a gate before the VAD saves, and what it misses."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.report.options import (
    AudioOption,
    JsonOption,
    LimitOption,
    PipelineOption,
    SeedOption,
    SkipOption,
)
from benchmarks.report.stats import percentiles, write_json
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.load import load_pipeline
from voice_agent.config.models.store import ModelStore
from voice_agent.config.schema import ListenConfig
from voice_agent.vad.detector import SpeechDetector, SpeechStarted
from voice_agent.vad.silero import SileroVad

_NEAR_MS = 320.0
_NOISE_DBFS = -66.0


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    limit: LimitOption = 60,
    skip: SkipOption = 0,
    pause_s: Annotated[
        float, typer.Option(min=0.5, help="Line noise before and after each recording, s.")
    ] = 3.0,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
) -> None:
    """Compare when the VAD hears speech begin and end with and without its gate."""
    listen = load_pipeline(pipeline).listen
    model = ModelStore.open().path("silero-vad")
    engines = SileroVad.load(model, gate=False), SileroVad.load(model)
    recordings = recordings_for(pipeline, audio, limit=limit, skip=skip, seed=seed)
    figures = compare(*engines, recordings, listen, pause_s=pause_s, seed=seed)
    write_json(json_out, figures)
    for name, value in figures.items():
        Console().print(f"{name}: {value}", highlight=False)


@dataclass(slots=True)
class _Found:
    """Edges of all recordings in ms, and what finding them took."""

    starts: list[list[float]] = field(default_factory=list)
    stops: list[list[float]] = field(default_factory=list)
    cpu_s: float = 0.0


def compare(
    engine: SileroVad,
    gated: SileroVad,
    recordings: Sequence[Recording],
    listen: ListenConfig,
    *,
    pause_s: float,
    seed: int,
) -> dict[str, Any]:
    """Run both over recordings on a line with noise; times are of the gate after none."""
    rng = np.random.default_rng(seed)
    plain, behind, heard, windows = _Found(), _Found(), 0, 0
    for recording in recordings:
        line = on_the_line(recording.samples, pause_s, rng)
        windows += line.size // engine.window_samples
        session = gated.session()
        _run(engine.session(), line, engine.window_samples, listen, plain)
        _run(session, line, engine.window_samples, listen, behind)
        heard += session.ran
    starts = apart(plain.starts, behind.starts)
    stops = apart(plain.stops, behind.stops)
    return {
        "recordings": len(recordings),
        "onsets": sum(map(len, plain.starts)),
        "onsets missed": starts.count(None),
        "onsets later, ms": percentiles([ms for ms in starts if ms is not None]),
        "onsets that are none": apart(behind.starts, plain.starts).count(None),
        "ends missed": stops.count(None),
        "ends later, ms": percentiles([ms for ms in stops if ms is not None]),
        "windows heard by the VAD": round(heard / windows, 3),
        "CPU seconds, ratio": round(behind.cpu_s / plain.cpu_s, 3),
    }


def on_the_line(samples: Samples, pause_s: float, rng: np.random.Generator) -> Samples:
    """Return the recording with the noise of a line before and after it."""
    level = 10 ** (_NOISE_DBFS / 20) * 32768
    size = round(pause_s * LISTEN_HZ)
    before, after = (rng.normal(0, level, size).astype(np.int16) for _ in range(2))
    return np.concatenate((before, samples, after))


def apart(
    expected: Sequence[Sequence[float]], found: Sequence[Sequence[float]]
) -> list[float | None]:
    """Return how much later the nearest edge was found for each that is expected."""
    late: list[float | None] = []
    for wanted, got in zip(expected, found, strict=True):
        for at in wanted:
            nearest = min((other - at for other in got), key=abs, default=_NEAR_MS + 1)
            late.append(nearest if abs(nearest) <= _NEAR_MS else None)
    return late


def _run(session: Any, line: Samples, size: int, listen: ListenConfig, found: _Found) -> None:
    detector = SpeechDetector(
        1000 * size / LISTEN_HZ, listen.threshold, listen.start_ms, listen.stop_ms
    )
    starts: list[float] = []
    stops: list[float] = []
    began = time.thread_time()
    for i in range(0, line.size - size + 1, size):
        edge = detector.push(session.speech_probability(line[i : i + size]))
        if edge is not None:
            (starts if isinstance(edge, SpeechStarted) else stops).append(edge.decided_ms)
    found.cpu_s += time.thread_time() - began
    found.starts.append(starts)
    found.stops.append(stops)
