"""Playbook sentences filled with details and results, and the open question. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from voice_agent.dialogue.results import spoken_results
from voice_agent.dialogue.state import CHANGE, CONFIRM, OFFER, DialogueState
from voice_agent.dialogue.verification import asked_credential, offers_person
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook


def with_question(
    playbook: Playbook, state: DialogueState, text: str, today: date, *, always: bool = False
) -> str:
    """Append the question that the agent is waiting on, unless it has just been asked.

    Args:
        playbook: Its sentences.
        state: The conversation.
        text: What is said first.
        today: The callers' day.
        always: Append it in any case: something else was answered in between.
    """
    again = question(playbook, state, today)
    if again is None or text.endswith(again):
        return text
    asked = state.last_reply.endswith(playbook.lang.speakable(again))
    if asked and not always:
        return text
    return f"{text} {again}"


_LAST_QUESTION = re.compile(r"(?<=[.!])\s+[^.!?]*\?$")


def without_question(text: str) -> str:
    """Return a reply without the question at its end, as another one is still open."""
    return _LAST_QUESTION.sub("", text)


def question(playbook: Playbook, state: DialogueState, today: date) -> str | None:
    """Return the question about a task that the agent is waiting on."""
    if offers_person(state):
        return playbook.says.cannot_verify
    asked = asked_credential(playbook, state)
    if asked is not None:
        return _next_way(asked[1].ask, asked[1].again, state.failures)
    if state.task is None or state.awaiting is None or state.awaiting == OFFER:
        return None
    intent = playbook.intents[state.task]
    if state.awaiting == CONFIRM:
        return render(playbook, intent, intent.read_back, state.details, {}, today)
    if state.awaiting == CHANGE:
        return playbook.says.change
    detail = intent.details[state.awaiting]
    return _next_way(detail.ask, detail.again, state.failures)


def _next_way(ask: str | None, again: Sequence[str], failures: int) -> str | None:
    """Return another question as often as there is one, where an answer was not understood."""
    ways = [ask, *again]
    return ways[failures] if failures < len(ways) else ask


def render(
    playbook: Playbook,
    intent: IntentSpec,
    template: str,
    details: Mapping[str, Any],
    result: Mapping[str, Any],
    today: date,
) -> str:
    """Fill a playbook sentence with details and results of an action, as they are spoken.

    Args:
        playbook: Entities and language.
        intent: The intent whose sentence it is.
        template: The sentence.
        details: Values of the intent's details.
        result: Results of the intent's action, said by their kinds.
        today: The callers' day; a date far from it is said with its year.
    """
    words = dict.fromkeys(intent.details, "")
    for name, value in details.items():
        if value is None:
            continue
        spec = playbook.entities[intent.entity_of(name)]
        words[name] = playbook.lang.say(spec, value, today=today)
    words["details"] = playbook.lang.listing(
        [words[name] for name in intent.details if words[name]]
    )
    words |= spoken_results(playbook, intent, result, today)
    return re.sub(r"\{(\w+)\}", lambda m: words.get(m.group(1), ""), template).strip()
