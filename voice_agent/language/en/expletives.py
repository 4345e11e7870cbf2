"""English swearwords that say nothing but how somebody feels: "pay my damn bill". Pure."""

from __future__ import annotations

import re

_BETWEEN = (
    r"(?:god ?)?damn ?it|dammit|(?:god ?)?damn(?:ed)?|dang(?:ed)?|darn(?:ed)?|bloody"
    r"|(?:freak|frigg|frick|flipp|(?:mother ?)?fuck|eff)(?:ing|in)"
    r"|shitty|crappy|blasted|sodding|(?:like|as) (?:hell|fuck)"
    r"|for (?:god|heaven|christ|fuck|pete|goodness)(?:'?s)? sakes?|for crying out loud"
    r"|for the love of god|in (?:god's name|the name of god)"
)
# Not "go to hell", and no name: "send 50 to Jesus".
_CRY = (
    r"(?:oh )?(?:shit|crap|fuck|hell|bollocks|bugger|bloody hell|holy \w+|jesus(?: christ)?"
    r"|christ|my god|good (?:god|lord|grief))"
)
_EXPLETIVE = re.compile(
    rf"(?<!\w)(?:{_BETWEEN})(?!\w)(?! you\b)"
    r"|\b(?P<before>(?:how|what|where|why|when|who|which) )the (?:hell|heck|fuck|devil)\b"
    rf"|(?:^|(?<=[,.;!?] )){_CRY}(?=\s*[,.;!?]|\s+(?:yes|yeah|no|i|i'm|i've|my|can|just|please)\b)",
    re.IGNORECASE,
)


def without_expletives(text: str) -> str:
    """Return a text with blanks in the place of swearwords that ask for nothing.

    What is meant for the agent ("damn you") stays.
    """
    return _EXPLETIVE.sub(_blank, text.replace("\u2019", "'"))


def _blank(match: re.Match[str]) -> str:
    before = match["before"] or ""
    return before.ljust(len(match[0]))
