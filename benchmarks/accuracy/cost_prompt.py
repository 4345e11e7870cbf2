"""Requests of an agent that asks an LLM in every turn. Pure.

Such an agent is told the playbook's tasks, has its actions and the knowledge folder as tools, and
gets the whole conversation with every request. A turn in which it does something takes a further
request, with what the tool returned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from voice_agent.core.events import Acted, Event, Replied, Transcribed
from voice_agent.language.specs import EntityKind
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

Message = dict[str, Any]

_TYPES: Mapping[EntityKind, Mapping[str, str]] = {
    "money": {"type": "number"},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "email": {"type": "string", "format": "email"},
}
_RULES = (
    "Find out which task the caller wants. Ask for missing details one by one, read them back "
    "where the task says so, and call a function only after the caller has said yes. Never invent "
    "a detail. Use look_up for questions, and hand_off if the caller needs a person."
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn of the caller, and what the agent made of it.

    Attributes:
        caller: What the caller said.
        agent: What the agent answered.
        tools: Functions that an LLM would have called: name, arguments, result.
    """

    caller: str
    agent: str
    tools: tuple[tuple[str, Mapping[str, Any], str], ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One request to the LLM.

    Attributes:
        messages: The prompt.
        reply: What it would have to answer: text, or the functions that it calls.
    """

    messages: tuple[Message, ...]
    reply: str
    calls: tuple[Message, ...] = field(default=())


def exchanges(events: Sequence[Event]) -> list[Exchange]:
    """Return the turns of a held call."""
    found: list[Exchange] = []
    turns = sorted({event.turn for event in events if isinstance(event, Transcribed)})
    for number in turns:
        mine = [event for event in events if event.turn == number]
        said = [event for event in mine if isinstance(event, Replied)]
        tools: list[tuple[str, Mapping[str, Any], str]] = [
            (event.name, event.details, event.outcome) for event in mine if isinstance(event, Acted)
        ]
        caller = next(event.text for event in mine if isinstance(event, Transcribed))
        tools += [
            ("look_up", {"question": caller}, event.text)
            for event in said
            if event.source.startswith("knowledge")
        ]
        found.append(Exchange(caller, " ".join(event.text for event in said), tuple(tools)))
    return found


def requests(playbook: Playbook, today: date, turns: Sequence[Exchange]) -> Iterator[Request]:
    """Yield the requests of a call, oldest first."""
    messages: list[Message] = [
        {"role": "system", "content": system_text(playbook)},
        # Apart from what never changes, so that a provider can keep that from call to call.
        {"role": "system", "content": f"Today is {today:%A, %F}."},
        {"role": "assistant", "content": playbook.says.greeting},
    ]
    for turn, exchange in enumerate(turns):
        messages.append({"role": "user", "content": exchange.caller})
        if exchange.tools:
            calls = tuple(_call(turn, n, *tool[:2]) for n, tool in enumerate(exchange.tools))
            yield Request(tuple(messages), "", calls)
            messages.append({"role": "assistant", "content": "", "tool_calls": [*calls]})
            messages += [
                {"role": "tool", "tool_call_id": call["id"], "content": result}
                for call, (_, _, result) in zip(calls, exchange.tools, strict=True)
            ]
        yield Request(tuple(messages), exchange.agent)
        messages.append({"role": "assistant", "content": exchange.agent})


def system_text(playbook: Playbook) -> str:
    """Return what such an agent is told before the conversation."""
    lines = [playbook.persona.strip(), playbook.lang.llm.rules, _RULES]
    for name, intent in playbook.intents.items():
        lines.append(f"- {name}: {intent.about}")
        lines += [f"  ask: {d.ask}" for d in intent.details.values() if d.ask]
        lines += [f"  read back: {intent.confirm}"] if intent.confirm else []
        lines += [f"  then call: {intent.action}"] if intent.action else []
        lines += [f"  answer: {intent.answer}"] if intent.answer else []
    return "\n".join(lines)


def tools(playbook: Playbook) -> list[dict[str, Any]]:
    """Return the actions of a playbook as functions, with those for knowledge and a person."""
    made = {
        intent.action: _function(
            intent.action, intent.about, _properties(playbook, intent), _needed(intent)
        )
        for intent in playbook.intents.values()
        if intent.action
    }
    text = {"type": "string"}
    return [
        *made.values(),
        _function("look_up", "Search the knowledge base.", {"question": text}, ["question"]),
        _function("hand_off", "Put the caller through to a person.", {"reason": text}, ["reason"]),
    ]


def _needed(intent: IntentSpec) -> list[str]:
    return [name for name, detail in intent.details.items() if detail.ask]


def _properties(playbook: Playbook, intent: IntentSpec) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in intent.details:
        spec = playbook.entities[intent.entity_of(name)]
        found[name] = dict(_TYPES.get(spec.kind, {"type": "string"}))
        if spec.kind == "list":
            found[name]["enum"] = [*spec.values]
    return found


def _function(
    name: str, about: str, properties: Mapping[str, Any], needed: Sequence[str]
) -> dict[str, Any]:
    parameters = {"type": "object", "properties": {**properties}, "required": [*needed]}
    function = {"name": name, "description": about, "parameters": parameters}
    return {"type": "function", "function": function}


def _call(turn: int, number: int, name: str, arguments: Mapping[str, Any]) -> Message:
    return {
        "id": f"call_{turn}_{number}",
        "type": "function",
        "function": {"name": name, "arguments": dict(arguments)},
    }
