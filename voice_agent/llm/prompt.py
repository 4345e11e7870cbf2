"""What an LLM is told: persona, knowledge, details, the conversation so far. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from voice_agent.gate.rules import inspect
from voice_agent.playbook.schema import Playbook


def prompt(
    playbook: Playbook,
    history: Iterable[tuple[str, str]],
    knowledge: str,
    details: Mapping[str, Any],
) -> list[dict[str, str]]:
    """Return the messages for one turn: persona, what is known, and the conversation so far.

    Instructions of a caller to the machine are left out of this and all later prompts.
    """
    told = playbook.lang.llm
    system = [playbook.persona.strip(), told.rules]
    if knowledge:
        system.append(told.knowledge.format(text=knowledge))
    if details:
        known = ", ".join(f"{name}: {value}" for name, value in details.items())
        system.append(told.details.format(text=known))
    messages = [{"role": "system", "content": "\n\n".join(system)}]
    for speaker, text in history:
        if speaker == "caller" and inspect(text, playbook.lang).kind == "injection":
            continue
        if text:
            role = "user" if speaker == "caller" else "assistant"
            messages.append({"role": role, "content": text})
    return messages
