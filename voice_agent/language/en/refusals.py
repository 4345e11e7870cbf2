"""English for "I cannot tell you that": forgotten, never had, or not to be told. Pure."""

from __future__ import annotations

import re

from voice_agent.text.normalise import plain

_IT = r"(?:it with me|it|that|this|one|them|(?:my|the|a|any|that|what my|what the|what it)\b.*)"
_CODE = r"(?:\w+ )?(?:pin|code|passcode|password|number)"
_NOT = (
    r"(?:do not|don't|dont|did not|didn't|have not|haven't|cannot|can't|can not|could not|couldn't)"
)
_LATELY = r"(?: (?:really|actually|quite|even|currently|think i|got|have))*"
_LACKS = tuple(
    re.compile(rf"\b{rule}")
    for rule in (
        rf"i(?:'m afraid i)? {_NOT}{_LATELY} (?:know|remember|recall|have|got|find)(?: {_IT})?$",
        rf"i {_NOT}{_LATELY} (?:remember|recall)\b",
        rf"i(?:'ve| have)? (?:just |completely |totally )?(?:forgot|forgotten)(?: {_IT})?$",
        rf"i(?:'ve| have)? (?:lost|misplaced) (?:it|that|(?:my|the) {_CODE})$",
        r"i(?:'ve| have)? never (?:got|had|received|set|made|been given|chose|picked)"
        rf"(?: up)? {_IT}",
        r"i have no (?:pin|code|number|password|idea|clue)\b",
        r"^(?:uh |um |well |oh |sorry )*(?:no idea|no clue|dunno|not sure what (?:it|that) is)\b",
        r"(?:no one|nobody) (?:ever )?(?:gave|told|sent) me\b",
    )
)
_WILL_NOT = tuple(
    re.compile(rf"\b{rule}")
    for rule in (
        r"(?:i(?:'d| would)|i'll) rather not\b|i(?:'d| would) prefer not to\b",
        r"(?:i(?:'m| am) not|not) (?:going to|gonna|willing to|comfortable|happy) \w+(?: to)?"
        r"(?:.*\b(?:you|that|it|my|phone|line)\b)?",
        r"i (?:won't|will not|refuse to|do not want to|don't want to|do not wish to)"
        r" (?:tell|give|say|share|disclose|enter|key)\b",
    )
)
_OTHER = re.compile(r"\b(?:why|how come)\b")


def cannot_tell(text: str) -> bool:
    """Tell whether the caller cannot or will not give what was asked for ("I forgot it")."""
    words = plain(text)
    return lacks(text) or (
        not _OTHER.search(words) and any(rule.search(words) for rule in _WILL_NOT)
    )


def lacks(text: str) -> bool:
    """Tell whether the caller has forgotten, lost or never had something."""
    words = plain(text)
    return not _OTHER.search(words) and any(rule.search(words) for rule in _LACKS)
