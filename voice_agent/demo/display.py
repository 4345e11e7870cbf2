"""Displays of a call: a live dashboard on a terminal, plain lines anywhere else."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.layout import Layout
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voice_agent.demo import parts
from voice_agent.demo.plain import clock_text, print_event, print_line, wants_plain
from voice_agent.demo.view import CallView, TurnView
from voice_agent.phone.values import Received

REFRESH_S = 0.2
_WIDE, _TALL = 90, 22
_WAITING = {
    "connecting": "loading the models and calling ...",
    "thinking": "the agent is thinking ...",
}


class Display(Protocol):
    """Shows a call while it goes on."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def on_event(self, received: Received) -> None:
        """Show an event that was folded into the view."""

    def refresh(self, now_ms: float, caller_dbfs: float, agent_dbfs: float) -> None:
        """Time has passed; levels are those of the last 100 ms."""


def choose_display(console: Console, view: CallView) -> Display:
    """Return the dashboard if the console can show it; lines on a pipe, in CI, without colour."""
    return PlainDisplay(console) if wants_plain(console) else LiveDisplay(console, view)


class PlainDisplay:
    """Prints a line an event, without control codes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __enter__(self) -> Self:
        print_line(self._console, _WAITING["connecting"])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Undo nothing."""

    def on_event(self, received: Received) -> None:
        """Print it."""
        print_event(self._console, received)

    def refresh(self, now_ms: float, caller_dbfs: float, agent_dbfs: float) -> None:
        """Do nothing: lines stay as they are."""


class LiveDisplay:
    """Redraws a dashboard in place; its last state stays on the screen."""

    def __init__(self, console: Console, view: CallView) -> None:
        self._console = console
        self._view = view
        # Refreshed by hand: rich's own thread would draw in the middle of audio frames.
        self._live = Live(
            console=console, auto_refresh=False, redirect_stderr=False, vertical_overflow="crop"
        )

    def __enter__(self) -> Self:
        self._live.start()
        self.refresh(0.0, -96.0, -96.0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def on_event(self, received: Received) -> None:
        """Do nothing: the next refresh shows it."""

    def refresh(self, now_ms: float, caller_dbfs: float, agent_dbfs: float) -> None:
        """Draw the dashboard anew."""
        size = self._console.size
        self._live.update(
            dashboard(
                self._view, size.width, min(size.height - 1, 44), now_ms, caller_dbfs, agent_dbfs
            ),
            refresh=True,
        )


def dashboard(
    view: CallView,
    width: int,
    height: int,
    now_ms: float,
    caller_dbfs: float = -96.0,
    agent_dbfs: float = -96.0,
) -> RenderableType:
    """Return the whole screen: header, conversation and, if there is room, the turn's anatomy."""
    wide = width >= _WIDE and height >= _TALL
    waiting = _WAITING.get(view.state, "")
    talk = Panel(
        parts.Tail(parts.conversation(view.turns, waiting, bars=not wide)),
        title=Text.assemble(
            (" caller", parts.CALLER), (" and ", parts.DIM), ("agent ", parts.AGENT)
        ),
        title_align="left",
        border_style="#30363d",
        box=box.ROUNDED,
    )
    layout = Layout(size=height)
    header = Layout(_header(view, width, now_ms, caller_dbfs, agent_dbfs), size=3, name="header")
    body: Layout | Panel = talk
    if wide:
        body = Layout(name="body")
        side = Layout(name="side", size=38)
        anatomy = _anatomy_rows(view, 34)
        # Header and the frames of both panels take 7 lines; times get what the turn leaves.
        left = height - 7 - _lines(anatomy, 34)
        side.split_column(
            Layout(_anatomy(view, anatomy), name="turn", ratio=1),
            Layout(_history(view, 34), name="v2v", size=2 + max(2, min(left, len(view.turns)))),
        )
        body.split_row(Layout(talk, name="talk"), side)
    layout.split_column(header, Layout(body, name="rest"))
    return _Sized(layout, width, height)


class _Sized:
    """A layout at a given size, whatever the console's."""

    def __init__(self, layout: Layout, width: int, height: int) -> None:
        self._layout, self._width, self._height = layout, width, height

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        sized = options.update(width=self._width, height=self._height)
        yield from console.render(self._layout, sized)


def _header(
    view: CallView, width: int, now_ms: float, caller_dbfs: float, agent_dbfs: float
) -> Panel:
    grid = Table.grid(expand=True, padding=(0, 1))
    for _ in range(3):
        grid.add_column(no_wrap=True)
    grid.columns[0].ratio = 1
    live = parts.DIM if view.state == "ended" else parts.OVER
    left = Text.assemble(
        ("● ", live), ("voice-agent ", "bold #e6edf3"), (view.pipeline, f"bold {parts.AGENT}")
    )
    if width >= 80:
        left.append(f"  {view.title}", style=parts.DIM)
    if view.call_id and width >= 84:
        left.append(f"  call {view.call_id[:8]}", style=parts.DIM)
    meters = Text.assemble(
        ("caller ", parts.CALLER), parts.level_meter(caller_dbfs, parts.CALLER),
        (" agent ", parts.AGENT), parts.level_meter(agent_dbfs, parts.AGENT),
    )  # fmt: skip
    clock = Text(clock_text(now_ms), style="bold #e6edf3")
    if width >= 60:
        grid.add_row(left, meters, clock)
    else:
        grid.add_row(left, Text(), clock)
    return Panel(grid, border_style="#30363d", box=box.ROUNDED)


def _anatomy_rows(view: CallView, width: int) -> list[RenderableType]:
    rows: list[RenderableType] = []
    turn = _current(view)
    if turn is not None:
        rows = _turn_rows(turn, width)
    if view.handoff is not None:
        rows += [Text(" a person takes over ", style=f"bold #0d1117 on {parts.OVER}")]
    return rows + [Text(f"error: {text}", style=f"bold {parts.OVER}") for text in view.errors]


def _anatomy(view: CallView, rows: list[RenderableType]) -> Panel:
    turn = _current(view)
    title = "waiting for the caller" if turn is None else f"turn {turn.number}"
    return Panel(
        Group(*rows),
        title=Text(f" {title} ", style="#c9d1d9"),
        title_align="left",
        border_style="#30363d",
        box=box.ROUNDED,
    )


def _current(view: CallView) -> TurnView | None:
    return next((turn for turn in reversed(view.turns) if turn.heard is not None), None)


def _lines(rows: list[RenderableType], width: int) -> int:
    measure = Console(width=width, file=io.StringIO())
    return len(measure.render_lines(Group(*rows))) if rows else 0


def _turn_rows(turn: TurnView, width: int) -> list[RenderableType]:
    facts = Table.grid(padding=(0, 1), expand=True)
    facts.add_column(style=parts.DIM, width=7)
    facts.add_column(ratio=1)
    if turn.note:
        facts.add_row("caller", Text(turn.note, style=f"italic {parts.CALLER}"))
    if turn.intent is not None:
        percent = f" {turn.intent_confidence:.0%}"
        facts.add_row("intent", Text.assemble((turn.intent, "bold"), (percent, parts.DIM)))
        facts.add_row("act", turn.act)
        if turn.entities:
            facts.add_row("details", Group(*(parts.chip(*entity) for entity in turn.entities)))
        facts.add_row("person?", parts.escalation_meter(turn.escalation, turn.escalation_reason))
    if turn.route is not None:
        colour = parts.ROUTE_COLOURS.get(turn.route, parts.DIM)
        name = parts.ROUTE_NAMES.get(turn.route, turn.route)
        facts.add_row("route", Text(name, style=f"bold {colour}"))
    if turn.source:
        facts.add_row("source", turn.source)
    rows: list[RenderableType] = [facts]
    if turn.stages:
        rows += [Text("─" * width, style="#30363d")]
        rows += [parts.stage_bar(name, time, width) for name, time in turn.stages.items()]
    return rows


def _history(view: CallView, width: int) -> Panel:
    timed = [turn for turn in view.turns if turn.number and turn.shown_v2v_ms is not None]
    longest = max((turn.shown_v2v_ms or 0.0 for turn in timed), default=1.0)
    bars = [parts.v2v_bar(turn, longest, width) for turn in timed]
    return Panel(
        parts.Tail(Group(*bars)),
        title=Text(" voice to voice ", style="#c9d1d9"),
        title_align="left",
        border_style="#30363d",
        box=box.ROUNDED,
    )


def save_svg(path: Path, title: str, screens: Sequence[RenderableType], width: int = 100) -> None:
    """Save renderables, one below the other, as a picture of a terminal."""
    console = Console(
        record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for screen in screens:
        console.print(screen)
    console.save_svg(str(path), title=title)
