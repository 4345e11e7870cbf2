"""Print the outcomes of scripted calls, for people: every fault, and a table by kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table

from voice_agent.scenarios.judge import Outcome
from voice_agent.scenarios.spoken.said import CAUSES, answer_times_ms, word_errors

_TIMES = ("v2v p50 ms", "p95 ms")


def print_faults(console: Console, outcome: Outcome, *, verbose: bool) -> None:
    """Print what went otherwise in a call, and nothing if all went as it should.

    Args:
        console: Where to print.
        outcome: The call.
        verbose: True to print what was said, too.
    """
    if outcome.right:
        return
    cause = f" ({outcome.cause})" if outcome.cause else ""
    console.print(
        f"[red]{outcome.scenario.kind}: {outcome.scenario.name}[/]{cause}", highlight=False
    )
    lines = fault_lines(outcome)
    if verbose:
        lines += [f"  {speaker:6} {words}" for speaker, words in outcome.lines]
    for line in lines:
        console.print(f"    {line}", markup=False, highlight=False)


def fault_lines(outcome: Outcome) -> list[str]:
    """Return what went otherwise in a call, and what was misheard in it, one a line."""
    lines = [*outcome.faults, *(f"WRONG ACTION {action}" for action in outcome.wrong_actions)]
    for said in outcome.said:
        if word_errors([said])[0] or len(said.heard) > 1:
            lines.append(f"heard '{' | '.join(said.heard)}' for '{said.text}'")
    return lines


def print_tables(console: Console, outcomes: Sequence[Outcome], *, timed: bool = True) -> None:
    """Print a table by kind, and one more for what only spoken calls have.

    Args:
        console: Where to print.
        outcomes: All calls.
        timed: True if the voice-to-voice times of spoken calls mean anything.
    """
    kinds = _by_kind(outcomes)
    table = Table("kind", "calls", "right", "wrong actions", "turns", "handed off", "LLM turns")
    for kind, some in kinds:
        table.add_row(
            kind,
            str(len(some)),
            str(sum(one.right for one in some)),
            str(sum(bool(one.wrong_actions) for one in some)),
            str(sum(one.turns for one in some)),
            str(sum(one.handed_off for one in some)),
            str(sum(one.llm_turns for one in some)),
        )
    console.print(table)
    if any(outcome.said for outcome in outcomes):
        print_spoken(console, outcomes, timed=timed)


def print_spoken(console: Console, outcomes: Sequence[Outcome], *, timed: bool) -> None:
    """Print by kind how well callers were heard, and why spoken calls went wrong.

    Args:
        console: Where to print.
        outcomes: All calls.
        timed: True if the voice-to-voice times mean anything.
    """
    table = Table("kind", "word errors", *CAUSES, *(_TIMES if timed else ()))
    for kind, some in _by_kind(outcomes):
        table.add_row(kind, *_spoken_cells(some, timed=timed))
    console.print(table)


def _by_kind(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.scenario.kind].append(outcome)
    return [*sorted(by_kind.items()), ("all", list(outcomes))]


def _spoken_cells(outcomes: Sequence[Outcome], *, timed: bool) -> list[str]:
    said = [one for outcome in outcomes for one in outcome.said]
    wrong, words = word_errors(said)
    causes = Counter(outcome.cause for outcome in outcomes)
    cells = [f"{wrong} of {words}", *(str(causes[cause]) for cause in CAUSES)]
    if timed:
        times = answer_times_ms(said)
        cells += [f"{np.percentile(times, p):.0f}" if times else "-" for p in (50, 95)]
    return cells
