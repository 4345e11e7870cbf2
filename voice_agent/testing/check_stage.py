"""``voice-agent check-stage``: hold an engine that a pipeline file could name to its contract."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from voice_agent.actions.kinds import make_action
from voice_agent.audio.resample import resample
from voice_agent.audio.wav import read_wav
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext, make_engine
from voice_agent.core.errors import ConfigError
from voice_agent.playbook.action_schema import ActionSpec
from voice_agent.testing.report import Report
from voice_agent.testing.sounds import RATE_HZ, Samples
from voice_agent.transport.carriers import find_carrier

STAGES = ("vad", "turns", "stt", "slm", "llm", "tts", "actions", "carrier")


def check_stage(
    stage: str,
    engine: str,
    args: Mapping[str, Any],
    *,
    pipeline: str = "bank",
    options: Mapping[str, Any],
    folder: Path,
) -> Report:
    """Make an engine as a pipeline would, and hold it to its contract.

    Args:
        stage: One of ``STAGES``.
        engine: As in a pipeline file; for ``actions`` as in a playbook (``kind`` or ``python``).
        args: Its arguments.
        pipeline: Pipeline whose playbook the engine gets.
        options: Options of the stage's kit.
        folder: What the path of a file is relative to.

    Raises:
        ConfigError: There is no such stage or engine, or an argument is wrong.
        ModelError: The engine's model is missing.
    """
    if stage not in STAGES:
        raise ConfigError(f"no contract for a stage '{stage}'; known: {', '.join(STAGES)}")
    if stage == "actions":
        key = "python" if ":" in engine else "kind"
        spec = ActionSpec.model_validate({key: engine, "args": dict(args)})
        made: Any = make_action(spec, folder)
    elif stage == "carrier":
        made = find_carrier(engine, folder)
    else:
        context = replace(EngineContext.of(load_pipeline(pipeline)), folder=folder)
        made = make_engine(stage, engine, args, context)
    kit = importlib.import_module(f"voice_agent.testing.{stage}")
    report: Report = kit.KIT.check(made, **options)
    return report


def read_pairs(pairs: Sequence[str], option: str) -> dict[str, Any]:
    """Read ``name=value`` pairs; a value is what YAML takes it for: a number, a text, a list.

    Raises:
        ConfigError: One of them is not such a pair.
    """
    read = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        try:
            read[name] = yaml.safe_load(value)
        except yaml.YAMLError:
            equals = ""
        if not name or not equals:
            raise ConfigError(f"{option} {pair}: expected name=value, such as threads=2")
    return read


def read_speech(path: Path) -> Samples:
    """Read a recording at the rate that recognisers get.

    Raises:
        AudioError: It is no WAV file that can be read.
    """
    samples, rate_hz = read_wav(path)
    return resample(samples, rate_hz, RATE_HZ)


def show(report: Report, console: Console) -> None:
    """Print a report: a line for each check, problems below it, a summary."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for check in report.checks:
        mark = "[red]bad[/]" if check.problem else "[green]ok[/]"
        table.add_row(mark, escape(check.what), f"[dim]{check.took_ms:.0f} ms[/]")
        if check.problem:
            table.add_row("", f"[red]{escape(check.problem)}[/]", "")
    console.print(table)
    bad = len(report.problems)
    summary = f"{bad} of {len(report.checks)} checks failed" if bad else "keeps its contract"
    console.print(f"{report.stage} engine {escape(report.engine)}: {summary}", highlight=False)
