"""When is a turn over? Latency against cut-ins for several rules, without sockets.

    voice-agent bench endpointing --pipeline barista --audio DIR [--html out.html]
    voice-agent bench endpointing --pipeline bank --audio DIR --asked update_phone.phone

Every recording is one whole turn. One half of the recordings fits the weights of the decision and
chooses the setting of every rule; the other half judges them. Then the halves change places, so
that no rule judges a turn it has seen. A hash of the file's name decides the half.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.latency import spans
from benchmarks.latency.fitting import fit
from benchmarks.latency.pauses import (
    Outcome,
    Pause,
    Rule,
    find_pauses,
    frontier,
    halves,
    judge,
    outcome,
    tuned,
)
from benchmarks.latency.recordings import over_the_telephone, recordings_for
from benchmarks.report import plots
from benchmarks.report.options import (
    AudioOption,
    HtmlOption,
    JsonOption,
    OnlyOption,
    PipelineOption,
    SeedOption,
    SkipOption,
    WordsOption,
)
from benchmarks.report.page import heading, note, picture, table, write_page
from benchmarks.report.stats import percentiles, stamp, write_json
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import MAX_PAUSE_MS
from voice_agent.dialogue.state import DialogueState
from voice_agent.pipeline.assembly import load_engines
from voice_agent.playbook import Playbook
from voice_agent.turns.decision import CUT_IN, EndpointCosts, wait_ms
from voice_agent.turns.patience import costs_of

TARGETS = (0.0, 0.01, 0.02, 0.05, 0.10)
_COMPLETE_AT = (0.3, 0.5, 0.7, 0.9, 0.97)
_TIMEOUTS_MS = (300, 400, 500, 600, 800, 1000, 1500)
_CUT_IN = (
    0.0005, 0.001, 0.002, 0.005, 0.0075, 0.01, 0.0125, 0.015, 0.0175, 0.02, 0.025, 0.03, 0.05,
    0.09, 0.2, 0.5,
)  # fmt: skip
_AT_LEAST_MS = (150, 180, 200, 220)
_STOCK_MS = 200
"""Silence after which pipecat's default strategy asks smart-turn; its timeout is 3 s."""


def main(
    pipeline: PipelineOption = "barista",
    audio: AudioOption = None,
    limit: Annotated[int, typer.Option(min=2, help="Recordings to listen to.")] = 240,
    skip: SkipOption = 0,
    only: OnlyOption = None,
    words: WordsOption = 0,
    ask_after: Annotated[
        float | None,
        typer.Option("--ask-ms", min=32, help="Silence after which sound and text are judged."),
    ] = None,
    words_ms: Annotated[
        float | None,
        typer.Option(min=0, help="Time to recognise and read, instead of this machine's."),
    ] = None,
    telephone: Annotated[
        bool, typer.Option("--telephone", help="Play the recordings over a telephone line.")
    ] = False,
    asked: Annotated[
        str | None,
        typer.Option(help="What the recordings answer, as TASK.DETAIL; by default nothing."),
    ] = None,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
    html_out: HtmlOption = None,
) -> None:
    """Compare end-of-turn rules on recordings."""
    recordings = recordings_for(
        pipeline, audio, limit=limit, skip=skip, seed=seed, only=only or (), words=words
    )
    if telephone:
        recordings = [over_the_telephone(recording) for recording in recordings]
    config = load_pipeline(pipeline)
    ask_ms = ask_after or config.listen.stop_ms
    engines = load_engines(config)
    state = _state(engines.playbook, asked)
    turns = {
        recording.name: found
        for recording in track(recordings, "listening", transient=True)
        if (found := find_pauses(recording, engines, ask_ms, words_ms, state))
    }
    asyncio.run(engines.aclose())
    folds = halves(turns)
    if not all(folds):
        raise typer.BadParameter("too few recordings for two halves", param_hint="--limit")
    window_ms = 1000 * engines.vad.window_samples / LISTEN_HZ
    curves, picked = cross_validated(folds, ask_ms, window_ms)
    whole = fit(turns.values())
    figures = {
        "pipeline": pipeline,
        "ask_ms": ask_ms,
        "words_ms": words_ms,
        "telephone": telephone,
        "recordings": len(recordings),
        "judged_on": len(turns),
        "asked": asked,
        "spans": spans.rows(list(turns.values()), rules(list(turns.values()), ask_ms), as_it_runs),
        "ends": spans.points(list(turns.values()), prices(ask_ms)),
        "shipped": f"{CUT_IN}",
        "pauses": _about(turns),
        "chosen": picked,
        "curves": {
            name: {setting: points[setting] for setting in frontier(points)}
            for name, points in curves.items()
        },
        "fitted_on_all": {
            "prior": whole.prior,
            "sound_weight": whole.sound_weight,
            "sense_weight": whole.sense_weight,
        },
    }
    _show(figures)
    write_json(json_out, figures)
    write_page(html_out, f"Endpointing of {pipeline}", stamp(), _blocks(figures))


Settings = dict[str, dict[str, Rule]]
Points = dict[str, dict[str, float | int]]
Folds = tuple[list[Sequence[Pause]], ...]


def _state(playbook: Playbook, asked: str | None) -> DialogueState:
    if asked is None:
        return DialogueState()
    task, _, detail = asked.partition(".")
    intent = playbook.intents.get(task)
    if intent is None or detail not in intent.details:
        known = [f"{t}.{d}" for t, i in playbook.intents.items() for d in i.details]
        raise typer.BadParameter(f"no '{asked}'; known: {', '.join(known)}", param_hint="--asked")
    return DialogueState(task=task, awaiting=detail, last_reply=intent.details[detail].ask or "")


def decision(cut_in: float, *, one_curve: bool = False) -> Rule:
    """Return the decision that runs, with the caller's habit, at a price.

    Args:
        cut_in: Accepted chance of cutting into a request.
        one_curve: Take every way of speaking for a request, as before the others were known.
    """

    def wait(pause: Pause) -> float:
        meant = pause.meant
        kind = EndpointCosts(cut_in=cut_in)
        kind = kind if one_curve else costs_of(meant.speech, cut_in, pause.habit)
        waited = wait_ms(pause.sound, meant.probability, kind)
        most_ms = MAX_PAUSE_MS[meant.speech] if meant.max_pause_ms is None else meant.max_pause_ms
        return pause.fading_ms + min(waited, most_ms)

    return wait


as_it_runs = decision(CUT_IN)


def prices(ask_ms: float) -> Settings:
    """Return what a picture compares: silence, and the decision before and now, at each price."""
    silence = {f"{ms} ms": _fixed(ms, ask_ms) for ms in range(200, 1401, 100) if ms >= ask_ms}
    return {
        "silence alone": silence,
        "one curve": {f"{share}": decision(share, one_curve=True) for share in _CUT_IN},
        "as it runs": {f"{share}": decision(share) for share in _CUT_IN},
    }


def rules(tune: Sequence[Sequence[Pause]], ask_ms: float) -> Settings:
    """Return every setting of every rule, by name, with weights fitted on ``tune``."""
    return {
        "silence alone": {
            f"{ms:.0f} ms": _fixed(ms, ask_ms)
            for ms in (ask_ms, *range(100, 1201, 50))
            if ms >= ask_ms
        },
        "smart-turn": {
            f"{at} or {timeout} ms": _sound(at, ask_ms, timeout)
            for at in _COMPLETE_AT
            for timeout in _TIMEOUTS_MS
            if timeout > ask_ms
        },
        "pipecat's stock": {"0.5 or 3000 ms": _sound(0.5, ask_ms, 3000, heard_ms=_STOCK_MS)},
        "sound and silence": _fused(fit(tune, sense=False)),
        "sense and silence": _fused(fit(tune, sound=False)),
        "sound, sense and silence": _fused(fit(tune)),
    }


def cross_validated(
    folds: Folds, ask_ms: float, window_ms: float
) -> tuple[dict[str, Points], list[dict[str, Any]]]:
    """Return the results of every rule and setting, and of those chosen for ``TARGETS``."""
    outcomes: dict[str, dict[str, list[Outcome]]] = {}
    picked: dict[tuple[float, str], tuple[list[str], list[Outcome]]] = {}
    for number, held_out in enumerate(folds):
        tune = [turn for other, fold in enumerate(folds) if other != number for turn in fold]
        for name, settings in rules(tune, ask_ms).items():
            tuning: Points = {}
            judged: dict[str, list[Outcome]] = {}
            for setting, rule in settings.items():
                on_windows = _on_windows(rule, window_ms)
                tuning[setting] = judge([outcome(turn, on_windows) for turn in tune])
                judged[setting] = [outcome(turn, on_windows) for turn in held_out]
                outcomes.setdefault(name, {}).setdefault(setting, []).extend(judged[setting])
            for target in TARGETS:
                best = tuned(tuning, target)
                names, found = picked.setdefault((target, name), ([], []))
                if best is not None:
                    names.append(best)
                    found.extend(judged[best])
    curves = {
        name: {setting: judge(found) for setting, found in settings.items()}
        for name, settings in outcomes.items()
    }
    chosen = [
        {"accepted": target, "rule": name, "setting": "; ".join(dict.fromkeys(names))}
        | (judge(found) if len(names) == len(folds) else {})
        for (target, name), (names, found) in picked.items()
    ]
    return curves, sorted(chosen, key=lambda row: float(str(row["accepted"])))


def _on_windows(rule: Rule, window_ms: float) -> Rule:
    # A turn can only end at the end of a window, and the pause is judged at one.
    return lambda pause: (
        pause.asked_ms + window_ms * max(0, math.ceil((rule(pause) - pause.asked_ms) / window_ms))
    )


def _fixed(ms: float, ask_ms: float) -> Rule:
    # The usual rule: after a fixed silence of the VAD's.
    return lambda pause: pause.asked_ms - ask_ms + ms


def _sound(
    complete_at: float, ask_ms: float, timeout_ms: float, heard_ms: float | None = None
) -> Rule:
    at_once, late = _fixed(heard_ms or ask_ms, ask_ms), _fixed(timeout_ms, ask_ms)
    return lambda pause: at_once(pause) if pause.sound >= complete_at else late(pause)


def _fused(costs: EndpointCosts) -> dict[str, Rule]:
    def rule(cut_in: float, at_least_ms: float) -> Rule:
        priced = replace(costs, cut_in=cut_in, at_least_ms=at_least_ms)
        sound, sense = costs.sound_weight != 0, costs.sense_weight != 0

        def wait(pause: Pause) -> float:
            meant = pause.meant
            kind = (
                priced if meant.speech == "request" or not sense else costs_of(meant.speech, cut_in)
            )
            heard = wait_ms(
                pause.sound if sound else None, meant.probability if sense else None, kind
            )
            return pause.fading_ms + min(heard, MAX_PAUSE_MS[meant.speech])

        return wait

    return {
        f"cut_in {share} from {ms} ms": rule(share, ms) for share in _CUT_IN for ms in _AT_LEAST_MS
    }


def _about(turns: Mapping[str, list[Pause]]) -> dict[str, Any]:
    ends = [pauses[-1] for pauses in turns.values()]
    inner = [p.length_ms for pauses in turns.values() for p in pauses if p.length_ms is not None]
    return {
        "turns_with_a_pause_inside": sum(len(pauses) > 1 for pauses in turns.values()),
        "inner_ms": percentiles(inner),
        "end_late_ms": percentiles([end.late_ms for end in ends]),
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
    grid = Table(*_HEAD, title="tuned on one half, judged on the other, both ways")
    for cells in _rows(figures):
        grid.add_row(*("-" if cell is None else str(cell) for cell in cells))
    console.print(grid)
    grid = Table(*spans.HEAD, title="every silence of 100 ms or more a span, as in eot-bench")
    for cells in figures["spans"]:
        grid.add_row(*("-" if cell is None else cell for cell in cells))
    console.print(grid)
    unheard = figures["recordings"] - figures["judged_on"]
    console.print(f"never answered (the VAD hears no end): {unheard} of {figures['recordings']}")


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
            f"{figures['judged_on']} recordings in two halves, each judged by what was fitted on "
            "the other. Latency: from the true end of speech until the turn is called over and "
            "its words are known."
        ),
        heading("Latency against cut-ins"),
        picture(plots.curves(series["p50"], "turns cut into, %", "p50, ms"), "p50 and cut-ins"),
        picture(plots.curves(series["p95"], "turns cut into, %", "p95, ms"), "p95 and cut-ins"),
        heading("The fastest setting for each accepted share of cut-ins"),
        table(_HEAD, _rows(figures)),
        heading("By the public definition: every silence a span"),
        table(spans.HEAD, figures["spans"]),
        heading("The pauses"),
        table(("", "n", "p50", "p95", "p99", "max"), [
            [name, *(about[key].get(p) for p in ("n", "p50", "p95", "p99", "max"))]
            for name, key in (
                ("length of pauses inside turns, ms", "inner_ms"),
                ("end of speech found after the true one, ms", "end_late_ms"),
                ("words known after silence of, ms", "ready_ms"),
            )
        ]),
        note(f"Turns with a pause inside: {about['turns_with_a_pause_inside']}"),
    ]  # fmt: skip
