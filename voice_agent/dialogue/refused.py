"""Turns that ask not to do something: "don't order checks, just tell me my balance". Pure."""

from __future__ import annotations

from dataclasses import replace

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook

_FEWEST_WORDS = 2


def beside_refusal(playbook: Playbook, state: DialogueState, reading: TurnReading) -> str | None:
    """Return what a turn says besides what it asks not to do; ``None`` if it asks no such thing.

    As many characters are left as the turn has. While a task is under way a refusal is an answer.
    """
    text = reading.transcript.text
    if state.awaiting is not None:
        return None
    rest = playbook.lang.without_refused(text)
    return rest if rest != text else None


def beside_dropped(playbook: Playbook, state: DialogueState, reading: TurnReading) -> str:
    """Return what a turn asks for after a request that it drops itself, or ``""``.

    "Transfer a hundred to, never mind, what is my balance": as many characters are left as the
    turn has.
    """
    if state.awaiting is not None:
        return ""
    return playbook.lang.after_leaving(reading.transcript.text)


def dropped(text: str, rest: str) -> str:
    """Return what a turn says before what is left of it."""
    return text[: len(rest) - len(rest.lstrip())].strip()


def is_dropped(playbook: Playbook, before: TurnReading) -> bool:
    """Tell whether what came before was only given up: "cancel my transfer" is a request itself."""
    intent = playbook.intents.get(before.intent)
    sure = before.confidence >= playbook.policy.min_intent_confidence
    return intent is None or not (sure and playbook.lang.calls_off(intent.read_back))


def may_ask(rest: str) -> bool:
    """Tell whether what is left beside a refusal is enough to be read by itself."""
    return len(rest.split()) >= _FEWEST_WORDS


def asked_instead(playbook: Playbook, whole: TurnReading, rest: TurnReading) -> TurnReading | None:
    """Return the reading of a turn whose rest asks for something; ``None`` if it asks for nothing.

    What has a usual value may be named in the refusal: "don't freeze my credit card, block it".
    """
    intent = playbook.intents.get(rest.intent)
    sure = rest.confidence >= playbook.policy.min_intent_confidence
    if intent is None or not sure or (intent.route == "answer" and intent.action is None):
        return None
    if intent.route == "answer" and rest.act != "request" and not intent.confirm:
        return None
    usual = {intent.entity_of(name) for name, d in intent.details.items() if d.default is not None}
    missing = usual - {entity.type for entity in rest.entities}
    more = tuple(entity for entity in whole.entities if entity.type in missing)
    entities = tuple(sorted((*rest.entities, *more), key=lambda one: one.start))
    return replace(rest, transcript=whole.transcript, entities=entities)


def refusal(playbook: Playbook, state: DialogueState, reading: TurnReading) -> Response | None:
    """Return what a turn is that refuses what the model takes it to ask for.

    After that very thing was done, it is to be taken back. What stops something is no refusal:
    "don't send that transfer".
    """
    intent = playbook.intents.get(reading.intent)
    if intent is None or intent.action is None or playbook.lang.calls_off(intent.read_back):
        return None
    done = state.finished is not None and state.finished[0] == reading.intent
    return Response("undo" if done else "leave")
