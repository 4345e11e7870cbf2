"""A call by typing in the terminal, with what the agent understood and why it answered so."""

from __future__ import annotations

import asyncio

from rich.console import Console
from rich.text import Text

from voice_agent.config.load import load_pipeline
from voice_agent.core.events import (
    Acted,
    Event,
    Failed,
    HandedOff,
    Overran,
    Replied,
    Routed,
    Understood,
)
from voice_agent.pipeline.assembly import load_engines
from voice_agent.pipeline.typed import typed_call
from voice_agent.scenarios import TEXT_STAGES


async def chat(pipeline: str, console: Console) -> None:
    """Hold a call until it ends, or until the caller types nothing more.

    Raises:
        ConfigError: No such pipeline, or it is wrong.
        ModelError: The language model is missing or damaged.
    """
    engines = await asyncio.to_thread(load_engines, load_pipeline(pipeline), stages=TEXT_STAGES)
    try:
        async with typed_call(engines) as line:
            _show(console, await line.greeting())
            while not line.over:
                try:
                    typed = (await asyncio.to_thread(console.input, "[bold]you[/]    ")).strip()
                except EOFError:
                    break
                if typed.startswith("/"):
                    _show(console, await line.press(typed.removeprefix("/")))
                elif typed:
                    _show(console, await line.say(typed))
            if line.over:
                console.print(f"[dim]ended  {line.call.ended.result()}[/]")
    finally:
        await engines.aclose()


def _show(console: Console, events: list[Event]) -> None:
    for event in events:
        line = _line(event)
        if line is not None:
            console.print(line)


def _line(event: Event) -> Text | None:
    match event:
        case Replied():
            return Text.assemble(
                ("agent  ", "bold green"), event.text, (f"  ({event.source})", "dim")
            )
        case Understood():
            found = "".join(f", {e.type}={e.value}" for e in event.entities)
            text = f"reads  {event.intent} {event.confidence:.0%}, {event.act}{found}"
            return Text(text, style="dim")
        case Routed():
            return Text(f"route  {event.to}: {event.reason}", style="dim")
        case Acted():
            details = ", ".join(f"{name}={value}" for name, value in event.details.items())
            return Text(f"does   {event.name}({details}): {event.outcome}", style="yellow")
        case HandedOff():
            return Text(f"hands over: {event.reason}", style="yellow")
        case Failed():
            return Text(f"error  {event.code}: {event.message}", style="red")
        case Overran():
            return Text(f"late   {event.stage}: {event.action}", style="red")
    return None
