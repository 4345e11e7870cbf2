"""``voice-agent tune``: the playbook's thresholds from what mistakes cost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from voice_agent.config.knowledge import load_knowledge
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.core.extras import need_matplotlib
from voice_agent.core.files import save
from voice_agent.improve.model_folders import load_slm
from voice_agent.improve.outcomes import outcomes, summarise
from voice_agent.improve.plot import draw
from voice_agent.improve.samples import samples, turns_for
from voice_agent.improve.thresholds import GRID, Tuning, at, cross_validate, current, curve, tune
from voice_agent.playbook.load import describe, load_playbook
from voice_agent.playbook.policy import Costs
from voice_agent.playbook.turn_files import labelled
from voice_agent.text.percent import percent

_FEWEST = 20
_FEWEST_OF_A_KIND = 10


def run_tune(
    pipeline: str,
    files: Sequence[Path],
    costs: Mapping[str, float | None],
    *,
    plot: Path | None = None,
    json_out: Path | None = None,
    console: Console | None = None,
) -> Tuning:
    """Choose thresholds on labelled turns and print them beside the present ones.

    Args:
        pipeline: Name or file of the pipeline.
        files: Files of labelled turns; the playbook's held-out turns when empty.
        costs: Keys of ``policy.costs``; ``None`` leaves the playbook's.
        plot: File for a plot of the accuracy-coverage curve and of the cost.
        json_out: File for all results.
        console: Where to print.

    Raises:
        ConfigError: A file or cost is wrong, there are too few turns, or a plot is wanted and
            matplotlib is missing.
        ModelError: The language model is missing or does not fit the playbook.
    """
    console = console or Console(highlight=False)
    if plot is not None:
        need_matplotlib("--plot")
    config = load_pipeline(pipeline)
    playbook = load_playbook(config.playbook_folder)
    turns = labelled(turns_for(playbook, files))
    if len(turns) < _FEWEST:
        raise ConfigError(
            f"{len(turns)} labelled turns are too few to tune on; at least {_FEWEST} are needed, "
            "a few hundred are good"
        )
    prices = _costs(playbook.policy.costs, costs)
    knowledge = load_knowledge(config, playbook, ModelStore.open())
    today = date.today()
    read = samples(turns, load_slm(config, playbook), playbook, knowledge, today)
    now, best = current(playbook), tune(read, playbook, prices, today)
    found = Tuning(
        turns=len(read),
        costs=prices,
        now=now,
        best=best,
        figures_now=summarise(outcomes(read, playbook, today), prices),
        figures_best=summarise(outcomes(read, at(playbook, best), today), prices),
        honest=cross_validate(read, playbook, prices, today),
        points=curve(read, playbook, best, prices, today),
    )
    _show(found, console)
    humans = sum(sample.needs_human for sample in read)
    llm = sum(sample.needs_llm for sample in read)
    _warn(console, found, humans=humans, llm=llm)
    if json_out is not None:
        save(json_out, json.dumps(found.to_json(), indent=1) + "\n")
    if plot is not None:
        draw(found, plot)
    return found


def _costs(present: Costs, changes: Mapping[str, float | None]) -> Costs:
    wanted = {name: value for name, value in changes.items() if value is not None}
    try:
        return Costs.model_validate({**present.model_dump(), **wanted})
    except ValidationError as error:
        raise ConfigError(f"costs.{describe(error, Costs)}") from None


def _show(found: Tuning, console: Console) -> None:
    console.print(f"{found.turns} labelled turns; costs: {_priced(found.costs)}")
    table = Table()
    for heading in ("", "now", "best", "best, other half"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, value in found.now.items():
        halves = " / ".join(f"{half[name]:g}" for half in found.honest.halves)
        table.add_row(name, f"{value:g}", f"{found.best[name]:g}", halves)
    table.add_section()
    columns = (found.figures_now, found.figures_best, found.honest.figures)
    rows: list[tuple[str, list[str]]] = [
        ("cost per 1000 turns", [f"{f.cost_per_1000:.0f}" for f in columns]),
        ("answered, %", [percent(f.answered) for f in columns]),
        ("  of these right, %", [percent(f.accuracy) for f in columns]),
        ("LLM, %", [percent(f.llm) for f in columns]),
        ("human, %", [percent(f.human) for f in columns]),
        ("asked again, %", [percent(f.clarify) for f in columns]),
        ("wrong answers", [str(f.wrong) for f in columns]),
        ("missed escalations", [str(f.missed) for f in columns]),
    ]
    for name, cells in rows:
        table.add_row(name, *cells)
    console.print(table)
    honest = found.honest
    console.print(
        f"Tuned on one half and measured on the other, 1000 turns like these cost "
        f"{abs(honest.saving_per_1000):.0f} {'less' if honest.saving_per_1000 >= 0 else 'more'} "
        f"than now (saving, 95 % interval: {honest.low:.0f} to {honest.high:.0f})."
    )
    changed = {k: v for k, v in found.best.items() if v != found.now[k]}
    if not changed:
        console.print("The present thresholds are the best: nothing to change.")
        return
    if not found.worth_it:
        console.print(
            "[yellow]No saving beyond chance[/]: keep the present thresholds, or label more turns. "
            "On these turns the best would be:"
        )
    else:
        console.print("For playbook.yaml:")
    console.print("policy:")
    for name, value in changed.items():
        console.print(f"  {name}: {value:g}")


def _warn(console: Console, found: Tuning, *, humans: int, llm: int) -> None:
    for name, value in found.best.items():
        if value != found.now[name] and value in (GRID[name][0], GRID[name][-1]):
            console.print(
                f"[yellow]note[/]: {name} is at the end of the grid: at these costs nearly every "
                "turn on one side of it is a loss. Check the costs, and train the model on such "
                "turns."
            )
    if humans < _FEWEST_OF_A_KIND:
        console.print(
            f"[yellow]note[/]: only {humans} of the turns need a person: "
            "escalation_threshold rests on little"
        )
    if llm < _FEWEST_OF_A_KIND:
        console.print(
            f"[yellow]note[/]: only {llm} of the turns are labelled as needing reasoning: "
            "reasoning_threshold rests on little"
        )


def _priced(costs: Costs) -> str:
    human = costs.human_minute * costs.human_minutes
    return (
        f"wrong {costs.wrong_answer:g}, missed {costs.missed_escalation:g}, "
        f"again {costs.clarification:g}, LLM {costs.llm_call:g}, human {human:g}"
    )
