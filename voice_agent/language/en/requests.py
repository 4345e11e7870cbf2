"""English turns with two requests, with part of one, and "this, not that". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Continues

_FEWEST_WORDS = 3
_MOST_SPLITS = 3
_MOST_WORDS_OF_A_REST = 9

# "Two hundred and fifty" is one number.
_JOINT = re.compile(
    r"(?<!hundred)(?<!thousand)(?<!dollars)(?<!dollar)[\s,;]+"
    r"(?:and (?:then |also |please |after that )?|then |also |plus |after that )(?=\w)"
    r"|[.;?!]\s+(?:(?:and|then|also) )*(?=\w)",
    re.IGNORECASE,
)
_SAME = re.compile(r"(?:(?:and|also|now|please|do|send|pay|make it) )*(?:the )?same\b")
_AND = re.compile(r"(?:(?:okay|ok|so) )?(?:and|what about|how about|and what about)\b")
_LEAD = r"(?:(?:no|nope|sorry|wait|i said|i meant|i mean|it's|it is|it was|make it|to|for|on) )*"
_NOT = re.compile(rf"{_LEAD}(?P<new>.+?) (?:and |but )?not (?:to |for |on )?(?P<old>.+)")
_BUT = re.compile(
    rf"{_LEAD}not (?:to |for |on )?(?P<old>.+?) (?:but|i said|it's) (?:to |for |on )?(?P<new>.+)"
)


def splits(text: str) -> list[tuple[str, str]]:
    """Return the ways to cut a turn into two requests, the likeliest first."""
    found = []
    for joint in _JOINT.finditer(text):
        left, right = text[: joint.start()].strip(), text[joint.end() :].strip()
        if min(len(left.split()), len(right.split())) >= _FEWEST_WORDS:
            found.append((left, right))
    return found[:_MOST_SPLITS]


def continues(text: str) -> Continues | None:
    """Tell whether a turn is the rest of a request like the last one ("and my savings?")."""
    words = _words(text)
    if len(words.split()) > _MOST_WORDS_OF_A_REST:
        return None
    if _SAME.match(words):
        return "same"
    return "also" if _AND.match(words) else None


def replacement(text: str) -> tuple[str, str] | None:
    """Return the new and the old words of a turn that says "Mark, not Mike"."""
    words = _words(text)
    if len(words.split()) > _MOST_WORDS_OF_A_REST:
        return None
    match = _BUT.fullmatch(words) or _NOT.fullmatch(words)
    return (match["new"], match["old"]) if match else None


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w'$.%]+", " ", text.lower().replace("’", "'")).strip(" .").split())
