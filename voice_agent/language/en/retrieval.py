"""Which English words say what a question is about, and their stems. Pure."""

from __future__ import annotations

import re

from voice_agent.text.word_lists import word_set

_STOP_WORDS = word_set(
    """
    a an the and or of to in on at for with from by is are was be do does did i you my your me
    we it its this that what which how when where who can could would will should have has had
    if about there please tell want need like know get got im id s t m d ll ve re um uh so just
    any much many long some out up not than then them they he she his her our us use using used
    another other others whats wheres whens hows whos thats theres ive youre
    """
)
_ENDINGS = ("ing", "ies", "ed", "es", "s", "e")
_SHORTEST_STEM = 3


def terms(text: str) -> list[str]:
    """Return the words that carry meaning, in lower case, without plural and verb endings."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))
    return [_stem(word) for word in words if word not in _STOP_WORDS]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
