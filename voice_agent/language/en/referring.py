"""English questions about what was just spoken of: "and how long does it take?". Pure."""

from __future__ import annotations

import re
from typing import Literal

from voice_agent.language.en.questions import opens_question
from voice_agent.language.en.retrieval import terms
from voice_agent.text.normalise import plain

_LEADS = re.compile(
    r"^(?:(?:and|so|but|okay|ok|oh|um|uh|hm+|also|then|well|great|thanks|thank you|right|alright"
    r"|wait|just|by the way|i see|got it|out of curiosity|one more thing) )+"
)
_AND = re.compile(r"^(?:\w+ )?and |^(?:(?:and|so|okay|ok) )?(?:what|how) about ")
_IT = re.compile(r"\b(?:it|that|they|them|those|this|these|one)\b")
_THING = re.compile(
    r"\b(?:it|that (?:one|card|account)|this (?:one|card|account)|the same (?:one|card|account))\b"
    r"(?! (?:is|was|would|will|seems|looks|says|said|has|had|to|for)\b)"
)
_GENERIC = re.compile(
    r"^(?:is|are|was|will|would) there (?:be )?(?:an? |any )?(?:\w+ )?(?:fees?|charges?|costs?"
    r"|limits?|minimum|maximum|penalty|penalties|deadline|catch|discount|requirements?|conditions?"
    r"|wait)\b"
)
_BARE = re.compile(
    r"^(?:how (?:long|much|often|soon|fast|far)|when|where|why)(?: (?:does|do|will|would|is|did|can"
    r"|i|be|usually|normally|about|exactly|take|cost|last|happen|work|roughly))*$"
)
_TO_THE_AGENT = re.compile(
    r"\b(?:can|could|will|would) you\b|\bplease\b|\bi (?:want|need|would like)\b"
)
_OF_ITSELF = re.compile(
    r"\b(?:it|that) (?:to|for (?:me|us|you|an?))\b|^(?:who|what) (?:is|are|was|were)"
    r" (?:this|that|it|they)$|\bis (?:that|this|it) (?:right|true|correct|all|okay|ok|clear|the|you"
    r"|me|a)\b|\bsure\b"
)
_OF_ONESELF = re.compile(r"^(?:can|could|may) (?:i|we)\b")
_MOST_TERMS = 2
"""Words with a meaning of a question that leaves out what it is about."""


def speaks_of_it(text: str) -> bool:
    """Tell whether a request names what it is about by a pronoun: "can you unlock it?"."""
    return _THING.search(plain(text)) is not None


def refers_back(text: str) -> Literal["asks", "may_ask", "no"]:
    """Tell whether a turn asks about what was just spoken of.

    ``may_ask`` if it could as well be a request, or a question of its own: "can I cancel it?", "and
    on Sunday?".
    """
    said = plain(text)
    rest = _LEADS.sub("", said)
    goes_on = _AND.match(said) is not None
    asks = opens_question(rest) or text.rstrip().endswith("?")
    if not (asks or goes_on) or _TO_THE_AGENT.search(rest) or len(terms(rest)) > _MOST_TERMS:
        return "no"
    if _OF_ITSELF.search(rest):
        return "no"
    if _GENERIC.match(rest) or _BARE.match(rest):
        return "asks"
    if _IT.search(rest) and (terms(rest) or opens_question(rest)):
        return "may_ask" if _OF_ONESELF.match(rest) else "asks"
    return "may_ask" if goes_on and terms(rest) else "no"
