"""What an LLM is told: persona, knowledge, details, the conversation so far. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from voice_agent.gate.rules import inspect
from voice_agent.llm.proposals import tasks
from voice_agent.playbook.schema import Playbook


def prompt(
    playbook: Playbook,
    history: Iterable[tuple[str, str]],
    knowledge: str,
    details: Mapping[str, Any],
    hide: Callable[[str], str] = str,
) -> list[dict[str, str]]:
    """Return the messages for one turn: persona, what is known, and the conversation so far.

    Instructions of a caller to the machine are left out of this and all later prompts.

    Args:
        playbook: Persona and language.
        history: Speaker and text, oldest first.
        knowledge: A section that may help.
        details: What the caller has told.
        hide: Replaces personal details in what was said and told.
    """
    told = playbook.lang.llm
    system = [playbook.persona.strip(), told.rules]
    if playbook.policy.llm_proposes:
        system.append(told.proposals.format(tasks=tasks(playbook)))
    if knowledge:
        system.append(told.knowledge.format(text=knowledge))
    if details:
        known = ", ".join(f"{name}: {hide(str(value))}" for name, value in details.items())
        system.append(told.details.format(text=known))
    lines: list[dict[str, str]] = []
    for speaker, text in history:
        if speaker == "caller" and inspect(text, playbook.lang).kind == "injection":
            continue
        if text:
            role = "user" if speaker == "caller" else "assistant"
            lines.append({"role": role, "content": hide(text)})
    # What stands for a detail is explained only where there is one.
    if any("[" in text for text in (*system[1:], *(line["content"] for line in lines))):
        system.append(told.placeholders)
    return [{"role": "system", "content": "\n\n".join(system)}, *lines]
