"""English that only tells of an order: "my boss will order a latte later", "I already had one".

Pure.
"""

from __future__ import annotations

import re

from voice_agent.language.en.orders import orders
from voice_agent.text.normalise import plain

_LEAD = (
    r"(?:(?:so|well|and|but|oh|um|uh|hi|hello|hey|okay|ok|just|look|listen|actually|you know"
    r"|just so you know|by the way|i think|i guess|yesterday|today|last \w+|this \w+|earlier) )*"
)
_WHO = (
    r"(?:(?:my|our|his|her|their|the|a|some|one of (?:my|our|the)) (?:\w+ )?\w+"
    r"|he|she|they|somebody|someone|everybody|everyone)"
)
_ORDER = r"(?:order|call|phone|ring|buy|come|stop|drop|swing|pick|collect|place|text)"
# "My wife will have a latte" and "she wants a mocha" are orders.
_OF_OTHERS = (
    rf"{_WHO}(?:'s|'re|'ll| is| are| was| were| will| would| may| might| plans| plan"
    r"|(?: (?:just|probably|already|also|always))+)"
    r"(?: (?:just|probably|already|also|always|going|about|planning|supposed|thinking|hoping|to|of"
    rf"|be|have))* {_ORDER}(?:ing|ed)?\b"
    rf"|{_WHO}(?: (?:just|already|also|once|only|had))* (?:ordered|bought|drank|called|picked"
    r"|collected|asked|loves?|loved|hates?|hated|enjoyed|enjoys?|drinks|drink)\b"
    rf"|{_WHO} (?:always|usually|normally|often|never|sometimes)\b"
)
_OF_ONESELF = (
    r"(?:i|we)(?:'ve| have| had)?(?: (?:just|already|only|also|once|never))*"
    r" (?:ordered|bought|drank|picked|collected|loved|enjoyed|tried)\b"
    r"|(?:i|we)(?:'ve| have)? (?:just |already |only )*(?:had|got) .*\b(?:yesterday|ago|earlier"
    r"|before|already|last \w+|this (?:morning|week|afternoon)|the other day)\b"
    r"|(?:i|we) (?:always|usually|normally|often|never|sometimes)\b"
)
_TELLS = re.compile(rf"{_LEAD}(?:{_OF_OTHERS}|{_OF_ONESELF})")


def reports(text: str) -> bool:
    """Tell whether a turn only tells what somebody does or did, and asks for nothing itself."""
    return _TELLS.match(plain(text)) is not None and not orders(text)
