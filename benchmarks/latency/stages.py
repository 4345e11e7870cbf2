"""Every engine by itself: how long one piece of work takes on an idle machine.

voice-agent bench stages --pipeline bank [--threads 1] [--audio DIR] [--html out.html]
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.report import plots
from benchmarks.report.engines import load_engine
from benchmarks.report.options import (
    AudioOption,
    HtmlOption,
    JsonOption,
    PipelineOption,
    SeedOption,
)
from benchmarks.report.page import (
    PERCENTILE_HEAD,
    heading,
    note,
    percentile_rows,
    picture,
    table,
    write_page,
)
from benchmarks.report.stats import percentiles, stamp, write_json
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.knowledge import load_knowledge
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.turn import Transcript, TurnReading
from voice_agent.dialogue.state import DialogueState
from voice_agent.knowledge.index import Knowledge
from voice_agent.language.en.clauses import split_clauses
from voice_agent.pipeline.prepared import fixed_sentences
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.router.decision import Decision

AUDIO_S = (1, 2, 4, 8)
WORDS = (3, 8, 16, 32)
_WARM = 3

Work = tuple[str, Callable[[], object]]


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Threads for every engine; by default as in the pipeline file."),
    ] = None,
    repeats: Annotated[int, typer.Option(min=5, help="Measurements of each piece of work.")] = 40,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
    html_out: HtmlOption = None,
) -> None:
    """Measure VAD, turn detector, recogniser, language model, router and voice, one by one."""
    config = load_pipeline(pipeline)
    playbook = load_playbook(config.playbook_folder)
    recordings = recordings_for(pipeline, audio, limit=8, seed=seed)
    context = EngineContext.of(config, playbook)
    engines = load(config, threads, context)
    knowledge = load_knowledge(config, playbook, context.models)
    found = {
        name: percentiles(took)
        for name, took in timed(
            list(works(engines, knowledge, playbook, recordings)), repeats
        ).items()
    }
    grid = Table(*PERCENTILE_HEAD, title=f"{config.playbook}: one piece of work (ms)")
    for cells in percentile_rows(found):
        grid.add_row(*map(str, cells))
    Console().print(grid)
    figures = {"pipeline": config.playbook, "threads": threads, "stages": found}
    write_json(json_out, figures)
    write_page(html_out, f"Stages of {config.playbook}", stamp(), _blocks(found, threads))


def load(config: PipelineConfig, threads: int | None, context: EngineContext) -> dict[str, Any]:
    """Load the pipeline's engines by stage, with ``threads`` where an engine takes that."""
    names = [name for name, stage in config.stages.items() if stage.engine and name != "llm"]
    return {name: load_engine(config, name, context, threads) for name in names}


def works(
    engines: dict[str, Any],
    knowledge: Knowledge,
    playbook: Playbook,
    recordings: Sequence[Recording],
) -> Iterable[Work]:
    """Return what is measured, by name. Every piece of work has another input each time."""
    spoken = np.concatenate([recording.samples for recording in recordings])
    silence = np.zeros(LISTEN_HZ // 5, np.int16)
    vad, window = engines["vad"].session(), engines["vad"].window_samples
    pauses = [np.concatenate((r.samples, silence)) for r in recordings]
    name = f"vad, a window of {1000 * window // LISTEN_HZ} ms"
    yield name, _each(vad.speech_probability, cut(spoken, window))
    yield "turns, a pause", _each(engines["turns"].completeness, pauses)
    for seconds in AUDIO_S:
        pieces = cut(spoken, seconds * LISTEN_HZ)
        yield f"stt, {seconds} s", _each(lambda a: engines["stt"].transcribe(a, LISTEN_HZ), pieces)
    yield from _language(engines, knowledge, playbook)
    clauses = [clause for s in fixed_sentences(playbook) for clause in split_clauses(s)[:1]]
    yield "tts, the first clause of a reply", _each(engines["tts"].synthesise, clauses)


def _language(engines: dict[str, Any], knowledge: Knowledge, playbook: Playbook) -> Iterable[Work]:
    slm = engines["slm"]
    phrases = itertools.chain.from_iterable(playbook.phrases.values())
    said = [phrase for phrase in phrases if not {"{", "["} & set(phrase)]
    for count in WORDS:
        texts = [Transcript(text, 1.0) for text in sentences(said, count)]
        yield f"slm, {count} words", _each(slm.read, texts)
    readings = [slm.read(Transcript(text, 1.0)) for text in said[:20]]
    state, today = DialogueState(), date.today()

    def route(reading: TurnReading) -> object:
        return Decision(reading, state, knowledge.look_up(playbook, reading), today).route(playbook)

    yield "router, with the knowledge look-up", _each(route, readings)


def _each(work: Callable[[Any], object], inputs: Iterable[Any]) -> Callable[[], object]:
    """Return a function that does ``work`` on the next input at every call, in a circle."""
    following = itertools.cycle(inputs)
    return lambda: work(next(following))


def timed(works: Sequence[Work], repeats: int) -> dict[str, list[float]]:
    """Measure the milliseconds of each, ``repeats`` times, in turn."""
    took: dict[str, list[float]] = {name: [] for name, _ in works}
    for round_ in range(_WARM + repeats):
        for name, work in works:
            began = time.perf_counter()
            work()
            if round_ >= _WARM:
                took[name].append(1000 * (time.perf_counter() - began))
    return took


def cut(samples: Samples, size: int) -> list[Samples]:
    """Return pieces of exactly ``size`` samples; audio shorter than one repeats."""
    if samples.size < size:
        samples = np.tile(samples, -(-size // samples.size))
    return [samples[i : i + size] for i in range(0, samples.size - size + 1, size)]


def sentences(said: Sequence[str], count: int) -> list[str]:
    """Return texts of exactly ``count`` words made of what callers say."""
    words = " ".join(said).split()
    words = words * -(-count // len(words))
    return [" ".join(words[i : i + count]) for i in range(0, len(words) - count + 1, count)][:40]


def _blocks(found: dict[str, dict[str, float | int]], threads: int | None) -> list[str]:
    bars = {name: (float(f["p50"]), float(f["p95"])) for name, f in found.items()}
    on = f"{threads} threads for every engine" if threads else "threads as in the pipeline file"
    return [
        note(f"One piece of work at a time, nothing else running; {on}."),
        heading("Milliseconds"),
        picture(plots.bars(bars, "ms"), "milliseconds by stage"),
        table(PERCENTILE_HEAD, percentile_rows(found)),
    ]
