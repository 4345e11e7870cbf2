"""Tell whether a turn agrees to what was read back or offered. Pure."""

from __future__ import annotations

import re
from functools import partial

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.answers import BRIEF_WORDS, CLAUSES
from voice_agent.dialogue.asked_last import asks_other, offers_beside
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.rest import without_values
from voice_agent.dialogue.state import CHANGE, CONFIRM, OFFER, DialogueState
from voice_agent.language import Confirmation
from voice_agent.playbook.schema import Playbook

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FEWEST_IN_CLAUSE = 2
_MOST_WORDS = 2 * BRIEF_WORDS
"""Words of an answer that is heated, and nothing else."""


def was_heard(playbook: Playbook, context: TurnContext) -> bool:
    """Tell whether all that a yes is to was heard, up to the sentence that asks for it."""
    if context.state.awaiting != CONFIRM or not context.unheard:
        return True
    end = _SENTENCE.split(playbook.lang.speakable(context.question))[-1].split()
    unheard = context.unheard.split()
    return unheard == end[len(end) - len(unheard) :]


def about_an_offer(
    playbook: Playbook, context: TurnContext, reading: TurnReading
) -> Response | None:
    """Return what a turn is to the offer of a person that came in the middle of a task."""
    text = reading.transcript.text
    brief = len(text.split()) <= BRIEF_WORDS and not reading.entities
    if not brief or not offers_beside(playbook, context.state):
        return None
    said = playbook.lang.confirmation(text, reading.act)
    if said == "no":
        return Response("repeat")
    return Response("yes") if said == "yes" else None


def consents(playbook: Playbook, context: TurnContext, text: str) -> bool:
    """Tell whether a yes is to what was read back, and not to what was asked since.

    "Yes, I'm here. Yes, that's right" is to both.
    """
    if not asks_other(playbook, context):
        return True
    last = CLAUSES.split(text.strip(" .,;!?"))[1:][-1:]
    agrees = (playbook.lang.confirmation(one, "inform", question=context.question) for one in last)
    return "yes" in agrees and len(last[0].split()) >= _FEWEST_IN_CLAUSE


def is_heated(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether an impatient turn is no more than the answer: "for heaven's sake, yes"."""
    intent = playbook.intents.get(reading.intent)
    heated = reading.escalation.reason in ("anger", "complaint", "none")
    aside = intent is None or intent.route == "human" or reading.intent == state.task
    brief = len(reading.transcript.text.split()) <= _MOST_WORDS
    return state.awaiting == CONFIRM and heated and aside and brief


def yes_or_no(playbook: Playbook, context: TurnContext, reading: TurnReading) -> Confirmation:
    """Return what the turn is to a yes-or-no question; ``unclear`` if none was asked."""
    state = context.state
    if state.awaiting not in (CONFIRM, OFFER, CHANGE):
        return "unclear"
    text = _without_known(state, reading)
    confirmation = partial(
        playbook.lang.confirmation,
        text if text.strip(" .,!?") else reading.transcript.text,
        calls_off=playbook.lang.calls_off(confirm_template(playbook, state)),
        question=context.question,
    )
    said = confirmation(reading.act)
    if said in ("no", "unclear") and state.awaiting == CONFIRM and not text.strip(" .,!?"):
        return "doubt"  # What was read back, said once more, is no refusal of it.
    if said == "doubt" and reading.act == "deny" and text != reading.transcript.text:
        # "Yes, eighty to Nick": who repeats what was read back denies nothing by that.
        return confirmation("inform")
    return said


def _without_known(state: DialogueState, reading: TurnReading) -> str:
    """Return a turn without the values that were read back: "Thursday, fifty dollars, yes"."""
    text = reading.transcript.text
    if state.awaiting != CONFIRM:
        return text
    known = [
        one
        for one in reading.entities
        if one.value in state.details.values() and text[one.start : one.end] == one.text
    ]
    return without_values(known, text)


def confirm_template(playbook: Playbook, state: DialogueState) -> str:
    """Return what to confirm, without the caller's own words; empty if there is nothing."""
    intent = playbook.intents.get(state.task or "")
    return intent.read_back if intent is not None and state.awaiting == CONFIRM else ""
