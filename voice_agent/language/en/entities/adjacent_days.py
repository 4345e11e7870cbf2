"""Days beside another one: "the day after tomorrow", "not Monday, the day after"."""

from __future__ import annotations

from datetime import timedelta

from voice_agent.language.en.entities.date_text import DateText, ReadDate

_ENDS = frozenset(("", ".", "!", "?"))


def read_adjacent(text: DateText, at: int) -> ReadDate | None:
    """Read "the day after tomorrow", "the day before Thanksgiving"."""
    start = at + (text.word(at) == "the")
    if text.words(start, 2) == ("eve", "of"):
        base = text.read(start + 2)
        return ReadDate(base.day - timedelta(1), base.end) if base else None
    if text.word(start) != "day" or text.word(start + 1) not in ("after", "before"):
        return None
    if text.word(at - 1) in ("any", "every", "each"):
        return None
    base = text.read(start + 2) or (_said_before(text, at) if text.word(at) == "the" else None)
    if base is None:
        return None
    return ReadDate(base.day + timedelta(1 if text.word(start + 1) == "after" else -1), base.end)


def _said_before(text: DateText, at: int) -> ReadDate | None:
    """Read the day of "not tomorrow, the day after": the one said just before, if nothing follows.

    It ends where "the day after" does.
    """
    if text.word(at + 3) not in _ENDS:
        return None
    link = at - 1 - (text.word(at - 1) == ",")
    last = link - (text.word(link) in ("or", "but"))
    for first in (last - 1, last):
        base = text.read(first)
        if base and base.end == last + 1:
            return ReadDate(base.day, at + 3)
    return None
