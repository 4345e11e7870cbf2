"""English for "don't transfer me to anybody", which asks for nobody. Pure."""

from __future__ import annotations

import re

_WORDS = (
    r"(?:want|need|wish|like|have|to|talk|talking|speak|speaking|be|get|go|put|transfer"
    r"|transferred|connect|connected|pass|passed|hand|handed|send|sent|me|through|over|with|on"
    r"|you|give|bring|for|a|an|any|another|some|your|the|real|live|human)"
)
_PERSON = (
    r"(?:human(?: being)?s?|person|people|agents?|representatives?|reps?|operators?|anybody"
    r"|anyone|somebody|someone|colleagues?)"
)
_DECLINES = re.compile(
    rf"(?<!why )\b(?:please )?(?:i )?(?:really )?(?:do not|don['\u2019]?t)(?! (?:you|i) )"
    rf"(?: {_WORDS})+ {_PERSON}\b(?: (?:else|again|please|yet|now|this time))*[,.;!]?(?: but\b)?",
    re.IGNORECASE,
)


def without_declined(text: str) -> str:
    """Return a text with blanks in the place of what declines to be put through to a person."""
    return _DECLINES.sub(lambda match: " " * len(match[0]), text)
