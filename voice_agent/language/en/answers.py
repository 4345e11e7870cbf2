"""What a question of the agent proposes, and whether an English answer is spelled. Pure."""

from __future__ import annotations

import re

from voice_agent.language.en.entities.letters import NATO, explanation
from voice_agent.language.en.entities.number_words import DIGITS, TEENS, TENS
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import word_set

_SPELLED_WORDS = 30
_FEWEST_SPELLED = 3

# What the agent says it will do: "I can stop", "you want me to cancel", "shall I send".
WILL_DO = re.compile(
    r"\b(?:I(?: can| will|'ll| shall)|(?:shall|should) I|want(?: me)? to)(?: now)? (\w+)",
    re.IGNORECASE,
)
_CALLS_OFF = frozenset({"cancel", "stop"})

_SPELLED_KINDS = ("name", "postcode", "email", "digits", "phone")
_CODE_WORDS = frozenset({*NATO, *DIGITS, *TEENS, *TENS, "double", "triple", "treble"})
_EMAIL_SIGNS = word_set("at dot dash hyphen underscore plus")


def calls_off(question: str) -> bool:
    """Tell whether cancelling something is all that a question to be confirmed proposes."""
    verbs = {verb.lower() for verb in WILL_DO.findall(question)}
    return bool(verbs & _CALLS_OFF) and verbs <= {*_CALLS_OFF, "do"}


def is_spelled(spec: EntitySpec, text: str) -> bool:
    """Tell whether most of an answer is letters, digits or code words for them."""
    if spec.kind not in _SPELLED_KINDS:
        return False
    turn = tokenise(text)
    count = spelled = at = 0
    while at < len(turn.tokens):
        word, end = turn.word(at), explanation(turn, at)
        if end:  # "s as in sugar"
            count, spelled, at = count + end - at, spelled + end - at, end
            continue
        at += 1
        if not word[0].isalnum():
            continue
        count += 1
        sign = spec.kind == "email" and word in _EMAIL_SIGNS
        spelled += len(word) == 1 or word[0].isdecimal() or word in _CODE_WORDS or sign
    return spelled >= _FEWEST_SPELLED and 2 * spelled > count and count <= _SPELLED_WORDS
