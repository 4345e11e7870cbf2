"""``voice-agent tune``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import JsonOption, PipelineOption, TurnFilesOption

Cost = Annotated[float | None, typer.Option(min=0, show_default="the playbook's")]


def main(
    pipeline: PipelineOption = "bank",
    turns: TurnFilesOption = None,
    wrong: Cost = None,
    missed: Cost = None,
    clarify: Cost = None,
    llm_call: Cost = None,
    human_minute: Cost = None,
    human_minutes: Cost = None,
    plot: Annotated[Path | None, typer.Option(help="Picture of the curves.")] = None,
    json_out: JsonOption = None,
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
