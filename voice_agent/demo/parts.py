"""The pieces of the live display: bubbles, chips, bars and meters. Pure rendering."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from voice_agent.core.events import StageTime
from voice_agent.demo.view import TurnView

CALLER = "#7cc4ff"
AGENT = "#8fe3b0"
DIM = "#7d8590"
GOOD, NEAR, OVER = "#56d364", "#e3b341", "#ff7b72"
ROUTE_COLOURS = {
    "answer": "#56d364",
    "retrieve": "#56c8d8",
    "llm": "#d2a8ff",
    "human": "#ff7b72",
    "clarify": "#e3b341",
}
ROUTE_NAMES = {
    "answer": "PLAYBOOK",
    "retrieve": "KNOWLEDGE",
    "llm": "FRONTIER LLM",
    "human": "HUMAN",
    "clarify": "ASK AGAIN",
}
_CHIPS = ("#ffa657", "#79c0ff", "#d2a8ff", "#7ee787", "#ff9bce", "#e3b341")


class Tail:
    """Shows the last lines of ``content`` that fit the height it is given."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        whole = options.update(height=None)
        lines = console.render_lines(self._content, whole, pad=True)
        room = options.height if options.height is not None else len(lines)
        for line in lines[-room:] if room else []:
            yield from line
            yield Segment.line()


class Bubble:
    """Words in a speech bubble: the caller's at the left, the agent's at the right."""

    def __init__(self, words: Text, *, agent: bool, after: str = "") -> None:
        self._words = words
        self._agent = agent
        self._after = after

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(12, options.max_width - max(6, options.max_width // 6))
        lines = self._words.wrap(console, room - 3)
        width = max((line.cell_len for line in lines), default=0)
        colour, ground = (AGENT, "#12352a") if self._agent else (CALLER, "#14304f")
        for number, line in enumerate(lines):
            line.rstrip()
            line.pad_right(width - line.cell_len)
            body = Text(" ", style=f"{ground}").join([Text(), line, Text()])
            body.stylize(f"on {ground}")
            edge = Text("▐" if self._agent else "▌", style=f"{colour} on {ground}")
            row = Text.assemble(body, edge) if self._agent else Text.assemble(edge, body)
            if self._agent:
                row.pad_left(max(0, options.max_width - row.cell_len - 1))
            elif number == len(lines) - 1 and self._after:
                row.append(f" {self._after}", style=DIM)
            row.no_wrap = True
            yield row


def said_by_agent(turn: TurnView) -> Text:
    """Return the agent's text; what the caller cut off is struck out."""
    return Text.assemble(
        (turn.spoken, "#e6fff0"), (turn.unspoken, f"strike {DIM}"), overflow="fold"
    )


def chip(kind: str, value: str) -> Text:
    """Return an entity as a coloured chip; a kind keeps its colour."""
    colour = _CHIPS[sum(kind.encode()) % len(_CHIPS)]
    return Text.assemble(
        (f" {kind} ", f"#0d1117 on {colour}"), (f" {value} ", f"{colour} on #21262d")
    )


def reading_line(turn: TurnView) -> Text:
    """Return intent, confidence, act and details in a line."""
    line = Text.assemble(
        ("  ├ ", DIM), (str(turn.intent), "bold #e6edf3"), (f" {turn.intent_confidence:.0%}", DIM),
        (f" · {turn.act} ", DIM),
    )  # fmt: skip
    for kind, value in turn.entities:
        line.append(" ").append_text(chip(kind, value))
    return line


def route_line(turn: TurnView) -> Table:
    """Return where the turn goes and why, in the destination's colour."""
    colour = ROUTE_COLOURS.get(turn.route or "", DIM)
    name = ROUTE_NAMES.get(turn.route or "", str(turn.route))
    line = Table.grid(padding=(0, 2))
    line.add_row(Text.assemble(("  └ ", DIM), (name, f"bold {colour}")), Text(turn.why, style=DIM))
    line.columns[0].no_wrap = True
    return line


def bar(share: float, width: int, colour: str) -> Text:
    """Return a line of ``width`` cells, ``share`` of it lit, in halves of a cell."""
    halves = round(min(max(share, 0.0), 1.0) * width * 2)
    lit = "━" * (halves // 2) + "╸" * (halves % 2)
    return Text.assemble((lit, colour), ("━" * (width - len(lit)), "#262c36"))


def budget_colour(ms: float, budget_ms: float | None, over: bool) -> str:
    """Return green, yellow from 70 % of the budget, red beyond it."""
    if over:
        return OVER
    return NEAR if budget_ms and ms > 0.7 * budget_ms else GOOD


def stage_bar(name: str, stage: StageTime, width: int) -> Text:
    """``stt ━━━━╸━━━ 97/150 ms`` in ``width`` cells."""
    share = stage.ms / stage.budget_ms if stage.budget_ms else 0.0
    colour = budget_colour(stage.ms, stage.budget_ms, stage.over)
    of = "" if stage.budget_ms is None else f"/{stage.budget_ms:.0f}"
    numbers = f"{stage.ms:.0f}{of} ms"
    room = max(3, width - 10 - 13)
    return Text.assemble(
        (f"{name[:9]:<10}", "#c9d1d9"), bar(share, room, colour), (f"{numbers:>13}", colour),
        no_wrap=True,
    )  # fmt: skip


def v2v_bar(turn: TurnView, longest_ms: float, width: int) -> Text:
    """Return a turn's voice-to-voice time against the longest of the call."""
    ms = turn.shown_v2v_ms or 0.0
    colour = GOOD if ms <= 500.0 else NEAR if ms <= 1000.0 else OVER
    room = max(3, width - 3 - 9)
    return Text.assemble(
        (f"{turn.number:>2} ", DIM), bar(ms / max(longest_ms, 1.0), room, colour),
        (f"{ms:>6.0f} ms", colour), no_wrap=True,
    )  # fmt: skip


def escalation_meter(score: float, reason: str) -> Text:
    """Return ten lamps: how strongly the caller asks for a person."""
    lit = round(min(max(score, 0.0), 1.0) * 10)
    meter = Text()
    for lamp in range(10):
        colour = GOOD if lamp < 4 else NEAR if lamp < 6 else OVER
        meter.append("■", style=colour if lamp < lit else "#30363d")
    return meter.append(f" {score:.2f}", style=DIM).append(
        "" if reason == "none" else f" {reason}", style=f"bold {OVER}"
    )


def level_meter(dbfs: float, colour: str) -> Text:
    """Return eight cells from -50 to -10 dBFS."""
    lit = round(min(max((dbfs + 50.0) / 40.0, 0.0), 1.0) * 8)
    return Text.assemble(("▮" * lit, colour), ("▮" * (8 - lit), "#30363d"))


def conversation(turns: list[TurnView], waiting: str, *, bars: bool) -> Group:
    """Return the bubbles of the call, each turn with its reading and route below the text.

    Args:
        turns: The turns, oldest first.
        waiting: What is going on now, shown last; may be empty.
        bars: Whether each turn is followed by its stage times (narrow consoles).
    """
    return Group(*_rows(turns, waiting, bars))


def _rows(turns: list[TurnView], waiting: str, bars: bool) -> Iterator[RenderableType]:
    for turn in turns:
        if turn.heard is not None:
            words = Text(turn.heard or "(nothing understood)", style="#e6f2ff")
            yield Bubble(words, agent=False, after=f"{turn.heard_confidence:.0%} sure")
        elif turn.certain or turn.tentative:
            space = " " if turn.certain and turn.tentative else ""
            words = Text.assemble((turn.certain + space, "#e6f2ff"), (turn.tentative, DIM))
            yield Bubble(words, agent=False, after="listening")
        if turn.intent is not None:
            yield reading_line(turn)
        if turn.route is not None:
            yield route_line(turn)
        if turn.reply:
            yield Bubble(said_by_agent(turn), agent=True)
        if bars and turn.stages:
            yield _stages_line(turn)
        yield Text()
    if waiting:
        yield Text(waiting, style=f"italic {DIM}")


def _stages_line(turn: TurnView) -> Text:
    line = Text("  ", style=DIM)
    if turn.shown_v2v_ms is not None:
        line.append(f"voice-to-voice {turn.shown_v2v_ms:.0f} ms ", style="bold")
    for name, stage in turn.stages.items():
        colour = budget_colour(stage.ms, stage.budget_ms, stage.over)
        line.append(f" {name} {stage.ms:.0f}", style=colour)
    return line
