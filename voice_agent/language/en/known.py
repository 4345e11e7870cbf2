"""English that speaks of what was spoken of before: "the latte", "do it without that". Pure."""

from __future__ import annotations

import re

from voice_agent.text.normalise import plain

_KNOWN = re.compile(r"\b(?:the|that|this|my|his|her|our|their)\s+$", re.IGNORECASE)
_LEAD = (
    r"(?:(?:oh|ah|um|uh|well|okay|ok|so|then|no|yes|yeah|sure|fine|alright|all right|that's|that is"
    r"|it's|it is|okay|i guess|in that case|please|just|no problem|never mind|no worries|too bad"
    r"|a pity|what a pity|i'll (?:have|take) (?:it|that|one)|we'll (?:have|take) (?:it|that)"
    r"|make it|do it|give me one|leave (?:it|that)|good|(?:i|we) can do)"
    r" )*"
)
_TAIL = r"(?: (?:then|please|thanks|thank you|it|that|one|is fine|is okay|is ok|is good|will do))*"
_WITHOUT = re.compile(
    rf"{_LEAD}(?:without(?: (?:it|that|any|one|them|anything))?|(?:leave|skip|drop|forget)"
    r" (?:it|that|them)(?: out| off)?|none|plain|as (?:it is|is)|no (?:extras?|need)"
    rf"|nothing (?:in it|extra|added)){_TAIL}"
)


def is_known(before: str) -> bool:
    """Tell whether the words before a value say that it was spoken of: "in the latte"."""
    return _KNOWN.search(before) is not None


def goes_without(text: str) -> bool:
    """Tell whether who hears that there is none of something does without it ("plain, then")."""
    return _WITHOUT.fullmatch(plain(text)) is not None
