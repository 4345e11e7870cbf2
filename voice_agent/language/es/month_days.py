"""Spanish days without the name of a month: "el día 15", "el 3 del mes que viene", "el 5 del 12".

Pure.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from voice_agent.language.es.folding import Word
from voice_agent.language.es.found import Found
from voice_agent.language.es.months import MONTH_NUMBERS
from voice_agent.language.es.numbers import number_at
from voice_agent.language.specs import EntitySpec

_THIS_MONTH = re.compile(r" de este(?: mes)?\b| del mes actual\b| de este mismo mes\b")
_NEXT_MONTH = re.compile(r" del? (?:mes (?:que viene|proximo|siguiente)|(?:el )?proximo mes)\b")
_COUNTS = {"primer": 0, "segundo": 1, "tercer": 2, "cuarto": 3, "ultimo": -1}
_COUNTED = re.compile(rf"\b(?P<count>{'|'.join(_COUNTS)}) $")
_OF_MONTH = re.compile(
    r" del? (?:(?P<this>(?:este )?mes(?! (?:que viene|proximo))|mes actual)"
    rf"|(?P<coming>mes que viene|mes proximo|proximo mes)|(?P<name>{'|'.join(MONTH_NUMBERS)}))\b"
)
_ALONE = re.compile(r"(?:(?:pues|para|seria|mejor|eh|si|vale) )*(?:el )?(?:dia )?$")
_AFTER = re.compile(r"\W*(?:(?:por favor|gracias|mejor|si puede ser)\W*)*$")


def scan_month_days(
    said: Sequence[Word], folded: str, spec: EntitySpec, today: date, *, answer: bool
) -> Iterator[Found]:
    """Yield days of a month that is not named.

    Args:
        said: The words.
        folded: The text that they are from, in lower case without accents.
        spec: The kind of day.
        today: Day from which they count.
        answer: True if a day was asked for: "el quince" is one.
    """
    for at, word in enumerate(said):
        read = number_at(said, at)
        if read is None or read.value % 1 or not 1 <= read.value <= 31 or spec.past:
            continue
        if word.text in ("un", "una"):
            continue
        end = said[read.end - 1].end
        day, start = int(read.value), said[at].start
        marked = at > 0 and said[at - 1].text == "dia"
        coming = _NEXT_MONTH.match(folded, end)
        month = coming or _THIS_MONTH.match(folded, end)
        alone = answer and _ALONE.match(folded[:start]) and _AFTER.match(folded, end)
        value = None
        if month:
            value, end = _in_month(day, today, later=int(coming is not None)), month.end()
        elif alone or (marked and not folded[end:].startswith(" de")):
            value = _nearest(day, spec, today)
        if value:
            yield Found(said[at - 1].start if marked else start, end, value.isoformat())


def day_of_month(folded: str, start: int, end: int, weekday: int, today: date) -> Found | None:
    """Return "el primer lunes de febrero": a weekday that is counted, or None.

    Args:
        folded: The text in lower case without accents.
        start: Where the weekday begins.
        end: Where it ends.
        weekday: Which one, 0 for Monday.
        today: Day from which months without a year count.
    """
    counted, of_month = _COUNTED.search(folded[:start]), _OF_MONTH.match(folded, end)
    if counted is None or of_month is None:
        return None
    year, month = add_months(today.year, today.month, int(of_month["coming"] is not None))
    if of_month["name"]:
        month = MONTH_NUMBERS[of_month["name"]]
        year = today.year + (month < today.month)
    days = [
        found
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
        if (found := date(year, month, day)).weekday() == weekday
    ]
    place = _COUNTS[counted["count"]]
    return Found(counted.start(), of_month.end(), days[place].isoformat())


def _in_month(day: int, today: date, *, later: int) -> date | None:
    year, month = add_months(today.year, today.month, later)
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _nearest(day: int, spec: EntitySpec, today: date) -> date | None:
    step = -1 if spec.when == "past" else 1
    for later in range(12):
        found = _in_month(day, today, later=step * later)
        if found and (found <= today if step < 0 else found >= today):
            return found
    return None


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """Return the year and the month after ``count`` months."""
    total = year * 12 + month - 1 + count
    return total // 12, total % 12 + 1


def month_later(day: date, count: int) -> date:
    """Return the same day of a later month, or the last one of a shorter month."""
    year, month = add_months(day.year, day.month, count)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
