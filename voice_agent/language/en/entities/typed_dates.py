"""Dates with their year as they are typed: "3/5/84", "1984-03-05". Pure."""

from __future__ import annotations

import re
from datetime import date

from voice_agent.language.en.entities.calendar_days import century, make


def typed_date(word: str, today: date, day_first: bool) -> date | None:
    """Return the day of a word with three numbers, or None.

    Args:
        word: What was typed.
        today: The day from which a year of two digits counts.
        day_first: Whether the day comes before the month, unless that is no date.
    """
    parts = re.split(r"[-/.]", word)
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    one, two, three = map(int, parts)
    if len(parts[0]) == 4:
        return make(one, two, three)
    year = century(three, today) if len(parts[2]) == 2 else three
    month, day = (two, one) if day_first else (one, two)
    return make(year, month, day) or make(year, day, month)
