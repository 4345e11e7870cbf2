"""``voice-agent turns``, ``replay`` and ``tune``: learning from recorded calls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import PipelineOption, RecordOption, TurnFilesOption

turns_app = typer.Typer(
    help="Recorded turns: export, label, learn (see docs/improving.md).", no_args_is_help=True
)
FileArgument = Annotated[Path, typer.Argument(help="File of turns, from 'turns export'.")]
Cost = Annotated[float | None, typer.Option(min=0, show_default="the playbook's")]


@turns_app.command()
def export(
    record: RecordOption,
    out: Annotated[Path, typer.Option(help="File to write, or to add new turns to.")] = Path(
        "turns.yaml"
    ),
    route: Annotated[
        list[str] | None,
        typer.Option(help="answer, retrieve, llm, human or clarify; may be repeated; or all."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="Date of the first calls (UTC).")] = None,
) -> None:
    """Write recorded turns, redacted, to a file to label; those the LLM answered by default."""
    from voice_agent.improve.export import run_export

    run_export(record, out, routes=route or ["llm"], since=since)


@turns_app.command()
def label(
    file: FileArgument,
    pipeline: PipelineOption = "bank",
    llm: Annotated[bool, typer.Option("--llm", help="Let the pipeline's LLM label.")] = False,
) -> None:
    """Say what each caller wanted. Saved after each turn; goes on where it stopped."""
    from voice_agent.improve.label import run_label

    run_label(file, pipeline, by_llm=llm)


@turns_app.command()
def learn(file: FileArgument, pipeline: PipelineOption = "bank") -> None:
    """Add the labelled turns to the playbook's learned.yaml, which training reads."""
    from voice_agent.improve.learn import run_learn

    run_learn(file, pipeline)


def replay(
    record: RecordOption,
    pipeline: PipelineOption = "bank",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE of the playbook's policy; may be repeated."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every changed turn.")] = False,
) -> None:
    """Decide recorded turns again, at other thresholds if you like, and show what changes."""
    from voice_agent.improve.replaying import run_replay

    run_replay(pipeline, record, settings or [], every=every)


def tune(
    pipeline: PipelineOption = "bank",
    turns: TurnFilesOption = None,
    wrong: Cost = None,
    missed: Cost = None,
    clarify: Cost = None,
    llm_call: Cost = None,
    human_minute: Cost = None,
    human_minutes: Cost = None,
    plot: Annotated[Path | None, typer.Option(help="Picture of the curves.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="File for the figures.")] = None,
) -> None:
    """Choose the playbook's thresholds from what mistakes, LLM calls and people cost."""
    from voice_agent.improve.tune import run_tune

    costs = {
        "wrong_answer": wrong,
        "missed_escalation": missed,
        "clarification": clarify,
        "llm_call": llm_call,
        "human_minute": human_minute,
        "human_minutes": human_minutes,
    }
    run_tune(pipeline, turns or [], costs, plot=plot, json_out=json_out)
