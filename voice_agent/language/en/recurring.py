"""English for what is to be done again and again: "every month", "a standing order". Pure."""

from __future__ import annotations

import re

_UNIT = (
    r"(?:days?|mornings?|nights?|weeks?|fortnights?|months?|quarters?|years?|paydays?|paychecks?"
    r"|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|weekdays?)"
)
_COUNT = r"(?:other |single |second |two |three |four |six |first |last |\d+(?:st|nd|rd|th)? )*"
_RECURS = re.compile(
    rf"(?<!like )(?<!as )\b(?:every|each) {_COUNT}{_UNIT}\b"
    rf"|\b(?:once|twice) (?:an?|every|each|per) {_UNIT}\b"
    r"|\b(?:daily|weekly|fortnightly|monthly|quarterly|yearly|annually)\W*$"
    r"|\bon a (?:daily|weekly|monthly|regular|recurring|yearly) basis\b"
    r"|\b(?:recurring|repeating|regular|standing|automatic|weekly|monthly)"
    r" (?:transfers?|payments?|orders?|debits?)\b"
    r"|\b(?:on|of|in) (?:each|every) (?:\w+ )?month\b"
    r"|\b(?:from now|from then|going forward|automatically) (?:on )?(?:every|each)\b"
)
_ALREADY = re.compile(
    r"\b(?:i|we|they|you|he|she)(?:'ve| have)? (?:usually|normally|always|already|used to|pay|paid"
    r"|get|got|send|sent|do|did|charged?)\b"
)


def recurs(text: str) -> bool:
    """Tell whether something is to be done again and again, and not once."""
    said = text.lower()
    return _RECURS.search(said) is not None and _ALREADY.search(said) is None
