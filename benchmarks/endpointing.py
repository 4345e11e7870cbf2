"""When is a turn over? Latency against cut-ins for three rules, without sockets.

    python -m benchmarks.endpointing --pipeline barista --audio DIR [--html out.html]

Every recording is one whole turn. Rules are tuned on one half of them and judged on the
other; the half is decided by a hash of the file's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import plots
from benchmarks.pauses import Pause, Rule, find_pauses, frontier, halves, judge, tuned
from benchmarks.recordings import recordings_for
from benchmarks.report import heading, note, picture, table, write_page
from benchmarks.stats import percentiles, stamp, write_json
from voice_agent.assembly import load_engines
from voice_agent.config import load_pipeline
from voice_agent.turns.decision import EndpointCosts, wait_ms

TARGETS = (0.0, 0.01, 0.02, 0.05, 0.10)
_COMPLETE_AT = (0.3, 0.5, 0.7, 0.9, 0.97)
_TIMEOUTS_MS = (300, 400, 500, 600, 800, 1000, 1500)
_CUT_IN = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.09, 0.13, 0.2, 0.3, 0.5)


def main(
    pipeline: Annotated[str, typer.Option(help="Name or file.")] = "barista",
    audio: Annotated[Path | None, typer.Option(exists=True, file_okay=False)] = None,
    limit: Annotated[int, typer.Option(min=2, help="Recordings to listen to.")] = 240,
    skip: Annotated[int, typer.Option(min=0)] = 0,
    ask_after: Annotated[
        float | None,
        typer.Option("--ask-ms", min=32, help="Silence after which sound and words are looked at."),
    ] = None,
    seed: int = 7,
    json_out: Annotated[Path | None, typer.Option("--json")] = None,
    html_out: Annotated[Path | None, typer.Option("--html")] = None,
) -> None:
    """Listen to the recordings once, then try every rule on what was noticed."""
    recordings = recordings_for(pipeline, audio, limit=limit, skip=skip, seed=seed)
    config = load_pipeline(pipeline)
    ask_ms = ask_after or config.listen.stop_ms
    engines = load_engines(config)
    turns = {
        recording.name: found
        for recording in track(recordings, "listening", transient=True)
        if (found := find_pauses(recording, engines, ask_ms))
    }
    engines.close()
    tune, held_out = halves(turns)
    if not tune or not held_out:
        raise typer.BadParameter("too few recordings for two halves", param_hint="--limit")
    tuning = {
        name: {setting: judge(tune, rule) for setting, rule in settings.items()}
        for name, settings in rules(ask_ms).items()
    }
    judged = {
        name: {setting: judge(held_out, rule) for setting, rule in settings.items()}
        for name, settings in rules(ask_ms).items()
    }
    figures = {
        "pipeline": pipeline,
        "ask_ms": ask_ms,
        "recordings": len(recordings),
        "tuned_on": len(tune),
        "judged_on": len(held_out),
        "pauses": _about(turns),
        "chosen": chosen(tuning, judged),
        "curves": {
            name: {setting: judged[name][setting] for setting in frontier(points)}
            for name, points in tuning.items()
        },
    }
    _show(figures)
    write_json(json_out, figures)
    write_page(html_out, f"Endpointing of {pipeline}", stamp(), _blocks(figures))


def rules(ask_ms: float) -> dict[str, dict[str, Rule]]:
    """Every setting of every rule, by name."""
    return {
        "silence alone": {
            f"{ms:.0f} ms": _fixed(ms) for ms in (ask_ms, *range(100, 1201, 50)) if ms >= ask_ms
        },
        "smart-turn": {
            f"{at} or {timeout} ms": _sound(at, ask_ms, timeout)
            for at in _COMPLETE_AT
            for timeout in _TIMEOUTS_MS
            if timeout > ask_ms
        },
        "sound and sense": {f"cut_in {share}": _fused(share) for share in _CUT_IN},
    }


def chosen(
    tuning: Mapping[str, Mapping[str, Mapping[str, Any]]],
    judged: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    """For each accepted share of cut-ins the fastest setting of the tuning half, judged."""
    found = []
    for target in TARGETS:
        for name, points in tuning.items():
            setting = tuned(points, target)
            result = judged[name][setting] if setting else {}
            found.append({"accepted": target, "rule": name, "setting": setting, **result})
    return found


def _fixed(ms: float) -> Rule:
    return lambda pause: ms


def _sound(complete_at: float, ask_ms: float, timeout_ms: float) -> Rule:
    return lambda pause: ask_ms if pause.sound >= complete_at else timeout_ms


def _fused(cut_in: float) -> Rule:
    costs = replace(EndpointCosts(), cut_in=cut_in)
    return lambda pause: wait_ms(pause.sound, pause.sense, costs)


def _about(turns: Mapping[str, list[Pause]]) -> dict[str, Any]:
    ends = [pauses[-1] for pauses in turns.values()]
    inner = [p.length_ms for pauses in turns.values() for p in pauses if p.length_ms is not None]
    return {
        "turns_with_a_pause_inside": sum(len(pauses) > 1 for pauses in turns.values()),
        "inner_ms": percentiles(inner),
        "vad_late_ms": percentiles([end.late_ms for end in ends]),
        "ready_ms": percentiles([end.ready_ms for end in ends]),
    }


_HEAD = ("accepted", "rule", "setting", "cut in", "p50 ms", "p95 ms", "p99 ms", "n")


def _rows(figures: Mapping[str, Any]) -> list[list[Any]]:
    keys = ("accepted", "rule", "setting", "cut_in", "p50", "p95", "p99", "n")
    rows = [[row.get(key) for key in keys] for row in figures["chosen"]]
    for row in rows:
        for place in (0, 3):
            row[place] = None if row[place] is None else f"{100 * row[place]:.1f} %"
    return rows


def _show(figures: Mapping[str, Any]) -> None:
    console = Console()
    console.print(figures["pauses"])
    grid = Table(*_HEAD, title="tuned on one half, judged on the other")
    for cells in _rows(figures):
        grid.add_row(*("-" if cell is None else str(cell) for cell in cells))
    console.print(grid)


def _blocks(figures: Mapping[str, Any]) -> list[str]:
    series = {
        p: {
            name: [(100 * point["cut_in"], point[p]) for point in points.values()]
            for name, points in figures["curves"].items()
        }
        for p in ("p50", "p95")
    }
    about = figures["pauses"]
    return [
        note(
            f"{figures['recordings']} recordings, tuned on {figures['tuned_on']}, judged on "
            f"{figures['judged_on']}. Latency: from the true end of speech until the turn is "
            "called over and its words are known."
        ),
        heading("Latency against cut-ins, judged half"),
        picture(plots.curves(series["p50"], "turns cut into, %", "p50, ms"), "p50 and cut-ins"),
        picture(plots.curves(series["p95"], "turns cut into, %", "p95, ms"), "p95 and cut-ins"),
        heading("The fastest setting for each accepted share of cut-ins"),
        table(_HEAD, _rows(figures)),
        heading("The pauses"),
        table(("", "n", "p50", "p95", "p99", "max"), [
            [name, *(about[key].get(p) for p in ("n", "p50", "p95", "p99", "max"))]
            for name, key in (
                ("length of pauses inside turns, ms", "inner_ms"),
                ("VAD behind the true end, ms", "vad_late_ms"),
                ("words known after silence of, ms", "ready_ms"),
            )
        ]),
        note(f"Turns with a pause inside: {about['turns_with_a_pause_inside']}"),
    ]  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
