"""Ask about the one letter of a spelled name that was heard as two, and take the answer. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.evidence import earlier
from voice_agent.dialogue.state import DialogueState
from voice_agent.language import EntitySpec, Language


def doubted(
    language: Language, spec: EntitySpec, state: DialogueState, reading: TurnReading, today: date
) -> Response | None:
    """Return the question for a letter that was as likely another; ``None`` if none was.

    A caller is asked once about a name: what is still in doubt then is read back anyway.
    """
    said, rival = reading.transcript.text, reading.transcript.rival
    if spec.kind != "name" or not rival or state.heard or state.awaiting is None:
        return None
    names = _names(language, spec, (said, rival), today)
    question = language.letter_question(*names) if len(names) == 2 else ""
    values = {state.awaiting: names}
    return Response("several", values=values, says=question) if question else None


def unspelled(
    language: Language, reading: TurnReading, context: TurnContext, name: Any
) -> Response | None:
    """Return what to say to a name that was said where its letters were asked for, once."""
    told = reading.transcript.evidence
    asked = any(not one.spelled for one in earlier(context.state))
    if told is None or told.spelled or asked or not isinstance(name, str):
        return None
    says = language.unspelled(name, context.question)
    return Response("impossible", says=says) if says else None


def settled(
    language: Language, spec: EntitySpec, state: DialogueState, text: str, today: date
) -> Any | None:
    """Return the name that an answer to such a question means, or None."""
    pair = state.heard[-1] if state.heard else ()
    if spec.kind != "name" or len(pair) != 2:
        return None
    names = _names(language, spec, pair, today)
    return language.letter_answer(text, *names) if len(names) == 2 else None


def _names(
    language: Language, spec: EntitySpec, texts: tuple[str, ...], today: date
) -> tuple[str, ...]:
    names = (language.choose(spec, (text,), today=today) for text in texts)
    return tuple(str(name) for name in names if name)
