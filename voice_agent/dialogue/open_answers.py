"""Reply to an answer that gives no single value: part of one, several, a vague one. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.answers import MOST_PARTS
from voice_agent.dialogue.details import asked_for
from voice_agent.dialogue.render import question
from voice_agent.dialogue.state import CONFIRM, DialogueState, Move
from voice_agent.playbook.schema import Playbook


def open_answer(
    playbook: Playbook, state: DialogueState, reading: TurnReading, response: Response, today: date
) -> Move:
    """Ask for the rest, for one of several values, or for the value itself.

    Args:
        playbook: Sentences and details.
        state: The conversation before the turn.
        reading: The answer. It is kept: with the next one it may make a value.
        response: What it is.
        today: The callers' day.
    """
    says = playbook.says
    heard = (*state.heard, (reading.transcript.text,))[-MOST_PARTS:]
    kept = replace(state, heard=heard)
    asked = question(playbook, state, today) or ""
    if response.kind == "part":
        return Move(kept, says.go_on)
    if response.kind == "several" and response.says:
        pair = (reading.transcript.text, reading.transcript.rival)
        return Move(replace(state, heard=(*state.heard, pair)[-MOST_PARTS:]), response.says)
    if response.kind == "several":
        return Move(
            state, says.several.replace("{values}", _listed(playbook, response, state, today))
        )
    if response.kind == "impossible":
        spec = asked_for(playbook, state.task, state.awaiting)
        # The February of "February thirtieth" may still be meant.
        dated = spec is not None and spec.kind == "date"
        return Move(kept if dated else state, f"{response.says} {asked}")
    if response.kind == "vague":
        return Move(
            kept, response.says or f"{says.exactly} {_in_other_words(playbook, state, asked)}"
        )
    return Move(kept, f"{says.needed} {_in_other_words(playbook, state, asked)}")


def _listed(playbook: Playbook, response: Response, state: DialogueState, today: date) -> str:
    spec = asked_for(playbook, state.task, state.awaiting)
    values = response.values.get(state.awaiting or "", ())
    if spec is None:
        return ""
    return playbook.lang.listing([playbook.lang.say(spec, value, today=today) for value in values])


def _in_other_words(playbook: Playbook, state: DialogueState, asked: str) -> str:
    intent = playbook.intents[state.task or ""]
    detail = intent.details[state.awaiting or ""]
    return detail.again[0] if detail.again else asked


def with_echo(
    playbook: Playbook, before: DialogueState, move: Move, said: str, today: date
) -> Move:
    """Say how an answer was taken that could be two things, unless it is read back at once.

    Args:
        playbook: Sentences and language.
        before: The conversation when it was given.
        move: What comes next.
        said: The answer.
        today: The callers' day.
    """
    name, after = before.awaiting or "", move.state
    spec = asked_for(playbook, before.task, before.awaiting)
    if spec is None or name not in after.details or after.awaiting in (name, CONFIRM):
        return move
    if move.text is None or len(playbook.lang.readings(spec, said, today=today)) <= 1:
        return move
    value = playbook.lang.say(spec, after.details[name], today=today)
    return replace(move, text=f"{playbook.says.echo.replace('{value}', value)} {move.text}")
