"""The result of each line of the demo beside the expected one, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voice_agent.demo import parts
from voice_agent.demo.plain import print_line, wants_plain
from voice_agent.demo.script import Line
from voice_agent.demo.view import CallView


@dataclass(slots=True)
class LineResult:
    """Result of a line of the script.

    Attributes:
        text: The scripted words.
        turn: The server's turn that answered it; ``None`` when none did.
        start_ms: When the caller began, on the caller's clock.
        speech_end_ms: When the caller's speech ended.
        v2v_ms: Voice-to-voice at the caller's ear.
        mismatches: Where the result is not the expected one, in words.
        failure: Why there is no result.
    """

    text: str
    turn: int | None = None
    start_ms: float | None = None
    speech_end_ms: float | None = None
    v2v_ms: float | None = None
    heard: str = ""
    route: str = ""
    intent: str = ""
    reply: str = ""
    mismatches: list[str] = field(default_factory=list)
    failure: str | None = None


def compare(line: Line, result: LineResult, view: CallView) -> None:
    """Fill ``result`` from the turn that answered the line and note what was not expected."""
    if result.turn is None:
        result.failure = result.failure or "not answered"
        return
    turn = view.turn(result.turn)
    result.heard, result.reply = turn.heard or "", turn.reply
    result.route, result.intent = turn.route or "", turn.intent or ""
    for key, want in (("route", line.expect.route), ("intent", line.expect.intent)):
        got = getattr(result, key)
        if want is not None and got != want:
            result.mismatches.append(f"{key} {got or 'none'}, expected {want}")
    if line.interrupt_after_ms is not None:
        before = max((t.number for t in view.turns if t.number < result.turn), default=0)
        if not view.turn(before).unspoken:
            result.mismatches.append("the agent was not interrupted")


def summary_table(results: Sequence[LineResult], view: CallView) -> Table:
    """Return a row for each line: heard, route, voice-to-voice, slowest stage, budgets, verdict."""
    table = Table(box=box.ROUNDED, border_style="#30363d", header_style="bold", expand=True)
    table.add_column("turn", justify="right", no_wrap=True)
    table.add_column("heard", ratio=4)
    table.add_column("route", no_wrap=True)
    table.add_column("v2v ms", justify="right", no_wrap=True)
    table.add_column("slowest stage", no_wrap=True)
    table.add_column("over budget", ratio=2)
    table.add_column("as scripted", ratio=3)
    for result in results:
        turn = None if result.turn is None else view.turn(result.turn)
        slowest = None if turn is None else turn.slowest
        over = [] if turn is None else turn.over_budget
        table.add_row(
            "-" if result.turn is None else str(result.turn),
            result.heard or f"({result.text})",
            Text(result.route or "-", style=parts.ROUTE_COLOURS.get(result.route, parts.DIM)),
            "-" if result.v2v_ms is None else f"{result.v2v_ms:.0f}",
            "-" if slowest is None else f"{slowest[0]} {slowest[1].ms:.0f} ms",
            Text(", ".join(over) or "no", style=parts.OVER if over else parts.GOOD),
            _verdict(result),
        )
    return table


def print_summary(console: Console, results: Sequence[LineResult], view: CallView) -> None:
    """Print the table (as plain lines where there is no colour) and the call's own figures."""
    if not wants_plain(console):
        console.print(summary_table(results, view))
    else:
        for result in results:
            v2v = "-" if result.v2v_ms is None else f"{result.v2v_ms:.0f} ms"
            slowest = None if result.turn is None else view.turn(result.turn).slowest
            stage = "" if slowest is None else f", slowest {slowest[0]} {slowest[1].ms:.0f} ms"
            over = [] if result.turn is None else view.turn(result.turn).over_budget
            print_line(
                console,
                f"turn {'-' if result.turn is None else result.turn}: {result.heard or result.text}"
                f" -> {result.route or 'none'}, v2v {v2v}{stage}"
                f"{', over budget: ' + ', '.join(over) if over else ''}; {_verdict(result).plain}",
            )
    times = sorted(result.v2v_ms for result in results if result.v2v_ms is not None)
    if times:
        print_line(
            console,
            f"voice-to-voice at the caller's ear: median {times[len(times) // 2]:.0f} ms, "
            f"longest {times[-1]:.0f} ms, {len(times)} of {len(results)} lines answered",
        )


def _verdict(result: LineResult) -> Text:
    if result.failure is not None:
        return Text(f"failed: {result.failure}", style=f"bold {parts.OVER}")
    if result.mismatches:
        return Text(f"warning: {'; '.join(result.mismatches)}", style=parts.NEAR)
    return Text("as scripted", style=parts.GOOD)
