"""Signs that are words, and those that are nothing. Pure."""

from __future__ import annotations

import re

_RULES = [
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\s?&\s?(?=\w)", " and "),
        (r"(?<=\w)\s*[×✕]\s*(?=\w)|(?<=\d)\s+x\s+(?=\d)|(?<=\d)\s*\*\s*(?=\d)", " times "),
        (r"(?<=\d)\s*÷\s*(?=\d)", " divided by "),
        (r"(?<=\w)\s+\+\s+(?=\w)|(?<=\d)\+(?=\d)", " plus "),
        (r"(?<=\d)[x×](?=[\s.,;:!?)]|$)(?!\s\d)", " times"),
        (r"(?<=[a-z]{3})(?:\(s\)|/s\b)", "s"),
        (r"(?<=\d)\+(?=[\s.,;:!?)]|$)", " or more"),
        (r"\s*(?:≠|!=)\s*", " is not "),
        (r"(?<=[\w)])\s*={1,3}\s*(?=\w)", " equals "),
        (r"\s*(?:→|⇒|➜|->|=>)\s*", ", "),
        (r"(?<=[A-Za-z])\s+>\s+(?=[A-Z])", ", "),
        (r"(?<!\w)(?:#|№|[Nn]o\.)\s?(?=\d)", "number "),
        (r"(?<![\w(.])(?:(?<=\s)|^)(\d{1,2})\)(?=\s)", r"\1, "),
        (r"\btel:(?=\s?[\d+])", ""),
        (r"(?<=[a-z\d])\s/\s(?=[\w])", " or "),
        (r"(?<!\w)#(?=\w)", ""),
        (r"§\s?(?=\d)", "section "),
        (r"(?<=\s)@(?=\s)", "at"),
        (r"(?<!\w)@(?=\w)", ""),
        (r"(?<=[A-Za-z])\s?/\s?(?=[A-Za-z])", " or "),
        (r"(?<=\w)_(?=\w)", " "),
        (r"\s+(?:--+|—|–)\s+|(?<=\w)(?:--+|—)(?=\w)", " – "),
        (r"\s*[|•·]+\s*", ", "),
        (r"[\[\]{}<>^\\~`*_=#¦¬|]+", " "),
        (r"\(\s*\)", ""),
        (r"\s+(?=[,;:!?](?:\s|$)|\.(?:\s|$))", ""),
        (r"^[\s,;:]+", ""),
        (r"([,;:])(?:\s*[,;:])+(?=\s|$)", r"\1"),
        (r",(?=[.!?](?:\s|$))", ""),
        (r"(?<!\.)\.\.(?!\.)", "."),
    )
]
_MAY_HOLD = re.compile(
    r"[^\w\s.,!?'’\"():;-]|_|[\s(,;:][\s,;:!?.)]|\.\.|--|\dx|x \d|\(s\)|\w/|^\W|[\t\n]|,[.!?]"
    r"|\d\)|[Nn]o\.\d|tel:"
)


def speak(text: str) -> str:
    """Return a text without signs that a voice would name."""
    if _MAY_HOLD.search(text) is None:
        return text
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    return " ".join(text.split())
