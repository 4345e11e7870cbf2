"""How well a knowledge folder answers, and how well it knows what it does not know.

    voice-agent bench knowledge [--pipeline bank] [--half test] [--misses] [--json f]

Looks up the questions of the playbook's ``knowledge_checks.yaml`` as text alone, by words and by
meaning. Weights and thresholds are fitted to the half ``dev``; the half ``test`` is only measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.report.options import JsonOption, PipelineOption
from benchmarks.report.stats import write_json
from voice_agent.config.knowledge import load_knowledge
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.knowledge.checks import CHECKS_FILE, HALVES, Check, load_checks
from voice_agent.knowledge.index import Knowledge
from voice_agent.playbook import load_playbook
from voice_agent.training.measure.sentences import Figures, measure


def main(
    pipeline: PipelineOption = "bank",
    half: Annotated[str, typer.Option(help="dev, dev2, or test to test6.")] = "test",
    misses: Annotated[bool, typer.Option("--misses", help="List what went wrong.")] = False,
    json_out: JsonOption = None,
) -> None:
    """Look every question up, by words alone and by meaning as well."""
    if half not in HALVES:
        raise typer.BadParameter(f"expected {', '.join(HALVES)}", param_hint="--half")
    config = load_pipeline(pipeline)
    playbook = load_playbook(config.playbook_folder)
    both = load_knowledge(config, playbook, ModelStore.open())
    words = Knowledge.load(playbook.knowledge, playbook.lang)
    checks = load_checks(playbook.folder / CHECKS_FILE, both.sections, half)
    policy = playbook.policy
    figures = {"words": measure(words, checks, policy.min_retrieval_score)}
    if both.knows_meanings:
        figures["words and meaning"] = measure(both, checks, policy.min_answer_score)
    console = Console()
    console.print(_table(figures, half))
    if misses:
        for line in missed(both, checks, policy.min_answer_score):
            console.print(line, markup=False)
    found = {name: asdict(one) for name, one in figures.items()}
    write_json(json_out, {"pipeline": pipeline, "half": half, "knowledge": found})


def missed(knowledge: Knowledge, checks: Sequence[Check], threshold: float) -> list[str]:
    """Return a line for every question that is answered wrongly, or not although it could be."""
    lines = []
    places = {section: index for index, section in enumerate(knowledge.sections)}
    for check in checks:
        hit = knowledge.best(check.ask)
        if hit is None:
            lines += [f"not found: {check.ask}"] * bool(check.sections)
            continue
        right, read_out = places[hit.section] in check.sections, hit.score >= threshold
        if right != read_out and (check.sections or read_out):
            lines.append(f"{hit.score:.2f} {check.ask} -> {hit.section.heading}")
    return lines


def _table(figures: dict[str, Figures], half: str) -> Table:
    first = next(iter(figures.values()))
    grid = Table(title=f"{first.questions} questions ({half}), {first.answerable} with an answer")
    for head in ("", "best is right, %", "right, %", "wrong, %", "silent, %", "p50, ms", "p95, ms"):
        grid.add_column(head)
    for name, one in figures.items():
        shares = (one.found, one.right, one.wrong, one.silent)
        grid.add_row(
            name,
            *(f"{100 * share:.1f}" for share in shares),
            f"{one.p50_ms:.1f}",
            f"{one.p95_ms:.1f}",
        )
    return grid
