"""Answers that give no single value: several, a vague one, part of one, an impossible one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.answers import BRIEF_WORDS, IN_PARTS, MOST_PARTS
from voice_agent.dialogue.choices import values_to_choose
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.details import asked_for
from voice_agent.dialogue.letters import doubted, unspelled
from voice_agent.dialogue.state import DialogueState
from voice_agent.language import Language, Vague
from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.schema import Playbook

_MOST_WORDS = 2 * BRIEF_WORDS
_OF_TIME = ("date", "time")


def narrowed(
    playbook: Playbook, context: TurnContext, reading: TurnReading, found: Mapping[str, Any]
) -> Response | None:
    """Return what an answer to a question for a detail leaves open; ``None`` if it leaves nothing.

    Args:
        playbook: Details, entities and language.
        context: The conversation before the turn.
        reading: The answer.
        found: Values that were found in it.
    """
    state, text = context.state, reading.transcript.text
    spec = asked_for(playbook, state.task, state.awaiting)
    if spec is None or state.awaiting is None:
        return None
    spelled = spec.kind == "name" and playbook.lang.is_spelled(spec, text)
    if len(text.split()) > _MOST_WORDS and not spelled:
        return None
    values = _alternatives(playbook.lang, spec, text, context.today)
    if len(values) > 1 and len(found) <= 1:
        return Response("several", values={state.awaiting: values})
    vague = playbook.lang.vague(spec, text, today=context.today)
    value = found.get(state.awaiting)
    letter = doubted(playbook.lang, spec, state, reading, context.today)
    if letter is not None:
        return letter
    chosen = values_to_choose(playbook, state, state.task or "", state.awaiting)
    said = None if chosen else unspelled(playbook.lang, reading, context, value)
    if said is not None and not spelled:
        return said
    if vague is not None and _is_range(playbook.lang, spec, vague, text, value, context.today):
        return Response("vague", says=vague.ask)
    if state.awaiting in found:
        return None
    reason = playbook.lang.impossible(spec, text)
    if reason:
        return Response("impossible", says=reason)
    if _is_part(playbook.lang, spec, state, text):
        return Response("part")
    # "What is my balance" asks for one, and "all of my balance" is an amount. "Do you have anything
    # in the morning" is an answer.
    asks = playbook.lang.opens_question(text.lower()) and spec.kind not in _OF_TIME
    if vague is not None and not found and not asks:
        return Response("vague", says=vague.ask)
    return None


def _is_range(
    language: Language, spec: EntitySpec, vague: Vague, text: str, value: Any, today: date
) -> bool:
    """Tell whether what was taken for a value is the end of a range: "between two and three"."""
    if vague.low is None or vague.high is None:
        return False
    ends = (vague.low, vague.high)
    if value in ends and language.normalise(spec, text, today=today) is None:
        return True
    return language.normalise(spec, vague.text, today=today) in ends


def _alternatives(language: Language, spec: EntitySpec, text: str, today: date) -> tuple[Any, ...]:
    """Return the values between which an answer leaves the choice: "Monday or Tuesday".

    They are in different words, whereas "forty five fifty" has two values in the same ones.
    """
    values = language.readings(spec, text, today=today)
    words = text.split()
    for at in range(1, len(words) if len(values) > 1 else 0):
        parts = " ".join(words[:at]), " ".join(words[at:])
        left, right = (language.normalise(spec, part, today=today) for part in parts)
        if left != right and left in values and right in values:
            return values
    return ()


def _is_part(language: Language, spec: EntitySpec, state: DialogueState, text: str) -> bool:
    """Tell whether a turn is part of the number that was asked for."""
    if spec.kind not in (*IN_PARTS, "email") or len(state.heard) >= MOST_PARTS:
        return False
    missing = language.missing(spec, [*(one[0] for one in state.heard), text])
    if missing is None and state.heard:
        return False  # That is more than the number has: it is asked for anew.
    spelled = spec.kind in IN_PARTS and language.is_spelled(spec, text)
    return spelled or (missing is not None and missing > 0)
