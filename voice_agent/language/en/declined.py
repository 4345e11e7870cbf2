"""English for "don't transfer me to anybody" and "don't order any". Pure."""

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


_NOT = r"(?:do not|don['\u2019]?t|did not|didn['\u2019]?t)"
# What is no request to begin with, what asks for the opposite ("don't let anybody use it"), and
# what is for ``without_declined``.
_NO_DEED = (
    r"(?!(?:forget|know|understand|think|believe|have|see|hear|remember|recall|recogni[sz]e|get"
    r"|got|worry|let|allow|leave|want|need|like|mean|care|mind|lose|miss|be|been|you|i|we|they"
    r"|he|she|hang|wait|find|feel|bother|tell|say|own|trust|accept|process|honou?r|authori[sz]e"
    r"|make|made|connect|transfer me|transfer us|put me|pass me|hand me|give me|talk|speak|again"
    r"|ever|really|my|the|a|an|it|that|this|and|but|so|receive|received|do|use|usually)\b)"
)
_BEGINS = (
    r"(?:^|(?<=[,.;!?]\s)|(?<=\bbut )|(?<=\band )|(?<=\bso ))"
    r"(?:(?:please|no|oh|hi|hello|hey|so|and|but|just|look|listen|well|okay|ok|um|uh|actually"
    r"|sorry|wait)\b[\s,]*)*"
)
_NO_THING = (
    rf"i (?:really )?{_NOT} (?:want|need) (?:an?|any|another) (?:new )?[a-z]\w+\b"
    r"(?! (?:any ?more|to|from|on|in|for)\b)"
)
_NOT_TO_DO = (
    rf"(?:{_NOT}|never|you {_NOT} (?:have|need) to|(?:there(?:['\u2019]s| is) )?no need"
    r"(?: for you)? to"
    rf"|i (?:really )?{_NOT} (?:want|need|wish|ask|mean)(?: for)?(?: you)? to"
    r"|i(?:['\u2019]m| am) not (?:calling|asking|looking|here|trying)(?: for)?(?: you)? to"
    r"|i(?:['\u2019]d| would) rather (?:not|you (?:didn['\u2019]t|did not)))"
    rf"(?: (?:please|just|also|automatically))? {_NO_DEED}[a-z]\w+\b"
)
_GOES_ON = r"\s(?:but|and|i (?:only|just|want|need|lost|have)|i['\u2019][dm])\s"
_REFUSED = re.compile(
    rf"{_BEGINS}(?:{_NO_THING}|{_NOT_TO_DO})[^,.;!?]*?(?=[,.;!?]|{_GOES_ON}|$)"
    r"[,.;!?]*(?:\s(?:but|and)\b)?",
    re.IGNORECASE,
)


def without_refused(text: str) -> str:
    """Return a text with blanks in the place of what it asks not to do ("don't order it")."""
    return _REFUSED.sub(lambda match: " " * len(match[0]), text)
