"""English that plainly asks for something to be done: "freeze my card", "could I get a new PIN".

Pure. What only speaks of it is no order: a statement ("my PIN works fine"), a thought ("I might
have to freeze it"), a condition, a refusal.
"""

from __future__ import annotations

import re

from voice_agent.language.en.leaving import wants_to_leave
from voice_agent.language.en.refusals import lacks

BETWEEN = re.compile(
    r"[,.;:!?]+\s+|\s+-+\s+"
    r"|[\s,]+(?:and(?: then| also| please)?|but|so|then)\s+(?=\w)",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"(?:(?:omg|oh (?:my god|no)|oh|ah|um|uh|er|hm+|well|okay|ok|yes|yeah|yep|no|nope|sorry"
    r"|hi|hello|hey|there|please|just"
    r"|so|and|but|also|then|first|second|next|now|actually|wait|instead|rather|quickly|kindly|thanks"
    r"|thank you|good (?:morning|afternoon|evening)|you know(?: what)?|i mean(?:t)?|i said"
    r"|on second thoughts?|in that case|to begin with|go ahead and|you (?:can|could))\b\W*)+"
)
# Courtesy may hold a word of doubt.
_COURTESY = re.compile(
    r"\b(?:i(?: was| am|'m)(?: just)? wondering|i wonder) (?:if|whether)\b"
    r"|\b(?:it )?(?:might|may|would|is|could)(?: it)?(?: be)?(?: at all)? possible"
    r" (?:for you )?to\b"
    r"|\bif (?:you (?:please|would|could|can|will|like|don'?t mind)|(?:that'?s |at all )?possible"
    r"|it'?s (?:okay|ok|possible)|i (?:may|could))\b"
    r"|\b(?:are|would) you (?:be )?able to\b|\bam i able to\b"
    r"|\bis there any (?:chance|way) (?:(?:that )?(?:i|you) (?:can|could)|to)\b"
    r"|\bdo you think (?:i|you) (?:can|could)\b"
    r"|\bmay (?=i\b)|\b(?:would|do) you mind\b|\bi(?:'d| would) be (?:glad|grateful|happy) if you\b"
)
_CONDITION = re.compile(
    r"\b(?:if|unless|whenever|in case|suppos(?:e|ing)|imagine|assuming|provided|providing"
    r"|(?:as|so) long as|as soon as|the day i|let'?s say|only when"
    r"|(?:once|when) (?:i|my|we|it|he|she|they)(?:'\w+)?)\b"
)
# What comes after an order and drops it: "unfreeze my card. No, wait, forget it."
DROPS = re.compile(
    r"(?:or )?(?:rather |better |maybe )?(?:nothing|no|not)"
    r"|(?:no )?(?:just |only )?(?:kidding|joking)"
)
STOPS = re.compile(
    r"(?:(?:oh |wait )?no )?(?:do not|don'?t)(?: do (?:it|that|anything))?(?: after all)?"
)
_PLEA = re.compile(r",\s*(?:please|pls)\b(?=\W*(?:$|[,.;!?]))")
_DOUBT = re.compile(
    r"\b(?:whether|might|may|maybe|perhaps|probably|possibly|hypothetically|or|should|would"
    r"|wonder(?:ing)?|think(?:ing)?|know|understand|ask(?:ing)?|later|someday|eventually"
    r"|(?:when|once|whenever|after|as soon as) (?:i|i'm|i've|my|we|you|it|he|she|they|there|the)"
    r"|(?:next|the last) time|how|what|why|who)\b"
)
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|no need|(?:need|want) no|nobody|no one|nothing"
    r"|none|without|cannot|don'?t|won'?t|didn'?t"
    r"|doesn'?t|isn'?t|wasn'?t|haven'?t|shouldn'?t|wouldn'?t|needn'?t|stop|already)\b"
)
_WISH = re.compile(
    r"(?:can|could|will|would) (?:you|i|we)\b|please\b|may i\b|let'?s\b|help (?:me|us)\b"
    r"|i'?ll (?:have|take)\b|(?:i|we)(?:'d| would|'ll)?(?: really| just| also| still| do)? (?:want"
    r"|wanna|need|like|love|wish|have to|got to|gotta|must|appreciate|prefer)\b"
    r"|i(?:'m| am) (?:looking|here|calling|hoping|trying) (?:to|for)\b"
    r"|i(?:'ve| have) (?:got )?to\b|(?:time|possible) to\b"
)
# An imperative begins with none of these: they speak of somebody or something.
_SPEAKS_OF = re.compile(
    r"(?:i|i'\w+|you|you'\w+|he|he'\w+|she|she'\w+|it|it'\w+|we|we'\w+|they|they'\w+|my|your|his|her"
    r"|our|their|its|the|an?|this|mine|yours|hers|ours|theirs"
    r"|that|that'\w+|these|those|there|there'\w+|some(?:body|one|thing)?"
    r"|every\w*|any\w*|each|all|both|what|what'\w+|which|who|who'\w+|where|when|why|how|is|are|am|was"
    r"|were|do|does|did|has|have|had|should|because|since|as|for|in|on|at|by|of|from|to|with|like"
    r"|about)\b"
)
_ASKED_FOR = re.compile(
    r"\b(?:please|pls|(?:can|could|will|would) you)\b"
    r"|\b(?:needs?|to be|can be|must be) \w+(?:ed|en)\b"
)
_REFUSES = re.compile(
    r"\b(?:do not|don'?t|did not|didn'?t|never|no) (?:\w+ )?(?:want|need|ask|order|call)\w*\b"
)
_FRAGMENT = 3
_STATE = re.compile(
    r"\b(?:is|are|was|were|be|been|works?|worked|has|had|went|came|got|did|does|looks?|seems?|\w+ed)\b"
)


def orders(text: str) -> list[str]:
    """Return the parts of a turn that plainly ask for something to be done, in lower case.

    Who has forgotten or lost what they need asks for it, too: "I forgot my PIN". Beside a refusal
    only a wish counts: "I don't need a new PIN, old one works".
    """
    said = " ".join(text.lower().replace("\u2019", "'").split())
    said = _PLEA.sub(" please", _COURTESY.sub("please", said))
    if _CONDITION.search(said):
        return []
    parts = [part.strip(" .,;:!?-") for part in BETWEEN.split(said)]
    if any(wants_to_leave(p) or DROPS.fullmatch(p) or STOPS.fullmatch(p) for p in parts[1:]):
        return []
    refuses = _REFUSES.search(said) is not None
    bare = [LEAD.sub("", part, count=1) if LEAD.match(part) else part for part in parts]
    return [
        one
        for one, part in zip(bare, parts, strict=True)
        if one and _is_order(one, part, only=len(parts) == 1, refuses=refuses)
    ]


def _is_order(bare: str, part: str, *, only: bool, refuses: bool) -> bool:
    """Tell whether a part asks for something, given without and with the words that lead to it."""
    if lacks(bare):
        return True
    if _NEGATED.search(bare) or _DOUBT.search(_WISH.sub(" ", bare)):
        return False
    if _WISH.match(bare) or _ASKED_FOR.search(part):
        return True
    if refuses:
        return False
    words = len(bare.split())
    if only and words <= _FRAGMENT:
        return _STATE.search(bare) is None
    return words > 1 and _SPEAKS_OF.match(bare) is None
