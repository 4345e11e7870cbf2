"""Interpret a turn as a response to the agent's question: a yes, a detail, a request. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue import verification
from voice_agent.dialogue.answers import BRIEF_WORDS, CLAUSES, IN_PARTS
from voice_agent.dialogue.asked_last import asks_other
from voice_agent.dialogue.consent import (
    about_an_offer,
    confirm_template,
    consents,
    is_heated,
    was_heard,
    yes_or_no,
)
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.corrections import corrects, replaced_details, shifted_details
from voice_agent.dialogue.details import (
    asked_for,
    found_details,
    mentioned_details,
    repeats_in_part,
    said_again,
)
from voice_agent.dialogue.doubts import is_doubtful
from voice_agent.dialogue.left_open import is_only_vague, left_open
from voice_agent.dialogue.narrowing import narrowed
from voice_agent.dialogue.redoing import changed_instead
from voice_agent.dialogue.requests import without_unwanted
from voice_agent.dialogue.state import CHANGE, CONFIRM, OFFER, VERIFY, DialogueState
from voice_agent.dialogue.unasked import unasked
from voice_agent.language import Confirmation, Signal
from voice_agent.playbook.schema import Playbook

_ABOUT_THE_QUESTION: Mapping[str | None, Response] = {
    "repeat": Response("repeat"),
    "slower": Response("repeat"),
    "rephrase": Response("rephrase"),
    "why": Response("why"),
    "restart": Response("restart"),
    "small_talk": Response("small_talk"),
}
_NO_ANSWER = ("skip", "unsure")
_AS_IT_IS = ("nothing", "keep")
_BESIDE_AN_ANSWER = 2
"""Words that an answer may have besides its value: "it's 45 dollars"."""
_BARE = 2
_WORDS_TO_LEAVE = 2 * BRIEF_WORDS
_WORDS_BESIDE = 4
"""Words of an answer beside a question."""
_SURE_BESIDE = 0.85
"""How sure a request is that has the value besides for which the agent asked."""
_SURE_INSTEAD = 0.8
"""How sure a request is that also denies: "no, I'd rather pay my rent"."""
_OF_A_CONFIRMATION: Mapping[Confirmation, Response] = {
    "yes": Response("yes"),
    "no": Response("no"),
    # Whatever is not an unmistakable yes is asked again, and counts as no failure.
    "doubt": Response("repeat"),
    "wait": Response("hold"),
    "unclear": Response("none"),
}


def interpret(playbook: Playbook, context: TurnContext, reading: TurnReading) -> Response:
    """Find out what a turn is to the agent's question; ``none`` if it is nothing to it."""
    response = _interpret(playbook, context, reading)
    if response.kind == "yes" and not was_heard(playbook, context):
        return Response("repeat")
    return response


def _interpret(playbook: Playbook, context: TurnContext, reading: TurnReading) -> Response:
    state, text = context.state, reading.transcript.text
    signal = playbook.lang.signal(text)
    own = _is_own_request(playbook, state, reading)
    if signal == "hold" and not (own and state.awaiting is None):
        return Response("hold")
    given = verification.unasked(playbook, context, reading) if state.awaiting is None else None
    if given is not None:
        return given
    if state.awaiting is None:
        return unasked(playbook, state, reading)
    if state.awaiting == CONFIRM and reading.requests and not asks_other(playbook, context):
        return Response("yes")
    if _only_begins(playbook, reading):
        return Response("acknowledge")
    if state.awaiting in state.details and playbook.lang.goes_without(text):
        # It is asked for again because there is none of something else that was wanted with it.
        return Response("details", {state.awaiting: state.details[state.awaiting]})
    if state.task is not None and signal is not None:
        response = _about_the_question(playbook, context, signal, text, own=own)
        if response is not None:
            return response
    if state.awaiting == VERIFY:
        return verification.response(playbook, context, reading)
    beside = about_an_offer(playbook, context, reading)
    if beside is not None:
        return beside
    replaced = replaced_details(playbook, context, without_unwanted(playbook, text).strip())
    replaced = replaced or shifted_details(playbook, context, text)
    if replaced:
        return Response("details", replaced)
    said = yes_or_no(playbook, context, reading)
    if state.awaiting == OFFER and reading.act == "thank" and said == "unclear":
        # Thanks for the offer are no yes to it, and no request either.
        return Response("repeat")
    found = found_details(playbook, context, reading)
    if said == "yes" and state.awaiting == CONFIRM and not consents(playbook, context, text):
        if not found:
            return Response("repeat")
        said = "doubt"
    own = own and not _rather_answers(playbook, state, found, reading)
    if not own:
        open_values = left_open(playbook, context, reading, found)
        if open_values is not None:
            return open_values
    leaves = said != "yes" and playbook.lang.wants_to_leave(text)
    if leaves and not own and not found and len(text.split()) <= _WORDS_TO_LEAVE:
        return Response("leave")
    if leaves and own and not found and _asks_nothing(playbook, reading):
        return Response("leave")
    if leaves and not own and found and _only_tells_why(playbook, text):
        return Response("leave")
    replaces = own and said != "yes" and playbook.lang.replaces_task(text)
    keeps = all(state.details.get(name) == found[name] for name in found)
    if own and (leaves or replaces) and keeps:
        return Response("aside", leaves=True)
    instead = changed_instead(playbook, state, reading) if said == "no" else {}
    if instead:
        return Response("redo", instead)
    answered = _answered(playbook, state, said, found, text, context.today)
    if answered is not None:
        return answered
    if said == "yes" and not found and is_heated(playbook, state, reading):
        return Response("yes")
    short = len(text.split()) <= _BARE or _may_be_number(playbook, state, reading)
    if short or is_only_vague(playbook, context, text):
        # "Zero" is a digit where digits were asked for, and "the whole balance" is an amount,
        # whatever the model takes it for.
        part = narrowed(playbook, context, reading, found)
        if part is not None and part.kind in ("part", "vague"):
            return part
    if own and not found and state.awaiting == CONFIRM and is_doubtful(playbook, reading):
        # "Area code four one five" is about the number that was read back.
        number = _number_again(playbook, state, text)
        if number:
            return Response("change", retracted=(number,))
    if own and not _is_whole_answer(playbook, state, found, reading):
        # A bare yes asks for nothing, whatever the model takes it for.
        says_yes = len(text.split()) <= _BARE and not found
        says_yes = says_yes and playbook.lang.confirmation(text, "inform") == "yes"
        besides = _besides(playbook, context, found, text)
        return Response("rephrase") if says_yes else Response("aside", besides)
    open_ended = narrowed(playbook, context, reading, found)
    if open_ended is not None:
        return open_ended
    if found:
        return Response("details", found)
    if state.awaiting == CONFIRM and said in ("unclear", "doubt"):
        if repeats_in_part(playbook, state, reading):
            return Response("repeat")
        # "That should be something else": what it should be is asked, and not read back again.
        wrong = playbook.lang.correction(text) or ""
        if wrong and "?" not in text and not playbook.lang.opens_question(wrong):
            return Response("no")
    return _OF_A_CONFIRMATION[said]


def _only_begins(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a turn only says that more is to come: "um", "and". Nothing is missed by it."""
    text = reading.transcript.text
    return not playbook.lang.terms(text) and playbook.lang.is_broken_off(text)


def _about_the_question(
    playbook: Playbook, context: TurnContext, signal: Signal, text: str, *, own: bool
) -> Response | None:
    """Return what a turn about the conversation is while a task is under way."""
    state = context.state
    if signal in _ABOUT_THE_QUESTION:
        return _ABOUT_THE_QUESTION[signal]
    if signal in _NO_ANSWER and asked_for(playbook, state.task, state.awaiting) is not None:
        return Response("skip")
    if signal == "back":
        mentioned = mentioned_details(playbook, state, text)
        return Response("change", retracted=mentioned) if mentioned else Response("back")
    if signal == "keep" and state.awaiting == CONFIRM:
        # "No, don't cancel it": what was read back stays, and is read back once more.
        agrees = playbook.lang.confirmation(text, "inform", question=context.question) == "yes"
        stops = playbook.lang.calls_off(confirm_template(playbook, state))
        return None if agrees or stops else Response("repeat")
    if signal == "change" and state.awaiting != OFFER:
        mentioned = mentioned_details(playbook, state, text)
        if mentioned:
            return Response("change", retracted=mentioned)
        return Response("no") if state.awaiting == CONFIRM and not own else None
    if state.awaiting == CHANGE and signal in _AS_IT_IS:
        # "Nothing": what was read back is right after all, and is read back once more.
        refused = playbook.lang.confirmation(text, "inform") == "no" and signal != "keep"
        return None if refused else Response("yes")
    return None


def _answered(
    playbook: Playbook,
    state: DialogueState,
    said: Confirmation,
    found: Mapping[str, Any],
    text: str,
    today: date,
) -> Response | None:
    """Return the answer to a yes-or-no question where the turn gives no details."""
    if found:
        return None
    brief = len(text.split()) <= BRIEF_WORDS
    if said == "yes" and brief:
        return Response("yes")
    if state.awaiting == CHANGE or (said == "no" and state.awaiting != OFFER):
        mentioned = mentioned_details(playbook, state, text)
        mentioned = mentioned or (said_again(playbook, state, text, today) if brief else ())
        if not mentioned and said == "no":
            # "No, the last part is oh one four four" is about the number that was read back.
            mentioned = tuple(filter(None, [_number_again(playbook, state, text)]))
        if mentioned:
            return Response("change", retracted=mentioned)
    return Response("no") if said == "no" and brief else None


def _number_again(playbook: Playbook, state: DialogueState, text: str) -> str:
    """Return the detail of which a turn gives digits again, or ``""``."""
    details = playbook.intents[state.task or ""].details if state.task else {}
    for name in details:
        spec = asked_for(playbook, state.task, name)
        if spec is not None and spec.kind in IN_PARTS and name in state.details:
            return name if playbook.lang.missing(spec, [text]) else ""
    return ""


def _may_be_number(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether a turn may be part of the number that was asked for: "area code two oh six"."""
    text, spec = reading.transcript.text, asked_for(playbook, state.task, state.awaiting)
    if spec is None or spec.kind not in IN_PARTS or reading.entities:
        return False
    asks = "?" in text or playbook.lang.asks(text)
    return len(text.split()) <= BRIEF_WORDS and not asks


def _asks_nothing(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a turn only looks like a question: "never mind, I'll do it in the app"."""
    intent, text = playbook.intents[reading.intent], reading.transcript.text
    return intent.route in ("retrieve", "llm") and not playbook.lang.asks(text) and "?" not in text


def _only_tells_why(playbook: Playbook, text: str) -> bool:
    """Tell whether who gives up goes on with a reason: "scrap that, I'll see her Sunday anyhow"."""
    rest = playbook.lang.after_leaving(text).strip()
    corrects = playbook.lang.correction(rest) is not None or bool(playbook.lang.orders(rest))
    return len(rest.split()) > _BESIDE_AN_ANSWER + 1 and not corrects


def _besides(
    playbook: Playbook, context: TurnContext, found: Mapping[str, Any], text: str
) -> dict[str, Any]:
    """Return the answer that a turn gives beside a request: "the first, and when do you open".

    "What's the fee for 300 dollars" gives none.
    """
    name = context.state.awaiting or ""
    spec = asked_for(playbook, context.state.task, name)
    if spec is None or name not in found:
        return {}
    halves = [part for pair in playbook.lang.splits(text) for part in pair]
    values = (
        playbook.lang.normalise(spec, part, today=context.today)
        for part in (*CLAUSES.split(text), *halves)
        if len(part.split()) <= _WORDS_BESIDE and not playbook.lang.opens_question(part.lower())
    )
    return {name: found[name]} if found[name] in values else {}


def _rather_answers(
    playbook: Playbook, state: DialogueState, found: Mapping[str, Any], reading: TurnReading
) -> bool:
    """Tell whether a turn gives what was asked for, and is hardly the request the model hears.

    "Three tickets at 40 each, so 120" disputes no charge.
    """
    text = reading.transcript.text
    if state.awaiting not in found or "?" in text:
        return False
    if playbook.intents[reading.intent].route in ("retrieve", "llm"):
        # "On the first, that's when my check comes" asks the knowledge folder nothing.
        parts = [*CLAUSES.split(text), *(part for _, part in playbook.lang.splits(text))]
        return not any(playbook.lang.opens_question(part.lower()) for part in parts)
    return not playbook.lang.asks(text) and reading.confidence < _SURE_BESIDE


def _is_whole_answer(
    playbook: Playbook, state: DialogueState, found: Mapping[str, Any], reading: TurnReading
) -> bool:
    """Tell whether a turn is nothing but the answer, whatever the model takes it for."""
    intent = playbook.intents.get(state.task or "")
    if corrects(playbook, state, found, reading):
        return True
    if state.awaiting == CHANGE:
        return bool(found) and len(reading.transcript.text.split()) <= BRIEF_WORDS
    spec = asked_for(playbook, state.task, state.awaiting)
    if intent is None or spec is None or state.awaiting not in found:
        return False
    text = reading.transcript.text
    if playbook.lang.is_spelled(spec, text):
        return True
    asked = intent.entity_of(state.awaiting or "")
    words = sum(len(entity.text.split()) for entity in reading.entities if entity.type == asked)
    return len(text.split()) - words <= _BESIDE_AN_ANSWER


def _only_doubts(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a turn that the model takes for a wish for a person only doubts.

    "Are you certain you've got the right guy?" asks for nobody.
    """
    text = reading.transcript.text
    person = playbook.intents[reading.intent].route == "human"
    asks = person and playbook.lang.opens_question(text.lower())
    doubts = asks and playbook.lang.confirmation(text, "inform") == "doubt"
    return doubts and playbook.lang.speaks_of_staff(text) == "no"


def _is_own_request(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    if reading.intent not in playbook.intents or reading.intent == state.task:
        return False
    if state.awaiting == CONFIRM and _only_doubts(playbook, reading):
        return False
    if reading.act == "deny" and playbook.lang.replaces_task(reading.transcript.text):
        return reading.confidence >= _SURE_INSTEAD
    if state.awaiting == CONFIRM and _has_condition(playbook, reading.transcript.text):
        return False
    sure = reading.confidence >= playbook.policy.min_intent_confidence
    return reading.act == "request" and sure


def _has_condition(playbook: Playbook, text: str) -> bool:
    """Tell whether a turn agrees on a condition only, and asks for nothing by that.

    "Yes, as soon as my salary is in" is no question about the salary.
    """
    begins, _, rest = text.partition(",")
    doubts = playbook.lang.confirmation(begins, "inform") == "yes"
    doubts = doubts and playbook.lang.confirmation(rest, "inform") == "doubt"
    asks = playbook.lang.asks(text) or "?" in text or bool(playbook.lang.orders(text))
    return doubts and not asks
