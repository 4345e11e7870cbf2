"""Fails when latency breaks a budget, is worse than the baseline, or cuts callers off.

    voice-agent bench gate --pipeline bank                 measures, then judges
    voice-agent bench gate --pipeline bank --figures l.json  judges what `latency --json` wrote
    voice-agent bench gate --pipeline bank --write         stores a new baseline

The exit status is then 1. Waiting (``vad``, ``turns``) is kept in milliseconds: silence is as long
on every machine. Computing is kept as a ratio to one fixed Whisper encode of the same run, so that
a baseline of one machine holds on another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from benchmarks.latency.figures import Figures, answered
from benchmarks.latency.latency import latency, show
from benchmarks.latency.playing import Calling
from benchmarks.latency.recordings import recordings_for
from benchmarks.report.options import AudioOption, LimitOption, PipelineOption, SeedOption
from benchmarks.report.stats import stamp
from voice_agent.config.load import load_pipeline
from voice_agent.core.budgets import BudgetTable
from voice_agent.core.errors import ConfigError

BASELINE = Path(__file__).with_name("baseline.json")
WAITING = ("vad", "turns")
_SLACK_MS = 10.0
_SLACK_ENCODES = 0.05
"""Some 8 ms: where nothing is left to compute when a turn is over, a fifth of nothing is noise."""
_FEWEST = 5
_MOST_EARLY = 0.02


def main(
    pipeline: PipelineOption = "bank",
    figures_in: Annotated[
        Path | None, typer.Option("--figures", exists=True, help="Judge these; measure nothing.")
    ] = None,
    audio: AudioOption = None,
    limit: LimitOption = 24,
    seed: SeedOption = 7,
    tolerance: Annotated[float, typer.Option(min=0, help="Accepted share above baseline.")] = 0.2,
    baseline: Path = BASELINE,
    write: Annotated[bool, typer.Option("--write", help="Store a new baseline.")] = False,
) -> None:
    """Judge latency against budgets and a baseline; exit status 1 if it is worse."""
    console = Console()
    config = load_pipeline(pipeline)
    if figures_in is not None:
        figures: Figures = json.loads(figures_in.read_text())
    else:
        recordings = recordings_for(pipeline, audio, limit=limit, seed=seed)
        figures = latency(pipeline, recordings, Calling(), warm=2)
        show(figures)
    name = figures["pipeline"]
    if name != config.file.stem:
        raise ConfigError(f"{figures_in}: measured with '{name}', not '{config.file.stem}'")
    present = normalised(figures)
    known = read_baseline(baseline)
    problems = over_budget(figures, config.budgets())
    if write:
        known[name] = present
        document = {"stamp": stamp(), "pipelines": known}
        baseline.write_text(json.dumps(document, indent=1) + "\n")
        console.print(f"{baseline}: stored the baseline of '{name}'", highlight=False)
    elif name not in known:
        problems.append(f"{baseline}: no baseline of '{name}'; store one with --write")
    else:
        problems += worse(present, known[name], tolerance)
    for problem in problems:
        console.print(f"[red]broken[/]: {problem}", highlight=False)
    if problems:
        raise typer.Exit(1)
    console.print("all budgets and the baseline hold")


def over_budget(figures: Figures, budgets: BudgetTable) -> list[str]:
    """Return what breaks a rule: budgets in 1 of 20 turns, unanswered turns, cut-ins."""
    problems = []
    v2v = figures["v2v_ms"]
    if v2v["n"] < _FEWEST:
        problems.append(f"only {v2v['n']} answered turns; nothing can be said about fewer than 5")
    if v2v.get("p95", 0) > budgets.turn_ms:
        problems.append(f"turn: p95 {v2v['p95']} ms, budget {budgets.turn_ms:g} ms (n={v2v['n']})")
    for stage, found in figures["stages_ms"].items():
        budget = budgets.stages.get(stage)
        if budget is not None and found.get("p95", 0) > budget.ms:
            problems.append(
                f"{stage}: p95 {found['p95']} ms, budget {budget.ms:g} ms (n={found['n']})"
            )
    if figures["unanswered"]:
        problems.append(f"unanswered: {', '.join(figures['unanswered'])}")
    early, played = figures["early"], figures["played"]
    # A single one is chance, however few were played.
    if len(early) > max(1.0, _MOST_EARLY * played):
        problems.append(
            f"answered too early: {len(early)} of {played}, at most {_MOST_EARLY:.0%}: "
            f"{', '.join(early)}"
        )
    return problems


def normalised(figures: Figures) -> dict[str, Any]:
    """Return what is kept of a run: waiting in ms, computing in encodes, p50 and p95."""
    waiting, computing = [], []
    for turn in figures["turns"]:
        stages = turn["stages_ms"]
        if not answered(turn) or not stages:
            continue
        waited = sum(stages.get(stage, 0.0) for stage in WAITING)
        waiting.append(waited)
        computing.append((turn["v2v_ms"] - waited) / figures["calibration_ms"])
    return {"waiting_ms": _two(waiting), "computing": _two(computing), "n": len(waiting)}


def worse(present: Mapping[str, Any], known: Mapping[str, Any], tolerance: float) -> list[str]:
    """Return where ``present`` exceeds the baseline by over ``tolerance`` and some 10 ms."""
    problems = []
    for kind, unit, slack in (
        ("waiting_ms", " ms", _SLACK_MS),
        ("computing", " encodes", _SLACK_ENCODES),
    ):
        for percentile, was in known[kind].items():
            now = present[kind].get(percentile)
            if now is None:
                problems.append(f"{kind} {percentile}: nothing was measured")
            elif now > was * (1 + tolerance) + slack:
                problems.append(
                    f"{kind} {percentile}: {now:g}{unit}, baseline {was:g}{unit} "
                    f"(n={present['n']}, then {known['n']})"
                )
    return problems


def read_baseline(path: Path) -> dict[str, Any]:
    """Read the baselines by pipeline; none without the file.

    Raises:
        ConfigError: The file is not a baseline.
    """
    if not path.is_file():
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text())["pipelines"]
    except (ValueError, KeyError, TypeError):
        raise ConfigError(f"{path}: not a baseline; make one with gate --write") from None
    return found


def _two(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    p50, p95 = np.percentile(values, [50, 95])
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3)}
