"""Whether an English answer is a yes. Pure.

Actions depend on it: only an unmistakable yes is one. A negation, a doubt, a question, a condition,
a second thought or a request to wait outweighs every "yes" beside it.
"""

from __future__ import annotations

import re

from voice_agent.language.base import Confirmation
from voice_agent.language.en.answers import WILL_DO
from voice_agent.language.en.consent_words import (
    AFTER_IF,
    AGENTS_WORDS,
    AGREED_ABOUT,
    AGREES,
    AGREES_TOO,
    ASKS,
    ASKS_IF_RIGHT,
    BESIDE,
    CANNOT_COME,
    CONDITION,
    ENDS,
    FINE,
    HARMLESS,
    HEDGE,
    HESITATES,
    NEGATION,
    NO,
    NO_BUT_RIGHT,
    NO_SENSE,
    NO_WAIT,
    ONLY_PLEASE,
    OUTRIGHT,
    PRAISE,
    PUZZLED,
    REPEATED,
    SAYS_OF_ONESELF,
    SECOND_THOUGHT,
    STRANGE_WORDS,
    TAG,
    TELLS_TO,
    TO_OTHER,
    TO_THE_LINE,
    WAIT,
    WEAK,
    WISHED,
    YES,
    YES_DO,
)
from voice_agent.language.en.relayed import without_relay

_ORDER = re.compile(
    r"\W*(?:(?:please|just|so|then|now|okay|ok|yes|yeah|yep|fine|sure|alright|all right|great"
    r"|absolutely|go ahead(?: and)?|you (?:can|may))\W+)*"
    r"(\w+) (?:it|that|them|this)(?:\W+(?:please|then|now|again|for me|thanks|thank you))*\W*"
)

_ONLY_BEGINS = re.compile(r"(?:\W*\b(?:so|uh+|um+|er|well|and|then|now)\b\W*)+")


def confirmation(
    text: str, act: str, *, calls_off: bool = False, question: str = ""
) -> Confirmation:
    """Tell whether the caller agreed.

    Args:
        text: What was said.
        act: Dialogue act of the turn. It never makes a yes of words that are none, and a denial
            never is a yes.
        calls_off: Whether the agent asked to cancel something: "yes, cancel it" then repeats the
            question and is a yes.
        question: What was asked. The caller may repeat its words ("okay, send it to Sarah").
    """
    said = " ".join(re.sub(r"[-–—…]+", " ", text.lower().replace("’", "'")).split())
    own = without_relay(said)
    if own != said:
        # The yes of somebody else counts once the caller repeats it.
        relayed = confirmation(own, act, calls_off=calls_off, question=question)
        agrees_too = relayed == "yes" and AGREES_TOO.search(own) is not None
        return "doubt" if relayed == "yes" and not agrees_too else relayed
    if OUTRIGHT.fullmatch(said):
        return "yes"
    if _ONLY_BEGINS.fullmatch(said):
        return "no" if act == "deny" else "unclear"
    if ASKS_IF_RIGHT.search(question) and NO_BUT_RIGHT.fullmatch(said):
        return "yes"
    said = NO_WAIT.sub("", TAG.sub(" ", said))
    if not calls_off and _does_it(said, question):
        return "yes"
    said = PRAISE.sub(" thanks ", said)
    said, harmless = HARMLESS.subn(" so ", REPEATED.sub("yes", said))
    said = FINE.sub(" fine ", said)
    if calls_off:
        said = CANNOT_COME.sub(" so ", said)
    repeats = YES_DO.match(said) if calls_off else None
    if repeats:
        said = f"yes {said[repeats.end() :]}"
    agreed = YES.search(said) is not None
    said = ONLY_PLEASE.sub(" ", said) if agreed else said
    rest = PUZZLED.sub(" ", said)
    if _refuses(AFTER_IF.sub("", rest)):
        return "no"
    if WAIT.search(rest):
        return "wait"
    if rest != said or _is_doubtful(rest, agreed) or _agrees_to_other(rest, question):
        return "doubt"
    if agreed and not repeats and _is_about_other(rest, question):
        return "doubt"
    if agreed or _is_agreement(rest, act, question):
        # What the question proposes is a denial by itself: "yes, cancel it".
        # "Yes, no need to email me" denies nothing else, whatever the model hears in it.
        plain = _repeats_question(rest, question) or (harmless > 0 and _says_yes(rest))
        denied = act == "deny" and not (repeats or (agreed and plain))
        # "Okay thanks, that's all" is said at the end of a call, too.
        ends = not agreed and ENDS.search(rest) is not None
        return "doubt" if denied or ends else "yes"
    if act == "deny":
        # "Nine dollars, good grief, well, go ahead" is no refusal, whatever the model takes it for.
        return "doubt" if TELLS_TO.search(rest) else "no"
    return "unclear"


def _does_it(said: str, question: str) -> bool:
    """Tell whether an answer is the verb of the question as an order: "book it"."""
    match = _ORDER.fullmatch(said)
    return match is not None and match[1] in {verb.lower() for verb in WILL_DO.findall(question)}


def _refuses(said: str) -> bool:
    agrees = YES.search(said) or AGREES.search(said)
    return NO.search(said) is not None or bool(agrees and NEGATION.search(said))


def _is_doubtful(said: str, agreed: bool) -> bool:
    """Tell whether an answer holds a question, a condition, a second thought or a hedge."""
    if SECOND_THOUGHT.search(said) or CONDITION.search(said) or ASKS.search(said):
        return True
    hedges = [*HEDGE.finditer(said)]
    if not hedges:
        return False
    # "I think that would work. So yes.": a yes after it, in a clause of its own, is one.
    rest = said[hedges[-1].end() :]
    apart = r"[.;!]" if WEAK.fullmatch(hedges[-1][0]) else r"[.,;!]"
    return not (agreed and re.search(rf"(?:{apart}|\bso)\s*(?:so |and )?{YES.pattern}", rest))


def _agrees_to_other(said: str, question: str) -> bool:
    """Tell whether a yes goes on with words that are not in the question: "yes, to Mark"."""
    known = AGREED_ABOUT.union(re.findall(r"[\w']+", question.lower()))
    return any(match[1] not in known for match in TO_OTHER.finditer(said))


def _repeats_question(said: str, question: str) -> bool:
    """Tell whether a yes goes on with nothing but words of the question: "yes, block it"."""
    own = set(re.findall(r"[\w']+", question.lower())) - BESIDE
    left = set(re.findall(r"[\w']+", AGREES.sub(" ", YES.sub(" ", said)))) - BESIDE
    return bool(left) and left <= own


def _says_yes(said: str) -> bool:
    """Tell whether a yes has nothing but courtesy beside it."""
    return BESIDE.issuperset(re.findall(r"[\w']+", AGREES.sub(" ", YES.sub(" ", said))))


def _is_about_other(said: str, question: str) -> bool:
    """Tell whether a yes is to something else than the question: "yes, I can hear you"."""
    heard = [*TO_THE_LINE.finditer(said)]
    if heard:
        return YES.search(said, heard[-1].end()) is None  # "I'm back. Yes." is one.
    if SAYS_OF_ONESELF.search(said):
        return not AGREES.search(said)
    known = BESIDE | WISHED | {*re.findall(r"[\w']+", question.lower())}
    left = [word for word in re.findall(r"[\w']+", YES.sub(" ", said)) if word not in known]
    return len(left) >= STRANGE_WORDS and not AGREES.search(said)


def _is_agreement(said: str, act: str, question: str) -> bool:
    """Tell whether an answer without a yes consists of words that agree, and courtesy."""
    agrees = AGREES.search(said) is not None
    if (not agrees and act != "affirm") or AGENTS_WORDS.match(said):
        return False
    known = BESIDE.union(re.findall(r"[\w']+", question.lower()))
    left = re.findall(r"[\w']+", AGREES.sub(" ", said))
    means_it = left not in NO_SENSE and not HESITATES.issuperset(left)
    return (agrees or means_it) and known.issuperset(left)
