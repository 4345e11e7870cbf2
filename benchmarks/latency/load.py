"""``voice-agent bench load``: how latency, quality and cost change with the calls at once."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.latency.figures import Figures, meaning, words
from benchmarks.latency.load_report import blocks, plot, show
from benchmarks.latency.measure import figures_of, measure, warm_up
from benchmarks.latency.peers import STOCK_PREFIX, serving_peer
from benchmarks.latency.playing import Calling, Run
from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.latency.variants import write_variant
from benchmarks.report import options
from benchmarks.report.page import write_page
from benchmarks.report.stats import stamp, write_json
from voice_agent.config.load import load_pipeline
from voice_agent.phone.launch import ServerProcess, serving

LEVELS = (1, 4, 8, 16, 24, 32)
_STOCK_LINE = "twilio"
_TURNS, _LEAST_TURNS, _MOST_TURNS = 32, 5, 12
"""Turns of a level, and of each of its callers: one takes some 11 s."""
_RAMP_MS = 6000.0
"""All callers of a level are on the line after this long."""
_MOST_STAGGER_MS = 1500.0
STOCK = "pipecat:stock"

LevelsOption = Annotated[
    list[int] | None, typer.Option("--calls", min=1, help="Calls at once; several times.")
]
LinesOption = Annotated[
    list[str] | None, typer.Option("--carrier", help="Carrier of the callers; several times.")
]


def main(
    pipeline: options.PipelineOption = "bank",
    audio: options.AudioOption = None,
    limit: options.LimitOption = 240,
    skip: options.SkipOption = 0,
    calls: LevelsOption = None,
    turns_per_caller: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Recordings a caller; by default fewer, the more callers.",
            show_default=False,
        ),
    ] = None,
    turns: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Recordings of a level, at least; not for the other servers.",
            show_default=False,
        ),
    ] = None,
    turns_per_call: options.TurnsOption = 6,
    carrier: LinesOption = None,
    stock: Annotated[
        bool, typer.Option("--stock", help="Measure the stock pipecat bot beside it.")
    ] = False,
    beside: Annotated[
        list[str] | None,
        typer.Option(help="Another server, as in 'bench compare'; several times."),
    ] = None,
    beside_most: Annotated[
        int, typer.Option(min=1, help="Most calls at once for the other servers.")
    ] = 8,
    warm: options.WarmOption = 2,
    seed: options.SeedOption = 7,
    json_out: options.JsonOption = None,
    html_out: options.HtmlOption = None,
    picture_out: Annotated[
        Path | None, typer.Option("--picture", "--png", help="File for the plot, PNG or SVG.")
    ] = None,
) -> None:
    """Measure waiting, quality and cost with more and more calls at once."""
    recordings = recordings_for(pipeline, audio, limit=limit, skip=skip, seed=seed)
    levels = sorted(set(calls or LEVELS))
    lines = list(dict.fromkeys(carrier or ("twilio",)))
    callings = [
        Calling(n, turns_per_call, line, stagger_ms=stagger_ms(n)) for line in lines for n in levels
    ]
    others = dict.fromkeys([*(beside or ()), *([STOCK] if stock else [])], beside_most)
    each = Each(turns_per_caller, turns)
    found = load(pipeline, recordings, callings, each, warm=warm, others=others)
    show(found)
    figures = {
        "pipeline": Path(pipeline).stem,
        "audio": audio.name if audio else f"spoken questions, seed {seed}",
        "levels": found,
    }
    write_json(json_out, figures)
    write_page(html_out, f"{figures['pipeline']} under load", stamp(), blocks(figures))
    if picture_out is not None:
        plot(found).savefig(picture_out, bbox_inches="tight")


@dataclass(frozen=True, slots=True)
class Each:
    """How much each caller says: by default enough for all levels in 12 min.

    Attributes:
        turns: Recordings a caller.
        level: Recordings of a level of ours, at least.
    """

    turns: int | None = None
    level: int | None = None

    def of(self, calls: int, *, ours: bool) -> int:
        """Return the recordings of each of ``calls`` callers."""
        if self.turns is not None:
            return self.turns
        if ours and self.level is not None:
            return max(_LEAST_TURNS, -(-self.level // calls))
        return min(_MOST_TURNS, max(_LEAST_TURNS, -(-_TURNS // calls)))


def load(
    pipeline: str,
    recordings: Sequence[Recording],
    callings: Sequence[Calling],
    each: Each,
    *,
    warm: int,
    others: Mapping[str, int],
) -> list[Figures]:
    """Return the results of each level, line and server.

    Args:
        pipeline: Name or file; its ``max_calls`` is raised to the largest level.
        recordings: What the callers say, again and again.
        callings: Lines and levels, in the order in which they are measured.
        each: What each caller says.
        warm: Turns before the first level that are not counted.
        others: Servers to measure beside it, and the most calls at once for each.
    """
    most = max(calling.calls for calling in callings)
    found: list[Figures] = []
    first: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        lines = max(most, load_pipeline(pipeline).max_calls)
        file = write_variant(pipeline, ("max_calls", lines), Path(folder))
        ours = Path(pipeline).stem
        servers = {ours: stack.enter_context(serving(str(file)))}
        servers |= {name: stack.enter_context(serving_peer(name)) for name in others}
        for calling, name, server in _runs(callings, servers, others):
            Console(stderr=True).print(f"{name}: {calling.calls} calls, {calling.line} ...")
            said = repeated(recordings, calling.calls * each.of(calling.calls, ours=name == ours))
            if calling is callings[0]:
                warm_up(server, recordings, calling, warm)
                first = first or {one.name for one in said}
            run = measure(server, said, calling)
            place = {"server": name, "line": calling.line, "calls_at_once": calling.calls}
            found.append(place | figures_of(server, run, said) | {"same": same(run, said, first)})
    return found


def same(run: Run, said: Sequence[Recording], names: Collection[str]) -> Figures:
    """Return how well these recordings were understood: the first level's, at each level."""
    played = [one for one in run.played if one.name in names]
    by_name = {one.name: one for one in said}
    return {
        "played": len(played),
        "early": sum(one.early_ms is not None for one in played),
        "words": words(played, by_name),
        "meaning": meaning(played, by_name),
    }


def _runs(
    callings: Sequence[Calling], servers: Mapping[str, ServerProcess], others: Mapping[str, int]
) -> Iterator[tuple[Calling, str, ServerProcess]]:
    """Have the servers take turns at each level."""
    for calling in callings:
        for name, server in servers.items():
            foreign = name.startswith(STOCK_PREFIX) and calling.carrier != _STOCK_LINE
            if not foreign and calling.calls <= others.get(name, calling.calls):
                yield calling, name, server


def stagger_ms(calls: int) -> float:
    """Return the time between the first calls of two callers: all are there soon."""
    return min(_MOST_STAGGER_MS, _RAMP_MS / calls)


def repeated(recordings: Sequence[Recording], count: int) -> list[Recording]:
    """Return ``count`` recordings, each under a name of its own."""
    rounds = ((i // len(recordings), recordings[i % len(recordings)]) for i in range(count))
    return [replace(one, name=f"{one.name}#{n}") if n else one for n, one in rounds]
