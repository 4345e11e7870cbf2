"""Said into the agent's words: a turn, or the sign of a listener ("mm-hmm") or nothing. Pure."""

from __future__ import annotations

from voice_agent.audio.voicing import Voicing
from voice_agent.core.turn import OUT_OF_SCOPE, Response, TurnReading
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook
from voice_agent.turns.barge_in import (
    TALK_OVER,
    UNCLEAR,
    Words,
    evidence,
    goes_on,
    stop_probability,
)
from voice_agent.vad.level import FAINT_DB

_ALL_BUT_WORDS = 3
"""Somebody who has heard all but this many words of a reply answers it."""
_NO_ANSWER = frozenset({"none", "acknowledge", "small_talk", "aside"})
_FEW_WORDS = 3
_CLEAR = 0.75
"""Confidence of a request above which its sound does not count."""
_SURE = 0.5
"""Escalation from which the caller wants a person."""


def said_into(
    playbook: Playbook,
    state: DialogueState,
    reading: TurnReading,
    response: Response,
    unheard: str,
    *,
    unclear: bool = False,
) -> Words:
    """Return what the decision needs to know of the text.

    Args:
        playbook: What the agent knows.
        state: The conversation before the turn.
        reading: What was said into the reply.
        response: What it is to the open question.
        unheard: What the caller has not heard of the reply.
        unclear: Whether the agent could only ask what was said.
    """
    lang, text = playbook.lang, reading.transcript.text
    count = len(text.split())
    signal = lang.signal(text)
    said = lang.confirmation(text, "inform") if text else "unclear"
    asked = state.awaiting is not None
    answers = asked and response.kind not in _NO_ANSWER
    few = count <= _FEW_WORDS
    listens = signal == "acknowledge" or (said == "yes" and few and not asked)
    denies = said in ("no", "wait") or reading.act == "deny"
    directs = denies or lang.wants_to_leave(text) or reading.escalation.score >= _SURE
    return Words(
        count=count,
        confidence=reading.transcript.confidence,
        listens=listens,
        directs=not listens and (directs or signal not in (None, "acknowledge", "unsure")),
        asks=bool(text) and (text.rstrip().endswith("?") or lang.asks(text)),
        answers=answers and not listens,
        clear=0.0 if reading.intent == OUT_OF_SCOPE else reading.confidence,
        asked=asked,
        unheard=len(unheard.split()),
        unclear=unclear and few and not asked,
    )


def only_listens(words: Words, sound: Voicing | None, below_db: float) -> bool:
    """Tell whether what was said is no turn, so that the agent goes on with the rest.

    A caller who has heard nearly everything answers it.

    Args:
        words: What was said.
        sound: Its sound, if it had one.
        below_db: How far below the caller's own level it was; 0 while that is unknown.
    """
    if words.unheard <= _ALL_BUT_WORDS and words.count:
        return False
    if sound is None and not words.listens:
        return False  # What was typed or keyed in was meant.
    if words.clear >= _CLEAR and not words.listens and below_db < FAINT_DB:
        return False  # A request, in the caller's own voice: however it sounds, it is one.
    price = UNCLEAR if words.unclear else TALK_OVER
    return goes_on(stop_probability(evidence(words, sound, below_db)), price)
