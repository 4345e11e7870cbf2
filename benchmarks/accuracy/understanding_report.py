"""Results on labelled turns as a table and a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.report import plots
from benchmarks.report.page import heading, note, picture, table
from voice_agent.text.percent import percent

Figures = dict[str, Any]


def rows(figures: Mapping[str, Any]) -> list[list[str]]:
    """Return names and values of the table."""
    esc, rea, ints, mood = (figures[k] for k in ("escalation", "reasoning", "intent", "sentiment"))
    by_reason = ", ".join(f"{name} {percent(v)}" for name, v in esc["by_reason"].items())
    traps = ", ".join(
        f"{name} {percent(v)}" for name, v in esc["false_alarms_among_lookalikes"].items()
    )
    return [
        ["for a person: recall at 3 % false alarms", percent(esc["recall_at_3_percent"])],
        ["  explicit requests for one, there", percent(esc["person_recall_at_3_percent"])],
        ["  AUROC", percent(esc["auroc"])],
        ["  at the playbook's threshold: recall", percent(esc["recall"])],
        ["  false alarms there", percent(esc["false_alarms"])],
        ["  reason right", percent(esc["reason_right"])],
        ["routed to a person: of those who need one", percent(esc["to_a_person"])],
        ["  of explicit requests", percent(esc["to_a_person_when_asked"])],
        ["  by reason", by_reason],
        ["  of all others", percent(esc["needlessly_to_a_person"])],
        ["  of those that merely look like it", traps],
        ["needs reasoning: AUROC", percent(rea["auroc"])],
        ["  sent to the LLM, of those that need it", percent(rea["needing_sent_up"])],
        ["  of those that do not", percent(rea["others_sent_up"])],
        ["  of all without a person", percent(rea["sent_up"])],
        ["  good answers", percent(rea["success"])],
        [
            "  good answers without the reasoning head",
            percent(rea["success_without_reasoning_head"]),
        ],
        ["intent right, in scope", f"{percent(ints['right_in_scope'])} of {ints['in_scope']}"],
        ["out of scope, recognised",
         f"{percent(ints['out_of_scope_recognised'])} of {ints['out_of_scope']}"],
        ["right among the 90 % surest", percent(ints["right_among_90_percent_surest"])],
        ["calibration error", percent(ints["ece"])],
        ["sentiment right; macro F1", f"{percent(mood['right'])}; {percent(mood['macro_f1'])}"],
        *_everyday(figures["everyday"]),
    ]  # fmt: skip


def _everyday(found: Figures) -> list[list[str]]:
    if not found["turns"]:
        return []
    shares = ", ".join(f"{name} {percent(share)}" for name, share in found["to"].items())
    return [
        [f"{found['turns']} held-out turns of the playbook go to", shares],
        ["  intent right, of those kept from LLM and person", percent(found["kept_right"])],
    ]


def show(figures: Mapping[str, Any]) -> None:
    """Print the table."""
    grid = Table(title=f"{figures['turns']} labelled turns, in %")
    grid.add_column("")
    grid.add_column(figures["pipeline"])
    for row in rows(figures):
        grid.add_row(*row)
    Console().print(grid)


def blocks(figures: Mapping[str, Any]) -> list[str]:
    """Return the sections of the page."""
    esc, rea = figures["escalation"], figures["reasoning"]
    return [
        note("Labels: benchmarks/accuracy/turns/guidelines.md. Never trained or tuned on."),
        table(("", "%"), rows(figures)),
        heading("For a person: recall against false alarms"),
        picture(
            plots.curves(
                {"escalation score": [(100 * a, 100 * b) for a, b in esc["curve"] if a <= 0.2]},
                "false alarms, %",
                "recall, %",
            ),
            "recall against false alarms",
        ),
        heading("For the LLM: good answers against the share of turns sent up"),
        picture(
            plots.curves(
                {"reasoning threshold": [(100 * up, 100 * good) for _, up, good in rea["curve"]]},
                "sent to the LLM, %",
                "good answers, %",
            ),
            "success against share sent up",
        ),
    ]
