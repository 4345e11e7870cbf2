"""Callers who wait and ask whether the line is still there."""

from __future__ import annotations

import re

_HELLO = (
    r"(?:hello(?: there)?|hallo|hi|hey|yo|(?:are )?you (?:still )?there"
    r"|(?:is )?any(?:body|one) there"
    r"|(?:can|do) you (?:still )?hear me|you hear me|still there|did i lose you|have i lost you"
    r"|are you (?:still )?(?:with me|on the line)|knock knock|um|uh)"
)
_AT_END = re.compile(rf"(?:(?:^|[\s,.?!]+){_HELLO})+[\s,.?!]*$", re.IGNORECASE)


def without_hello(text: str) -> str:
    """Return a text without "Hello? Are you there?" at its end, from a caller who waits."""
    return _AT_END.sub("", text)
