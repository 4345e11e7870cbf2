"""English turns about the conversation itself: "hold on", "say that again", "start over". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Signal
from voice_agent.language.specs import EntitySpec

_MOST_WORDS = 14
_PLEASE = r"(?: please)?"
_LEAD = (
    r"(?:(?:oh|um|uh|er|wait|stop|yes|yeah|okay|ok|no|sorry|please|well|and|but|actually|just"
    r"|can we|could we|let's|let us|can you|could you|would you|i want to|i'd like to) )*"
)
_MOMENT = r"(?:a|one|just a|just one|half a)(?: quick)? (?:moment|second|sec|minute|bit)"
_HOLD = (
    rf"(?:(?:hold|hang) on(?: {_MOMENT})?|wait(?: up)?(?: {_MOMENT})?|{_MOMENT}"
    rf"|just (?:moment|second)|give me {_MOMENT}|bear with me)"
)
_FETCH = r"(?:check|look|see|think|find|get|grab|fetch)"
_WORDS: dict[Signal, tuple[str, ...]] = {
    "hold": (
        rf"{_HOLD}(?: {_HOLD})*",
        rf"(?:{_HOLD} )*let me (?:just )?{_FETCH}\b.*",
        rf"(?:{_HOLD} )*i(?:'ll| will| have to| need to|'ve got to) (?:just )?{_FETCH}\b.*",
    ),
    "repeat": (
        r"(?:say|repeat|read) (?:that|it|this)(?: (?:again|once more|one more time|back|to me))*",
        r"(?:say again|come again|once more|one more time|again)",
        r"(?:pardon(?: me)?|excuse me|i beg your pardon|what(?: was that)?|what did you say)",
        r"i did(?:n't| not) (?:hear|catch|get) (?:that|you)",
    ),
    "slower": (r"(?:.* )?(?:slower|more slowly|slow down|too fast)(?: .*)?",),
    "rephrase": (
        r"(?:what do you mean|what does that mean|in other words|rephrase(?: that)?)(?: .*)?",
        r"i do(?:n't| not) understand(?: the question| that| you)?|explain (?:that|the question)",
    ),
    "why": (
        r"why(?: (?:do you (?:need|ask|want|have to know)|is that)(?: .*)?| that)?",
        r"what (?:for|do you need (?:that|it) for)",
    ),
    "restart": (
        r"start (?:over|again|from scratch|from the beginning)",
        r"begin again|start anew",
    ),
    "back": (
        r"go back(?: (?:one|a) (?:step|question))?",
        r"(?:the )?previous (?:question|one|step)",
    ),
    "skip": (
        r"skip(?: (?:that|it|this)(?: one| question)?)?|next (?:question|one)",
        r"i(?:'d| would) rather not (?:say|tell)(?: .*)?",
    ),
    "undo": (
        r"undo (?:that|it|this)|take (?:that|it) back|reverse (?:that|it)",
        r"cancel (?:that|it)(?: again)?",
        r"i (?:did(?:n't| not) (?:want|mean) (?:that|to do that)|(?:have )?changed my mind)",
        r"(?:that|it|this)(?:'s| is| was) (?:(?:all )?wrong|(?:a|my) mistake|not what i wanted"
        r"|the wrong \w+)",
        r"i (?:gave you|said|named|picked) the wrong \w+|i made a mistake",
    ),
    "nothing": (
        r"(?:no|nope|nah)(?: (?:no|nope))*(?: (?:thank you|thanks|not today|not now))*"
        r"(?: (?:that(?:'s| is| was| will be|'ll be) (?:all|it|everything)|nothing(?: else| more)?"
        r"|i(?:'m| am) (?:good|done|fine|all set)))?(?: (?:thank you|thanks))*",
        r"(?:nothing(?: else| more)?|that(?:'s| is| was| will be|'ll be) (?:all|it|everything)"
        r"|i(?:'m| am) (?:good|done|all set))(?: for (?:now|today))?(?: (?:thank you|thanks))*",
    ),
    "acknowledge": (
        r"(?:okay|ok|alright|all right|right|sure|fine|good|great|perfect|i see|got it|uh huh|mhm"
        r"|mm+(?: ?hm+)?|aha|ah|oh|cool|nice|wonderful|excellent|understood|so| )+",
    ),
}
_RULES = tuple(
    (kind, re.compile(rf"{_LEAD}(?:{'|'.join(words)}){_PLEASE}")) for kind, words in _WORDS.items()
)
_MEANS = {
    "money": r"amount|sum|money|price|total|how much|dollars?",
    "date": r"day|date|when",
    "time": r"time|hour|when",
    "name": r"name|person|payee|recipient|who",
    "number": r"number|how many|quantity",
    "digits": r"digits?|number|code",
    "phone": r"phone|number",
    "email": r"e ?mail|address",
    "postcode": r"post ?code|zip(?: code)?|address",
}


def signal(text: str) -> Signal | None:
    """Tell what a turn says about the conversation itself, if that is all it does."""
    words = re.sub(r"[^\w']+", " ", text.lower().replace("’", "'")).strip()
    if not words or len(words.split()) > _MOST_WORDS:
        return None
    return next((kind for kind, rule in _RULES if rule.fullmatch(words)), None)


def mentions(name: str, spec: EntitySpec, text: str) -> bool:
    """Tell whether a turn speaks of a detail without giving its value ("the amount is wrong")."""
    rules = [re.escape(name.replace("_", " ")), *filter(None, [_MEANS.get(spec.kind)])]
    return re.search(rf"\b(?:{'|'.join(rules)})\b", text.lower()) is not None
