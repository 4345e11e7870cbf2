"""Tell from the text whether a turn is complete: by what was asked, then by the model. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from voice_agent.core.turn import Completeness, Response, Speech, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.details import asked_for
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.dialogue.verification import asked_credential
from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

_WHOLE = frozenset(
    {"yes", "no", "leave", "details", "change", "restart", "back", "undo", "identify", "unable"}
)
_ABOUT_THE_QUESTION = frozenset({"repeat", "rephrase", "why", "acknowledge"})
ANSWERED = 0.995
"""The turn answers what the agent asked: "yes" is complete, however it sounds."""
CONSENT = 0.5
"""A yes after which something is done: a condition may follow ("yes, ... if there is no fee")."""
SPELLING = 0.1
"""A name is being spelled: "s m i" may be all of it or not."""
FEW_LETTERS = 0.04
"""So few letters are hardly a whole name: "m a x"."""
UNANSWERED = 0.005
"""The turn does not answer yet what the agent asked: digits are still missing."""
_ALONE = frozenset({"repeat", "greet", "thank", "bye"})
"""Acts that answer no question and are complete all the same: "could you say that again?"."""
MORE_TO_COME = 0.3
"""Two more optional details may follow: in most orders with a long mid-turn pause it comes between
the drink and "with milk and sugar". The sentence alone does not tell that pause from the end."""
UNCLEAR = 0.15
"""Nothing is asked yet. Callers explain first and ask second: "I took a jacket back to the store"
is a complete sentence. If the recogniser wrote a question mark, something is asked."""
_SURE = 0.7
"""Confidence from which the intent is clear."""
LACKING = 0.02
"""Optional details were given, but a required one is missing ("a light roast ...")."""
SHORT = 0.3
"""A number that is possible but short: seven digits may be all of a telephone number or not."""
MOMENT_MS = 2000.0
"""Silence that ends a turn whose last words ask for a moment."""
_AFTER_A_CLAUSE = re.compile(r"(?<=[,.;:!?])\s+")
_CAPITALS = re.compile(r"[A-Z]{2,}(?:-[A-Z]+)*|[A-Z]+(?:-[A-Z]+)+")
_FEWEST_LETTERS = 5
_FEW_WORDS = 2
"""So few words of which nothing is understood are hardly ever all."""
_BY_KIND: Mapping[str, Speech] = MappingProxyType(
    {"digits": "digits", "phone": "digits", "name": "spelling", "email": "spelling"}
)


def completeness(
    playbook: Playbook, context: TurnContext, reading: TurnReading, response: Response
) -> Completeness:
    """Return how complete the turn is, and what goes on if it is not."""
    state = context.state
    secret = asked_credential(playbook, state)
    spec = secret[1] if secret else asked_for(playbook, state.task, state.awaiting)
    clear = playbook.intents.get(reading.intent) if reading.confidence >= _SURE else None
    found = _before_a_moment(playbook, spec, reading)
    if found is None:
        found = _of_an_answer(playbook, state, spec, reading, response, clear)
    if found is None:
        found = _of_a_request(playbook, reading, clear)
    task = playbook.intents.get(state.task or "")
    detail = task.details.get(state.awaiting or "") if task is not None else None
    if detail is None or detail.max_pause_ms is None:
        return found
    return replace(found, max_pause_ms=detail.max_pause_ms)


def _before_a_moment(
    playbook: Playbook, spec: EntitySpec | None, reading: TurnReading
) -> Completeness | None:
    """Return that a turn goes on if it ends by asking for a moment: "Tuesday. Hold on, ..."."""
    clauses = _AFTER_A_CLAUSE.split(reading.transcript.text)
    ends = (" ".join(clauses[at:]) for at in range(1, len(clauses)))
    if not any(playbook.lang.signal(end) == "hold" for end in ends):
        return None
    speech = _speech(spec)
    if speech == "request":
        return Completeness(UNANSWERED, "story", max_pause_ms=MOMENT_MS)
    return Completeness(UNANSWERED, speech)


def _speech(spec: EntitySpec | None) -> Speech:
    """Return how what was asked for is said."""
    return _BY_KIND.get(spec.kind, "request") if spec is not None else "request"


def _of_an_answer(
    playbook: Playbook,
    state: DialogueState,
    spec: EntitySpec | None,
    reading: TurnReading,
    response: Response,
    clear: IntentSpec | None,
) -> Completeness | None:
    """Return how complete a turn is as an answer; ``None`` if it is to be judged by itself."""
    asked = _speech(spec)
    text = reading.transcript.text
    if not text:
        return Completeness(UNANSWERED, asked)
    if response.kind == "part":
        return Completeness(UNANSWERED, asked)
    if response.kind == "impossible" and asked == "spelling":
        return Completeness(FEW_LETTERS, asked)  # The name was said, and its letters may follow.
    if response.kind == "yes" and state.awaiting == CONFIRM:
        return Completeness(CONSENT)
    if response.kind in _WHOLE:
        if spec is None or response.kind != "details" or asked == "request":
            return Completeness(ANSWERED)
        if asked == "spelling":
            return Completeness(_of_a_name(playbook, spec, text), asked)
        return Completeness(SHORT if _is_short(playbook, state, spec, text) else ANSWERED, asked)
    if response.kind == "hold":
        # "Let me think" is thinking aloud: the answer may follow.
        return Completeness(min(UNANSWERED, reading.completeness), "story")
    if response.kind in _ABOUT_THE_QUESTION:
        return Completeness(reading.completeness)
    alone = clear is not None and reading.act in _ALONE
    if state.awaiting is not None and response.kind == "none" and not alone:
        return Completeness(min(UNANSWERED, reading.completeness), asked)
    return None


def _of_a_request(
    playbook: Playbook, reading: TurnReading, intent: IntentSpec | None
) -> Completeness:
    whole = reading.completeness
    if intent is not None and (intent.route == "human" or reading.act == "greet"):
        # Nobody is in a hurry for a hand-off or a greeting, and what follows belongs to it.
        return Completeness(whole, "story")
    if not _is_asked(playbook, intent, reading):
        if intent is not None:
            return Completeness(min(UNCLEAR, whole))
        few = len(reading.transcript.text.split()) <= _FEW_WORDS
        return Completeness(min(UNCLEAR, whole) if few else whole, "story")
    if intent is None:
        return Completeness(whole)
    named = {entity.type for entity in reading.entities}
    if _lacks(intent, named):
        return Completeness(min(LACKING, whole))
    if _to_come(intent, named) > 1:
        return Completeness(min(MORE_TO_COME, whole))
    return Completeness(whole)


def _of_a_name(playbook: Playbook, spec: EntitySpec, text: str) -> float:
    """Return how complete a name or address is, as far as it is spelled.

    Recognisers write letters that they join in capitals: "SHU BHAN GI" is spelled, too.
    """
    capitals = any(_CAPITALS.fullmatch(word.strip(".,!?")) for word in text.split())
    if not capitals and not playbook.lang.is_spelled(spec, text):
        return ANSWERED
    return FEW_LETTERS if sum(c.isalnum() for c in text) < _FEWEST_LETTERS else SPELLING


def _is_short(playbook: Playbook, state: DialogueState, spec: EntitySpec, text: str) -> bool:
    """Tell whether a number could have more digits."""
    parts = [*(hypotheses[0] for hypotheses in state.heard), text]
    return (playbook.lang.missing(spec, parts) or 0) > 0


def _is_asked(playbook: Playbook, intent: IntentSpec | None, reading: TurnReading) -> bool:
    """Tell whether the caller asks for something: by a question, or by a clear intent.

    An intent that the knowledge folder answers takes a question.
    """
    text = reading.transcript.text
    if intent is None:
        # "Hi John, how are you? I was ...": that is no question to the agent.
        return text.rstrip().endswith("?")
    if "?" in text:
        return True
    return intent.route != "retrieve" or playbook.lang.asks(text)


def _lacks(intent: IntentSpec, named: set[str]) -> bool:
    """Tell whether optional details were named but a required one of the intent was not."""
    wanted = {intent.entity_of(name) for name, d in intent.details.items() if d.ask}
    optional = {intent.entity_of(name) for name, d in intent.details.items() if not d.ask}
    return bool(named & optional) and not named >= wanted


def _to_come(intent: IntentSpec, named: set[str]) -> int:
    """Count the optional details that the playbook lists after the last one that was named."""
    details = [(intent.entity_of(name), bool(d.ask)) for name, d in intent.details.items()]
    last = max((i for i, (name, _) in enumerate(details) if name in named), default=None)
    return 0 if last is None else sum(not asked for _, asked in details[last + 1 :])
