"""What looks like personal details in English text."""

from __future__ import annotations

import re

from voice_agent.language.base import Redaction

_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|\d)"

redactions = (
    Redaction(re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"), "[email]"),
    Redaction(
        re.compile(r"\b[\w.-]+(?: (?:dot|underscore|dash) \w+)* at \w+(?: dot \w+)+\b", re.I),
        "[email]",
    ),
    # Four digits or more in a row, however they are grouped or said: cards, accounts, phones.
    Redaction(
        re.compile(r"(?<![\w$])\+?\d(?:[ ().-]{0,3}\d){3,}\b(?!\s*(?:dollars|bucks))"), "[digits]"
    ),
    Redaction(re.compile(rf"\b{_DIGIT_WORD}(?:[ ,-]+{_DIGIT_WORD}){{3,}}\b", re.I), "[digits]"),
)
