"""Events as lines of text: coloured on a terminal, plain on pipes, in logs, without colour."""

from __future__ import annotations

import os

from rich.console import Console
from rich.text import Text

from voice_agent.core.events import (
    Ended,
    Event,
    Failed,
    HandedOff,
    Interrupted,
    Ready,
    Replied,
    Routed,
    Transcribed,
    TurnTimed,
    Understood,
)
from voice_agent.demo import parts
from voice_agent.demo.view import readable
from voice_agent.phone.values import Received

_LABEL = 9
_COLOURS = {
    "transcript": parts.CALLER,
    "reply": parts.AGENT,
    "interrupted": parts.NEAR,
    "handoff": parts.OVER,
    "error": parts.OVER,
}


def wants_plain(console: Console) -> bool:
    """Return whether only lines without control codes may go there: a pipe, NO_COLOR, CI."""
    return (
        not console.is_terminal
        or console.is_dumb_terminal
        or console.no_color
        or bool(os.environ.get("CI"))
    )


def print_event(console: Console, received: Received) -> None:
    """Print an event as one line; some have nothing to say."""
    event = received.event
    said = describe(event)
    if said is None:
        return
    label, text = said
    if not wants_plain(console):
        colour = _COLOURS.get(event.type, "")
        if isinstance(event, Routed):
            colour = parts.ROUTE_COLOURS[event.to]
        line = Text.assemble(
            (clock_text(received.at_ms), parts.DIM),
            (f"  {label:<{_LABEL}} ", f"bold {colour}"),
            text,
        )
        console.print(line, soft_wrap=True)
    else:
        print_line(console, f"{clock_text(received.at_ms)}  {label:<{_LABEL}} {text}")


def print_line(console: Console, text: str) -> None:
    """Print a line as it is, in what the console's encoding can say of it."""
    encoding = console.encoding or "utf-8"
    line = text.encode(encoding, "replace").decode(encoding)
    console.out(line, highlight=False)


def clock_text(ms: float) -> str:
    """Return minutes, seconds and tenths: ``01:23.4``."""
    tenths = round(ms / 100.0)
    return f"{tenths // 600:02d}:{tenths // 10 % 60:02d}.{tenths % 10}"


def describe(event: Event) -> tuple[str, str] | None:
    """Label and text of an event, or ``None`` when it says nothing to a person."""
    match event:
        case Ready():
            return "call", f"connected, {event.call_id}"
        case Transcribed():
            text = event.text or "(nothing understood)"
            return "caller", f"{text}  ({event.confidence:.0%} sure)"
        case Understood():
            return "reads", _understood(event)
        case Routed():
            return "route", f"{event.to}: {event.reason}"
        case Replied():
            return "agent", f"{event.text}  ({event.source})"
        case Interrupted():
            return "broke in", f"the agent had said: {event.spoken or '(nothing)'}"
        case TurnTimed():
            return f"turn {event.turn}", _timed(event)
        case HandedOff():
            return "hand-off", f"to a person: {event.reason}"
        case Failed():
            return "error", f"{event.code}: {event.message}"
        case Ended():
            return "ended", event.reason
    return None


def _understood(event: Understood) -> str:
    words = [f"{event.intent} {event.confidence:.0%}", event.act]
    words += [f"{found.type}={readable(found.value)}" for found in event.entities]
    if event.escalation.score:
        words.append(f"escalation {event.escalation.score:.2f} {event.escalation.reason}")
    return ", ".join(words)


def _timed(event: TurnTimed) -> str:
    words = [f"voice-to-voice {event.v2v_ms:.0f} ms"]
    for name, stage in event.stages.items():
        of = "" if stage.budget_ms is None else f"/{stage.budget_ms:.0f}"
        words.append(f"{name} {stage.ms:.0f}{of}{' OVER' if stage.over else ''}")
    return ", ".join(words)
