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
from voice_agent.dialogue.asked_last import offers_beside
from voice_agent.dialogue.corrections import corrects
from voice_agent.dialogue.details import named_details
from voice_agent.dialogue.doubts import is_unclear_deed
from voice_agent.dialogue.follow_up import asks_about_task, asks_more
from voice_agent.dialogue.state import CONFIRM, OFFER, VERIFY, DialogueState
from voice_agent.dialogue.verification import concerns_accounts, offers_person
from voice_agent.gate.rules import Verdict, inspect
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.policy import Policy
from voice_agent.playbook.schema import Playbook
from voice_agent.router.reasons import REASONS, RESPONSES
from voice_agent.router.sections import EVERY_WORD, any_covers, covers, holds, with_answers

_OPERATOR_KEY = "0"
_WORDS_FOR_LLM = 4
"""A shorter utterance that nobody understands is a misheard one, not a question for an LLM."""
_WORDS_OF_A_VALUE = 3
_BROKEN_OFF = 0.6
"""Share of the confidence that a request needs which ends before all of it was said, or which has
several of its details and is read back."""
_TELLING = 2
_SURE_OF_THE_END = 0.8
"""A call is not ended on a guess, unless the caller says goodbye."""

_STRONG = 0.7
"""Escalation that counts beside an answer to the agent's question, too."""

_AT_THE_DOOR = ("identify", "part", "leave")
"""Answers to the question who is calling that rules alone find."""

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
    if hit is not None and asks_more(playbook, state, reading) and _was_told(hit, state):
        hit = None  # What was just read out does not answer a question about it.
    choice = _decide(reading, response, state, hit, playbook, policy)
    again = choice.to == "clarify" and choice.says not in ("abuse", "goodbye", "robot")
    if again and state.failures >= policy.max_clarifications:
        choice = _Choice("human", f"not understood {state.failures + 1} times in a row")
    route = Route(reading, choice.to, choice.reason, choice.says, hit, response)
    if choice.to == "retrieve":
        return with_answers(route, playbook)
    if choice.to != "llm":
        return route
    # What the playbook knows by itself is better than an apology.
    local = _decide(reading, response, state, hit, playbook, _without_reasoning(policy))
    if local.to not in ("answer", "retrieve"):
        return route
    fallback = replace(route, to=local.to, reason=local.reason, says=local.says)
    if local.to == "retrieve":
        fallback = with_answers(fallback, playbook)
    return replace(route, fallback=fallback)


def _was_told(hit: Hit, state: DialogueState) -> bool:
    """Tell whether the agent's last words were those of a section."""
    return " ".join(hit.section.text.split()) in " ".join(state.last_reply.split())


def _without_reasoning(policy: Policy) -> Policy:
    return policy.model_copy(update={"reasoning_threshold": 1.0})


def decide_by_text(reading: TurnReading, hit: Hit | None, playbook: Playbook) -> Route | None:
    """Decide on a turn of which only the text is known.

    Returns:
        A route to the knowledge folder; ``None`` when no section covers the text.
    """
    if hit is None or not any_covers(hit, playbook.policy):
        return None
    route = Route(reading, "retrieve", f"by the text alone; {_named(hit)}", hit=hit)
    return with_answers(route, playbook)


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
    asks = reply.kind in RESPONSES or (known is not None and known.route != "human")
    insult = verdict.kind == "abuse" and not asks
    if state.awaiting == OFFER and playbook.lang.signal(transcript.text) == "nothing":
        # The model hears of a person in the offer, whatever the answer to it is.
        return _Choice("answer", "declines the offer of a person")
    if state.awaiting == VERIFY and reply.kind in _AT_THE_DOOR:
        # The model hears of a person where one was offered, whatever the answer to it is.
        given = ", ".join(reply.found) or state.awaiting
        task = state.task or "the call"
        return _Choice("answer", RESPONSES[reply.kind].format(what=given, task=task))
    if verdict.kind == "robot":
        return _Choice("clarify", verdict.why, "robot")
    reason = reading.escalation.reason
    settled = known is not None and reason in known.settles
    # "The wrong person" is a detail, and "yes, go ahead" means what was read back: neither is a
    # wish for the colleague that the agent has spoken of.
    settled |= reason == "person" and (
        reply.kind in ("change", "again") or _only_confirms(reply, state, reading, playbook)
    )
    # Who is impatient with a question has answered it: "none of your business", "just send it".
    settled |= reason in _HEAT and _only_answers(reply, state)
    # "You got that wrong, it's Lorenzo who is to get it" is no wish for anybody else.
    settled |= (
        reason == "person"
        and reply.kind == "details"
        and corrects(playbook, state, reply.found, reading)
    )
    settled |= reason == "person" and _only_doubts(reply, state, transcript.text, playbook)
    # "He asked for two hundred, but I'll give him one fifty" tells why, and is an answer.
    settled |= (
        reason in ("fraud", *_HEAT)
        and reading.escalation.score < _STRONG
        and reply.kind in ("details", "several")
        and state.awaiting in (reply.found or reply.values)
    )
    # "Zero" is a digit where digits were asked for.
    settled |= reason == "person" and reply.kind == "part"
    settled |= state.awaiting == OFFER and reason == "person" and reply.kind == "repeat"
    for one in reading.answers:
        if one.answer in playbook.questions[one.question].human:
            return _Choice("human", f"{one.question}: {one.answer} ({one.confidence:.2f})")
    explained = insult and reason in _HEAT
    if reading.escalation.score >= policy.escalation_threshold and not (explained or settled):
        why = REASONS[reason]
        return _Choice("human", f"caller {why} ({reading.escalation.score:.2f})")
    if verdict.kind == "injection":
        return _Choice("clarify", f"instructions to the machine ({verdict.why})", "not_possible")
    if verdict.kind == "language" and reply.kind not in RESPONSES:
        return _other_language(verdict, policy)
    if insult:
        return _abused(verdict, state, policy)
    if reply.kind in ("none", "aside") and _is_not_theirs(reading, known, playbook):
        return _Choice("clarify", f"{reading.intent} of somebody else", "not_possible")
    if transcript.confidence < policy.min_transcript_confidence:
        return _Choice("clarify", f"heard too poorly ({transcript.confidence:.2f})")
    about_it = reply.kind == "repeat" and asks_about_task(playbook, state, reading)
    if about_it and hit is not None and any_covers(hit, policy):
        return _Choice("retrieve", f"about {state.task}; knowledge has {_named(hit)}")
    offered = state.awaiting == OFFER or offers_person(state) or offers_beside(playbook, state)
    if reply.kind == "yes" and offered:
        return _Choice("human", "accepts the offer of a person")
    if reply.kind in RESPONSES:
        what = ", ".join(reply.found or reply.retracted) or state.awaiting
        task = state.task or "the offer"
        return _Choice("answer", RESPONSES[reply.kind].format(what=what, task=task))
    if _takes_reasoning(reading, known, hit, policy):
        return _Choice("llm", f"takes reasoning ({reading.reasoning:.2f})")
    if known is None:
        return _unknown(reading, state, hit, playbook)
    if state.awaiting is not None and reading.intent == state.task and reading.act != "request":
        return _Choice("clarify", f"no answer to the question about {_asked(state)}")
    if is_unclear_deed(playbook, known, reading):
        return _Choice("clarify", f"unsure of {reading.intent}, which changes something")
    return _by_intent(reading, known, hit, policy)


def _is_known(
    reading: TurnReading, intent: IntentSpec | None, playbook: Playbook, policy: Policy
) -> bool:
    """Tell whether it is clear enough what a turn wants."""
    if reading.confidence >= policy.min_intent_confidence:
        return True
    least = _BROKEN_OFF * policy.min_intent_confidence
    if intent is not None and intent.confirm and reading.confidence >= least:
        asked = [name for name, detail in intent.details.items() if detail.ask]
        given = named_details(intent, None, reading)
        if sum(name in given for name in asked) >= _TELLING:
            return True
    # "I'd like to send 20 dollars to, um,": the agent asks for what was not said.
    asks = intent is not None and any(detail.ask for detail in intent.details.values())
    begun = asks and bool(reading.entities) and playbook.lang.is_broken_off(reading.transcript.text)
    return begun and reading.confidence >= least


def _only_confirms(
    reply: Response, state: DialogueState, reading: TurnReading, playbook: Playbook
) -> bool:
    """Tell whether a turn is a yes to what was read back, and no more."""
    text = reading.transcript.text
    brief = len(text.split()) <= _WORDS_FOR_LLM
    confirms = reply.kind == "yes" and state.awaiting == CONFIRM
    return confirms and brief and not playbook.lang.after_yes(text)


def _only_doubts(reply: Response, state: DialogueState, text: str, playbook: Playbook) -> bool:
    """Tell whether a turn has the question asked again and wants nobody.

    "Debit", said once more, and "are you certain you've got the right guy?" do.
    """
    if reply.kind != "repeat" or playbook.lang.speaks_of_staff(text) != "no":
        return False
    doubts = state.awaiting == CONFIRM and playbook.lang.opens_question(text.lower())
    return doubts or len(text.split()) <= _WORDS_OF_A_VALUE


def _only_answers(reply: Response, state: DialogueState) -> bool:
    """Tell whether a turn is a yes to what was read back, keeps a detail or puts a deed right."""
    return reply.kind in ("skip", "redo") or (reply.kind == "yes" and state.awaiting == CONFIRM)


def _is_not_theirs(reading: TurnReading, known: IntentSpec | None, playbook: Playbook) -> bool:
    """Tell whether a turn asks for what only the owner of an account may have."""
    guarded = known is not None and concerns_accounts(playbook, reading.intent)
    return guarded and playbook.lang.is_of_somebody_else(reading.transcript.text)


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
    return known.route == "retrieve" and not (hit is not None and holds(hit, EVERY_WORD))


def _unknown(
    reading: TurnReading, state: DialogueState, hit: Hit | None, playbook: Playbook
) -> _Choice:
    policy, text = playbook.policy, reading.transcript.text
    if reading.intent == OUT_OF_SCOPE:
        why = f"out of scope ({reading.confidence:.2f})"
    else:
        why = f"unsure of {reading.intent} ({reading.confidence:.2f})"
    brief = len(text.split()) < _WORDS_FOR_LLM
    # "Stop" means something to a search by meaning, too.
    meant = hit is not None and (hit.matched > 0 or not brief)
    if hit is not None and meant and any_covers(hit, policy):
        return _Choice("retrieve", f"{why}; knowledge has {_named(hit)}")
    if brief:
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
