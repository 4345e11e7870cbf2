"""Short English answers to a question of the agent: yes or no, and what is spelled. Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Confirmation
from voice_agent.language.en.entities.digits import DIGITS
from voice_agent.language.en.entities.letters import NATO, explanation
from voice_agent.language.en.entities.numbers import TEENS, TENS
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import word_set

_SPELLED_WORDS = 30
_FEWEST_SPELLED = 3

_NO = re.compile(
    r"\b(no|nope|nah|not right|not correct|wrong|incorrect|don'?t|do not|cancel|stop|forget it|"
    r"never ?mind|hold on)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"\b(yes|yeah|yep|yup|ya|correct|that'?s right|right|sure|ok(ay)?|confirm(ed)?|go ahead|"
    r"please do|do it|absolutely|of course|exactly|fine|sounds good|perfect)\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\b(cancel|forget (it|that|about)|never ?mind|leave it|drop it|stop that)\b", re.IGNORECASE
)
# What the agent says it will do: "I can stop", "you want me to cancel", "shall I send".
_WILL_DO = re.compile(
    r"\b(?:I(?: can| will|'ll| shall)|(?:shall|should) I|want(?: me)? to)(?: now)? (\w+)",
    re.IGNORECASE,
)
_CALLS_OFF = frozenset({"cancel", "stop"})
# "yes please, go ahead and cancel": a yes, and nothing but courtesy before the verb.
_YES_DO = re.compile(
    rf"\W*{_YES.pattern}(?:\W|{_YES.pattern}|\b(?:please|and|just|now|(?:you can|can you|"
    r"could you|i want(?: you)? to|i would like(?: you)? to|i'?d like(?: you)? to))\b)*"
    r"\b(?:cancel\b|stop (?=(?:it|this|that|the|my)\b))",
    re.IGNORECASE,
)
_SECOND_THOUGHT = re.compile(r"\b(but|wait|actually|instead|rather|except|unless|if)\b", re.I)

_SPELLED_KINDS = ("name", "postcode", "email", "digits", "phone")
_CODE_WORDS = frozenset({*NATO, *DIGITS, *TEENS, *TENS, "double", "triple", "treble"})
_EMAIL_SIGNS = word_set("at dot dash hyphen underscore plus")


def confirmation(text: str, act: str, *, calls_off: bool = False) -> Confirmation:
    """Tell whether the caller agreed. An action depends on it: one "no" outweighs every "yes".

    Args:
        text: What was said.
        act: Dialogue act of the turn.
        calls_off: Whether the agent asked to cancel something: "yes, cancel it" then repeats the
            question and is a yes.
    """
    said = re.sub(r"\bno (problem|worries)\b", "yes", text, flags=re.IGNORECASE)
    repeated = _YES_DO.match(said) if calls_off else None
    rest = said[repeated.end() :] if repeated else said
    if _NO.search(rest):
        return "no"
    if repeated:
        return "no" if _LEAVE.search(rest) or _SECOND_THOUGHT.search(rest) else "yes"
    if _YES.search(said) or act == "affirm":
        return "yes"
    return "no" if act == "deny" else "unclear"


def calls_off(question: str) -> bool:
    """Tell whether cancelling something is all that a question to be confirmed proposes."""
    verbs = {verb.lower() for verb in _WILL_DO.findall(question)}
    return bool(verbs & _CALLS_OFF) and verbs <= {*_CALLS_OFF, "do"}


def wants_to_leave(text: str) -> bool:
    """Tell whether the caller abandons the task under way ("forget it")."""
    return bool(_LEAVE.search(text))


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
