"""Events as lines of text: coloured on a terminal, plain on pipes, in logs, without colour."""

from __future__ import annotations

import os
from typing import Any

from rich.console import Console
from rich.text import Text

from voice_agent.demo import parts
from voice_agent.demo.view import readable
from voice_agent.phone.values import CallEvent

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


def print_event(console: Console, event: CallEvent) -> None:
    """Print an event as one line; some have nothing to say."""
    said = describe(event)
    if said is None:
        return
    label, text = said
    if not wants_plain(console):
        colour = parts.ROUTE_COLOURS.get(str(event.data.get("to")), _COLOURS.get(event.type, ""))
        line = Text.assemble(
            (clock_text(event.at_ms), parts.DIM), (f"  {label:<{_LABEL}} ", f"bold {colour}"), text
        )
        console.print(line, soft_wrap=True)
    else:
        print_line(console, f"{clock_text(event.at_ms)}  {label:<{_LABEL}} {text}")


def print_line(console: Console, text: str) -> None:
    """Print a line as it is, in what the console's encoding can say of it."""
    encoding = console.encoding or "utf-8"
    line = text.encode(encoding, "replace").decode(encoding)
    console.out(line, highlight=False)


def clock_text(ms: float) -> str:
    """Minutes, seconds and tenths: ``01:23.4``."""
    tenths = round(ms / 100.0)
    return f"{tenths // 600:02d}:{tenths // 10 % 60:02d}.{tenths % 10}"


def describe(event: CallEvent) -> tuple[str, str] | None:
    """Label and text of an event, or ``None`` when it says nothing to a person."""
    data = event.data
    match event.type:
        case "ready":
            return "call", f"connected, {data.get('call_id', '')}"
        case "transcript":
            text = data.get("text") or "(nothing understood)"
            return "caller", f"{text}  ({_percent(data.get('confidence'))} sure)"
        case "reading":
            return "reads", _reading(data)
        case "route":
            return "route", f"{data.get('to', '')}: {data.get('reason', '')}"
        case "reply":
            return "agent", f"{data.get('text', '')}  ({data.get('source', '')})"
        case "interrupted":
            return "broke in", f"the agent had said: {data.get('spoken', '') or '(nothing)'}"
        case "turn":
            return f"turn {event.turn}", _turn(data)
        case "handoff":
            reason = readable(data.get("reason") or data.get("summary") or "")
            return "hand-off", f"to a person: {reason}"
        case "error":
            return "error", f"{data.get('code', '')}: {data.get('message', '')}"
        case "ended":
            return "ended", str(data.get("reason", ""))
    return None


def _reading(data: dict[str, Any]) -> str:
    parts = [f"{data.get('intent', '')} {_percent(data.get('confidence'))}", data.get("act", "")]
    parts += [
        f"{entity.get('type')}={readable(entity.get('value', entity.get('text')))}"
        for entity in data.get("entities") or []
    ]
    escalation = data.get("escalation") or {}
    if escalation.get("score"):
        parts.append(f"escalation {escalation['score']:.2f} {escalation.get('reason', '')}")
    return ", ".join(str(part) for part in parts if part)


def _turn(data: dict[str, Any]) -> str:
    v2v = data.get("v2v_ms")
    parts = [f"voice-to-voice {v2v:.0f} ms" if isinstance(v2v, int | float) else "not answered"]
    for name, stage in (data.get("stages") or {}).items():
        budget = stage.get("budget_ms")
        of = "" if budget is None else f"/{budget:.0f}"
        parts.append(f"{name} {stage.get('ms', 0):.0f}{of}{' OVER' if stage.get('over') else ''}")
    return ", ".join(parts)


def _percent(value: Any) -> str:
    return f"{value:.0%}" if isinstance(value, int | float) else "?"
