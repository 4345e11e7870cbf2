"""``voice-agent bench latency``: voice-to-voice latency of real-time callers, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.latency.calibration import Calibration
from benchmarks.latency.figures import Figures, answered
from benchmarks.latency.listeners import listening
from benchmarks.latency.measure import figures_of, measure, note_vad, warm_up
from benchmarks.latency.playing import Calling
from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.report import plots
from benchmarks.report.engines import load_engine
from benchmarks.report.options import (
    AudioOption,
    CallsOption,
    CarrierOption,
    HtmlOption,
    JsonOption,
    LimitOption,
    PipelineOption,
    RateOption,
    SeedOption,
    SkipOption,
    TurnsOption,
    WarmOption,
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
from benchmarks.report.stats import stamp, write_json
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext
from voice_agent.phone.launch import serving


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    limit: LimitOption = 24,
    skip: SkipOption = 0,
    calls: CallsOption = 1,
    turns_per_call: TurnsOption = 6,
    carrier: CarrierOption = "raw",
    rate: RateOption = None,
    warm: WarmOption = 2,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
    html_out: HtmlOption = None,
    png_out: Annotated[
        Path | None, typer.Option("--png", help="File for the waterfall alone, PNG.")
    ] = None,
) -> None:
    """Measure how long callers of a server wait, and in which stage."""
    recordings = recordings_for(pipeline, audio, limit=limit, skip=skip, seed=seed)
    calling = Calling(calls=calls, turns_per_call=turns_per_call, carrier=carrier, rate_hz=rate)
    figures = latency(pipeline, recordings, calling, warm=warm) | {
        "audio": audio.name if audio else f"spoken questions, seed {seed}"
    }
    show(figures)
    write_json(json_out, figures)
    write_page(html_out, f"Latency of {figures['pipeline']}", stamp(), blocks(figures))
    if png_out is not None:
        plots.waterfall({"": figures["stages_ms"]}).savefig(png_out, bbox_inches="tight")


def latency(
    pipeline: str, recordings: Sequence[Recording], calling: Calling, *, warm: int
) -> Figures:
    """Start a server, warm it up and measure, with the machine's speed before and after."""
    config = load_pipeline(pipeline)
    vad = load_engine(config, "vad", EngineContext.of(config))
    calibration = Calibration()
    calibration.run()
    with listening(pipeline) as (file, url_of), serving(file) as server:
        calling = replace(calling, url=url_of(calling.carrier))
        warm_up(server, recordings, calling, warm)
        run = measure(server, recordings, calling)
        note_vad(run, vad, config.listen)
        figures = figures_of(server, run, recordings)
    calibration.run()
    return {
        "pipeline": Path(pipeline).stem,
        "line": calling.line,
        "calls_at_once": calling.calls,
        "calibration_ms": calibration.ms,
        **figures,
    }


def show(figures: Figures) -> None:
    """Print the most important results."""
    console = Console()
    grid = Table(*PERCENTILE_HEAD, title=f"{figures['pipeline']}, {figures['line']} (ms)")
    for cells in percentile_rows(_timed(figures)):
        grid.add_row(*("-" if cell is None else str(cell) for cell in cells))
    console.print(grid)
    for name, value in facts(figures):
        console.print(f"{name}: {value}", highlight=False)


def facts(figures: Figures) -> list[tuple[str, Any]]:
    """Return everything that is not a percentile, as text."""
    words, meaning = figures["words"], figures["meaning"]
    found: list[tuple[str, Any]] = [
        ("turns played", f"{figures['played']} in {figures['calls']} calls"),
        ("unanswered", _named(figures["unanswered"])),
        ("answered before the caller had finished", _named(figures["early"])),
        ("bridged by a filler", _named(dict.fromkeys(figures["fillers"], ""))),
        ("taken for several turns", _named(dict.fromkeys(figures["split"], ""))),
    ]
    offset = figures["offset_ms"]
    for name, part in (
        ("client minus the server's stages", offset),
        ("of it: end of speech, the server's after the recording's", offset["end"]),
        ("of it: the rest", offset["rest"]),
    ):
        if part["n"]:
            found.append((name, _offset(part)))
    if words["n"]:
        rate = f"{100 * words['word_error_rate']:.1f} %"
        found.append(("word errors", f"{rate} ({words['errors']} of {words['words']} words)"))
    if meaning["n"]:
        right = f"{meaning['right']} of {meaning['n']} wholly right"
        found.append(("meaning", f"{right}, intent right in {meaning['intent_right']}"))
    found += [
        ("CPU seconds of the server per minute of call", figures["cpu_s_per_call_minute"]),
        ("resident memory, MB", figures["rss_mb"]),
        ("event-loop lag", figures["loop_lag_ms"] or "not in /metrics"),
        ("latest frame a caller sent, ms", figures["max_send_lag_ms"]),
        ("one fixed Whisper encode (calibration), ms", figures.get("calibration_ms")),
        ("server start, s", figures["start_s"]),
    ]
    return found


def blocks(figures: Figures) -> list[str]:
    """Return the report's sections."""
    series = {
        "at the caller's ear": _values(figures, "v2v_ms"),
        "server's": _values(figures, "server_v2v_ms"),
    }
    return [
        note(f"{figures['line']}, {figures['calls_at_once']} calls at once, {figures['audio']}"),
        heading("Where the time goes"),
        picture(plots.waterfall({"": figures["stages_ms"]}), "stages of a turn"),
        table(PERCENTILE_HEAD, percentile_rows(_timed(figures))),
        heading("Voice to voice"),
        picture(plots.histogram(series, "ms"), "voice-to-voice times"),
        heading("Besides"),
        table(("", ""), facts(figures)),
        heading("Turns"),
        table(
            ("recording", "v2v ms", "early ms", "heard", "intent", "route", "error"),
            [
                [t[k] for k in ("recording", "v2v_ms", "early_ms", "heard", "intent", "route")]
                + [t["error"]]
                for t in figures["turns"]
            ],
        ),
    ]


def _timed(figures: Figures) -> dict[str, Any]:
    return {
        "voice to voice, caller's ear": figures["v2v_ms"],
        "voice to voice, server's": figures["server_v2v_ms"],
        **figures["stages_ms"],
        "VAD behind the true end": figures["vad_late_ms"],
    }


def _values(figures: Figures, key: str) -> list[float]:
    return [t[key] for t in figures["turns"] if t[key] is not None and answered(t)]


def _offset(found: Figures) -> str:
    near = f"{100 * found['within_20_ms']:.0f} % within 20 ms"
    return f"p5 {found['p5']}, p50 {found['p50']}, p95 {found['p95']} ms; {near}; n={found['n']}"


def _named(found: dict[str, Any]) -> str:
    names = ", ".join(f"{name} {value}".strip() for name, value in list(found.items())[:6])
    more = " ..." if len(found) > 6 else ""
    return f"{len(found)} ({names}{more})" if found else "0"
