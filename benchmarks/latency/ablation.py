"""What each trick is worth: the same calls with one trick off at a time.

    voice-agent bench ablation --pipeline barista --audio DIR
    voice-agent bench ablation --off stages.stt.args.prompt=false --off listen.stop_ms=300

Without ``--off``, every switch that is on is turned off in turn: boolean arguments of the engines,
boolean settings of the pipeline file, and the turn detector. The whole pipeline is measured first
and last, so that a machine that slows down is noticed.
"""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from benchmarks.latency.figures import Figures, ratio
from benchmarks.latency.latency import latency
from benchmarks.latency.playing import Calling
from benchmarks.latency.recordings import recordings_for
from benchmarks.latency.variants import Change, write_variant
from benchmarks.report import options, plots
from benchmarks.report.page import heading, note, picture, table, write_page
from benchmarks.report.stats import stamp, write_json
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import factory
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError

WHOLE, AGAIN = "everything on", "everything on, again"


def main(
    pipeline: options.PipelineOption = "bank",
    audio: options.AudioOption = None,
    off: Annotated[
        list[str] | None, typer.Option(help="KEY=VALUE in the pipeline file; several allowed.")
    ] = None,
    limit: options.LimitOption = 24,
    skip: options.SkipOption = 0,
    calls: options.CallsOption = 1,
    turns_per_call: options.TurnsOption = 6,
    carrier: options.CarrierOption = "raw",
    warm: options.WarmOption = 2,
    seed: options.SeedOption = 7,
    json_out: options.JsonOption = None,
    html_out: options.HtmlOption = None,
) -> None:
    """Measure the pipeline with each optimisation turned off in turn."""
    recordings = recordings_for(pipeline, audio, limit=limit, skip=skip, seed=seed)
    calling = Calling(calls=calls, turns_per_call=turns_per_call, carrier=carrier)
    changes = [parse(change) for change in off or []] or switches(load_pipeline(pipeline))
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, change in variants(changes):
            Console().print(f"{name} ...")
            file = write_variant(pipeline, change, Path(folder))
            found[name] = latency(str(file), recordings, calling, warm=warm)
    lines = table_rows(found)
    grid = Table(*HEAD, title=f"{pipeline}: one trick off at a time (ms)")
    for cells in lines:
        grid.add_row(*("-" if cell is None else str(cell) for cell in cells))
    Console(width=170).print(grid)
    write_json(json_out, {"pipeline": pipeline, "variants": found})
    write_page(html_out, f"Tricks of {pipeline}", stamp(), _blocks(found, lines))


HEAD = ("", "n", "p50", "p95", "p50 ratio", "p95 ratio", "unanswered", "too early", "right",
        "words wrong %", "CPU s/call min", "calibration ms")  # fmt: skip


def switches(config: PipelineConfig) -> list[Change]:
    """Return what is on and can be turned off, as dotted keys with the value for off."""
    found: list[Change] = []
    for stage, about in config.stages.items():
        if about.engine is None:
            continue
        parameters = inspect.signature(factory(stage, about.engine)).parameters
        for name, parameter in parameters.items():
            if about.args.get(name, parameter.default) is True:
                found.append((f"stages.{stage}.args.{name}", False))
    found += [(path, False) for path in _true_fields(config, "")]
    if config.stages["turns"].engine != "silence":
        found.append(("stages.turns.engine", "silence"))
    return found


def parse(change: str) -> Change:
    """Parse ``key=value``, the value as YAML.

    Raises:
        ConfigError: There is no ``=``.
    """
    key, equals, value = change.partition("=")
    if not equals:
        raise ConfigError(f"--off {change}: expected KEY=VALUE, as in listen.stop_ms=300")
    return key, yaml.safe_load(value)


def variants(changes: Sequence[Change]) -> list[tuple[str, Change | None]]:
    """Return what is measured, by name, in order."""
    each: list[tuple[str, Change | None]] = [(f"{k} = {v}", (k, v)) for k, v in changes]
    return [(WHOLE, None), *each, (AGAIN, None)]


def table_rows(found: Mapping[str, Figures]) -> list[list[Any]]:
    """Return a row for each variant, with the ratio to the whole pipeline."""
    whole = found[WHOLE]["v2v_ms"]
    lines = []
    for name, f in found.items():
        v2v, ratios = f["v2v_ms"], ratio(f["v2v_ms"], whole)
        words = f["words"].get("word_error_rate")
        lines.append(
            [name, v2v["n"], v2v.get("p50"), v2v.get("p95"), ratios["p50"], ratios["p95"],
             len(f["unanswered"]), len(f["early"]),
             f"{f['meaning']['right']}/{f['meaning']['n']}" if f["meaning"]["n"] else None,
             None if words is None else round(100 * words, 1), f["cpu_s_per_call_minute"],
             f["calibration_ms"]]
        )  # fmt: skip
    return lines


def _true_fields(model: BaseModel, prefix: str) -> list[str]:
    found = []
    for name in type(model).model_fields:
        value = getattr(model, name)
        if value is True:
            found.append(prefix + name)
        elif isinstance(value, BaseModel):
            found += _true_fields(value, f"{prefix}{name}.")
    return found


def _blocks(found: Mapping[str, Figures], lines: Sequence[Sequence[Any]]) -> list[str]:
    values = {
        name: (f["v2v_ms"]["p50"], f["v2v_ms"]["p95"])
        for name, f in found.items()
        if f["v2v_ms"]["n"]
    }
    return [
        note("Voice to voice at the caller's ear, ms; ratios are to the whole pipeline's."),
        heading("One trick off at a time"),
        picture(plots.bars(values, "ms"), "voice to voice by variant"),
        table(HEAD, lines),
        heading("Where the time goes"),
        picture(
            plots.waterfall({name: f["stages_ms"] for name, f in found.items()}),
            "stages by variant",
        ),
    ]
