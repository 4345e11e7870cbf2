"""The router: a pure function of reading, dialogue, knowledge hit and policy.

Rules and structured checks come first, retrieval next, the LLM after that, and there is
always a way out to a human. Nothing reaches an LLM that ``gate`` did not let pass. The same
arguments always give the same route, so recorded turns can be replayed at other thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Literal

from voice_agent.core.turn import OUT_OF_SCOPE, Hit, Response, Route, RouteTo, TurnReading
from voice_agent.dialogue.state import CONFIRM, OFFER, VERIFY, DialogueState
from voice_agent.dialogue.verification import offers_person
from voice_agent.gate.rules import Verdict, inspect
from voice_agent.playbook.schema import IntentSpec, Playbook, Policy

_OPERATOR_KEY = "0"
_WORDS_FOR_LLM = 4
"""A shorter utterance that nobody understands is a misheard one, not a question for an LLM."""
_WORDS_FOR_KNOWLEDGE = 2
"""One shared word ("just a minute") is a coincidence, however much of the question it is."""
_BROKEN_OFF = 0.6
"""Share of the confidence that a request needs which ends before all of it was said."""
_SURE_OF_THE_END = 0.8
"""A call is not ended on a guess, unless the caller says goodbye."""
_CERTAIN_ODDS = 4.0
"""How much better the odds are if the intent is certain and the folder answers it."""
_EVERY_WORD = 0.99
"""Share of a question that a section holds when nothing is left to reason about."""

_RESPONSES = {
    "details": "gives {what} for {task}",
    "yes": "says yes to {task}",
    "no": "says no to {task}",
    "leave": "leaves {task}",
    "change": "takes back {what} of {task}",
    "hold": "asks for a moment",
    "repeat": "asks for the question again",
    "rephrase": "asks for the question in other words",
    "why": "asks why",
    "restart": "starts {task} over",
    "back": "goes back in {task}",
    "undo": "takes back what was done",
    "acknowledge": "acknowledges",
    "done": "wants nothing else",
    "part": "gives part of {what}",
    "again": "asks for the same with other {what}",
    "several": "leaves the choice of {what}",
    "vague": "is vague about {what}",
    "impossible": "gives an impossible {what}",
    "skip": "does not give {what}",
    "redo": "puts right {what} of what was done",
    "invite": "wants something else",
    "small_talk": "makes small talk",
    "identify": "gives {what} to be verified",
    "unable": "cannot be verified",
}

_AT_THE_DOOR = ("identify", "part", "leave")
"""Answers to the question who is calling that rules alone find."""

_REASONS = {
    "person": "asks for a person",
    "anger": "is angry",
    "complaint": "has a complaint",
    "fraud": "speaks of fraud",
    "emergency": "has an emergency",
    "none": "needs a person",
}
_HEAT = ("anger", "complaint", "none")
"""Escalations that an insult explains. A fraud report always reaches a person, even if abusive."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A route before it is known which turn takes it."""

    to: RouteTo
    reason: str
    says: Literal["", "abuse", "other_language", "not_possible", "goodbye", "robot"] = ""


def decide(
    reading: TurnReading,
    response: Response,
    state: DialogueState,
    hit: Hit | None,
    playbook: Playbook,
) -> Route:
    """Decide where a turn goes.

    Args:
        reading: What the SLM understood.
        response: What the turn is to the agent's question.
        state: The conversation before this turn.
        hit: The best section of the knowledge folder for these words.
        playbook: Intents and policy.
    """
    policy = playbook.policy
    choice = _decide(reading, response, state, hit, playbook, policy)
    again = choice.to == "clarify" and choice.says not in ("abuse", "goodbye", "robot")
    if again and state.failures >= policy.max_clarifications:
        choice = _Choice("human", f"not understood {state.failures + 1} times in a row")
    route = Route(reading, choice.to, choice.reason, choice.says, hit, response)
    if choice.to == "retrieve":
        return _with_answers(route, playbook)
    if choice.to != "llm":
        return route
    # What the playbook knows by itself is better than an apology.
    local = _decide(reading, response, state, hit, playbook, _without_reasoning(policy))
    if local.to not in ("answer", "retrieve"):
        return route
    fallback = replace(route, to=local.to, reason=local.reason, says=local.says)
    if local.to == "retrieve":
        fallback = _with_answers(fallback, playbook)
    return replace(route, fallback=fallback)


def _with_answers(route: Route, playbook: Playbook) -> Route:
    """Keep of the sections that were found those that answer, one at least."""
    hit, reading, policy = route.hit, route.reading, playbook.policy
    if hit is None:
        return route
    intent = playbook.intents.get(reading.intent)
    certain = (
        intent is not None
        and intent.route == "retrieve"
        and reading.confidence >= policy.min_intent_confidence
    )
    first, *others = [h for h in hit.all if covers(h, policy, certain=certain)] or [hit]
    return replace(
        route,
        hit=replace(first, also=tuple(others)),
        leaves_open=len(others) < len(hit.also),
    )


def _without_reasoning(policy: Policy) -> Policy:
    return policy.model_copy(update={"reasoning_threshold": 1.0})


def decide_by_text(reading: TurnReading, hit: Hit | None, playbook: Playbook) -> Route | None:
    """Decide on a turn of which only the text is known.

    Returns:
        A route to the knowledge folder; ``None`` when no section covers the text.
    """
    if hit is None or not _any_covers(hit, playbook.policy):
        return None
    route = Route(reading, "retrieve", f"by the text alone; {_named(hit)}", hit=hit)
    return _with_answers(route, playbook)


def covers(hit: Hit, policy: Policy, *, certain: bool = False) -> bool:
    """Return whether a section answers a question.

    Args:
        hit: The section.
        policy: Its thresholds.
        certain: True if the intent is certain, and one that the knowledge folder answers.
    """
    if hit.answers is not None:
        probability = _if_certain(hit.answers) if certain else hit.answers
        return probability >= policy.min_answer_score
    return _holds(hit, policy.min_retrieval_score)


def _if_certain(probability: float) -> float:
    return _CERTAIN_ODDS * probability / (_CERTAIN_ODDS * probability + 1.0 - probability)


def scores_of(hit: Hit) -> tuple[float, ...]:
    """Return everything of a hit that a threshold is compared with."""
    if hit.answers is None:
        return (hit.share,)
    return (hit.share, hit.answers, _if_certain(hit.answers))


def _any_covers(hit: Hit, policy: Policy) -> bool:
    return any(covers(one, policy) for one in hit.all)


def _decide(
    reading: TurnReading,
    reply: Response,
    state: DialogueState,
    hit: Hit | None,
    playbook: Playbook,
    policy: Policy,
) -> _Choice:
    transcript = reading.transcript
    if transcript.text.strip() == _OPERATOR_KEY and state.awaiting is None:
        return _Choice("human", "pressed 0")
    verdict = inspect(transcript.text, playbook.lang)
    intent = playbook.intents.get(reading.intent)
    known = intent if _is_known(reading, intent, playbook, policy) else None
    # The SLM takes an insult for a complaint; whatever else the turn asks for is answered.
    asks = reply.kind in _RESPONSES or (known is not None and known.route != "human")
    insult = verdict.kind == "abuse" and not asks
    if state.awaiting == OFFER and playbook.lang.signal(transcript.text) == "nothing":
        # The model hears of a person in the offer, whatever the answer to it is.
        return _Choice("answer", "declines the offer of a person")
    if state.awaiting == VERIFY and reply.kind in _AT_THE_DOOR:
        # The model hears of a person where one was offered, whatever the answer to it is.
        given = ", ".join(reply.found) or state.awaiting
        task = state.task or "the call"
        return _Choice("answer", _RESPONSES[reply.kind].format(what=given, task=task))
    if verdict.kind == "robot":
        return _Choice("clarify", verdict.why, "robot")
    reason = reading.escalation.reason
    settled = known is not None and reason in known.settles
    # "The wrong person" is a detail, and "yes, go ahead" means what was read back: neither is a
    # wish for the colleague that the agent has spoken of.
    settled |= reason == "person" and (
        reply.kind == "change" or _only_confirms(reply, state, reading, playbook)
    )
    explained = insult and reason in _HEAT
    if reading.escalation.score >= policy.escalation_threshold and not (explained or settled):
        why = _REASONS[reason]
        return _Choice("human", f"caller {why} ({reading.escalation.score:.2f})")
    if verdict.kind == "injection":
        return _Choice("clarify", f"instructions to the machine ({verdict.why})", "not_possible")
    if verdict.kind == "language" and reply.kind not in _RESPONSES:
        return _other_language(verdict, policy)
    if insult:
        return _abused(verdict, state, policy)
    if transcript.confidence < policy.min_transcript_confidence:
        return _Choice("clarify", f"heard too poorly ({transcript.confidence:.2f})")
    if reply.kind == "yes" and (state.awaiting == OFFER or offers_person(state)):
        return _Choice("human", "accepts the offer of a person")
    if reply.kind in _RESPONSES:
        what = ", ".join(reply.found or reply.retracted) or state.awaiting
        task = state.task or "the offer"
        return _Choice("answer", _RESPONSES[reply.kind].format(what=what, task=task))
    if _takes_reasoning(reading, known, hit, policy):
        return _Choice("llm", f"takes reasoning ({reading.reasoning:.2f})")
    if known is None:
        return _unknown(reading, state, hit, playbook)
    if state.awaiting is not None and reading.intent == state.task and reading.act != "request":
        return _Choice("clarify", f"no answer to the question about {_asked(state)}")
    return _by_intent(reading, known, hit, policy)


def _is_known(
    reading: TurnReading, intent: IntentSpec | None, playbook: Playbook, policy: Policy
) -> bool:
    """Tell whether it is clear enough what a turn wants."""
    if reading.confidence >= policy.min_intent_confidence:
        return True
    # "I'd like to send 20 dollars to, um,": the agent asks for what was not said.
    asks = intent is not None and any(detail.ask for detail in intent.details.values())
    begun = asks and bool(reading.entities) and playbook.lang.is_broken_off(reading.transcript.text)
    return begun and reading.confidence >= _BROKEN_OFF * policy.min_intent_confidence


def _only_confirms(
    reply: Response, state: DialogueState, reading: TurnReading, playbook: Playbook
) -> bool:
    """Tell whether a turn is a yes to what was read back, and no more."""
    text = reading.transcript.text
    brief = len(text.split()) <= _WORDS_FOR_LLM
    confirms = reply.kind == "yes" and state.awaiting == CONFIRM
    return confirms and brief and not playbook.lang.after_yes(text)


def _other_language(verdict: Verdict, policy: Policy) -> _Choice:
    why = f"another language ({verdict.why})"
    if policy.on_other_language == "human":
        return _Choice("human", why)
    return _Choice("clarify", why, "other_language")


def _abused(verdict: Verdict, state: DialogueState, policy: Policy) -> _Choice:
    why = f"abuse ({verdict.why}), number {state.abuse + 1}"
    if state.abuse < policy.max_abuse:
        return _Choice("clarify", why, "abuse")
    if policy.on_abuse == "human":
        return _Choice("human", why)
    return _Choice("clarify", why, "goodbye")


def _takes_reasoning(
    reading: TurnReading, known: IntentSpec | None, hit: Hit | None, policy: Policy
) -> bool:
    if reading.reasoning <= policy.reasoning_threshold or not policy.llm_when_out_of_scope:
        return False
    if len(reading.transcript.text.split()) < _WORDS_FOR_LLM:
        return False
    if known is None or known.route == "answer":
        return True
    return known.route == "retrieve" and not (hit is not None and _holds(hit, _EVERY_WORD))


def _holds(hit: Hit, share: float) -> bool:
    """Return whether the section has that share of the question, and not by coincidence."""
    return hit.share >= share and hit.matched >= _WORDS_FOR_KNOWLEDGE


def _unknown(
    reading: TurnReading, state: DialogueState, hit: Hit | None, playbook: Playbook
) -> _Choice:
    policy, text = playbook.policy, reading.transcript.text
    if reading.intent == OUT_OF_SCOPE:
        why = f"out of scope ({reading.confidence:.2f})"
    else:
        why = f"unsure of {reading.intent} ({reading.confidence:.2f})"
    if hit is not None and _any_covers(hit, policy):
        return _Choice("retrieve", f"{why}; knowledge has {_named(hit)}")
    if len(text.split()) < _WORDS_FOR_LLM:
        return _Choice("clarify", why)
    if state.awaiting not in (None, OFFER) and not playbook.lang.asks(text) and "?" not in text:
        return _Choice("clarify", f"{why}; no answer to the question, and none of its own")
    if _is_surely_outside(reading, policy):
        # One sentence declines it as well as an LLM would; a question that is open is asked again.
        return _Choice("clarify", f"surely {why}", "" if state.awaiting else "not_possible")
    if policy.llm_when_out_of_scope:
        return _Choice("llm", f"{why}; nothing in the knowledge folder")
    return _Choice("clarify", why)


def _is_surely_outside(reading: TurnReading, policy: Policy) -> bool:
    # Never brush off a caller in distress, whatever the model reads in the text.
    calm = reading.sentiment != "negative"
    outside = reading.intent == OUT_OF_SCOPE
    return calm and outside and reading.confidence > policy.out_of_scope_threshold


def _by_intent(
    reading: TurnReading, intent: IntentSpec, hit: Hit | None, policy: Policy
) -> _Choice:
    sure = f"{reading.intent} ({reading.confidence:.2f})"
    if intent.route == "retrieve":
        if hit is None:
            return _Choice("llm", f"{sure}; nothing in the knowledge folder")
        if hit.answers is not None and not any(covers(h, policy, certain=True) for h in hit.all):
            return _Choice("llm", f"{sure}; {_named(hit)} does not answer")
        return _Choice("retrieve", f"{sure}; {_named(hit)}")
    if intent.ends_call and reading.act != "bye" and reading.confidence < _SURE_OF_THE_END:
        return _Choice("clarify", f"unsure of {sure}, which ends the call")
    return _Choice(intent.route, sure)


def _named(hit: Hit) -> str:
    return f"'{shorten(hit.section.heading, 60, placeholder=' ...')}' ({hit.score:.2f})"


def _asked(state: DialogueState) -> str:
    return "the confirmation" if state.awaiting == CONFIRM else str(state.awaiting)
