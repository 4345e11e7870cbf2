"""Spanish times: "a las tres y media", "las cuatro menos cuarto de la tarde", "15:30"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voice_agent.language.es.folding import Word, fold, words_of
from voice_agent.language.es.found import Found
from voice_agent.language.es.numbers import number_at

_WRITTEN = re.compile(
    r"\b(\d{1,2})(?P<sign>[:.]| ?h ?)(\d{2})(?!\d|[:/-]|\.\d)(?P<unit> ?h(?:oras)?\b)?"
)
_FIXED = {"mediodia": "12:00", "medianoche": "00:00"}
_PARTS = re.compile(
    r"\s*(?:en punto\s*)?(?:(?:(?:de|por) (?:la|esta) (manana|madrugada|tarde|noche)"
    r"|del mediodia)\b|(?P<half>[ap])\.? ?m\b\.?)"
)
_TO = re.compile(
    r"(?:\b(?P<quarter>cuarto)|\b(?:faltan|son|a) (?P<said>\w+(?: y \w+)?)(?: minutos)?) para $"
)
_TO_COME = re.compile(r" para las? ")
_QUARTERS = {"media": 30, "cuarto": 15}
_FIRST_MORNING_HOUR = 8
"""An hour from here to eleven that is said without its part of the day is in the morning."""


def scan_times(text: str, *, answer: bool = False) -> Iterator[Found]:
    """Yield the times of day of a text, the likelier half of the day.

    Args:
        text: What was recognised.
        answer: True if a time was asked for: a number alone is an hour.
    """
    for start, end, times in _times(text, answer):
        yield Found(start, end, times[0])


def time_readings(text: str) -> tuple[str, ...]:
    """Return what the only time of an answer may be: "a las tres" is 15:00 or 03:00."""
    found = [times for _, _, times in _times(text, True)]
    return found[0] if len(found) == 1 else ()


def _times(text: str, answer: bool) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    said, folded = words_of(text), fold(text)
    taken = 0
    for at, word in enumerate(said):
        if word.start < taken:
            continue
        if word.text in _FIXED:
            yield word.start, word.end, (_FIXED[word.text],)
        elif written := _written(said, at, folded, answer):
            hour, minute, end = written
            taken, times = _halves(folded, end, hour, minute)
            if times:
                yield word.start, taken, times
        elif word.text in ("las", "la") or (answer and not _TO_COME.search(folded, word.start)):
            first = at + 1 if word.text in ("las", "la") else at
            read = _hour(said, first)
            if read is None or (first > at and _written(said, first, folded, answer)):
                continue
            hour, minute, last = read
            to = _TO.search(folded[: word.start])
            if to and not minute:
                hour, minute = (hour - 1) or 12, 60 - _minutes_to(to)
            end, times = _halves(folded, said[last - 1].end, hour, minute)
            if times:
                taken = end
                yield word.start, end, times


def _written(
    said: Sequence[Word], at: int, folded: str, answer: bool
) -> tuple[int, int, int] | None:
    """Return hour, minute and end of "15:30", of "19h30", and of "las 7.30"."""
    match = _WRITTEN.match(folded, said[at].start)
    if match is None:
        return None
    asked = answer or match["unit"] or (at > 0 and said[at - 1].text in ("las", "la"))
    if match["sign"] != ":" and not asked:
        return None
    return int(match[1]), int(match[3]), match.end()


def _minutes_to(match: re.Match[str]) -> int:
    """Return the minutes of "cuarto para", "faltan diez para"."""
    if match["quarter"]:
        return 15
    read = number_at(words_of(match["said"]), 0)
    return int(read.value) if read and 0 < read.value < 60 else 60


def _hour(said: Sequence[Word], at: int) -> tuple[int, int, int] | None:
    """Return hour, minute and the index after them."""
    read = number_at(said, at) if at < len(said) else None
    if read is None or read.value > 24 or read.value % 1:
        return None
    hour, end = int(read.value), read.end
    link = said[end].text if end + 1 < len(said) else ""
    if link in ("y", "menos"):
        after = said[end + 1].text
        minutes = number_at(said, end + 1)
        count = _QUARTERS.get(after) or (int(minutes.value) if minutes else 0)
        if 0 < count < 60:
            end = end + 2 if after in _QUARTERS else minutes.end if minutes else end
            return (hour, count, end) if link == "y" else ((hour - 1) or 12, 60 - count, end)
    minutes = number_at(said, end) if end < len(said) else None
    if minutes and 10 <= minutes.value < 60 and minutes.value % 1 == 0:
        return hour, int(minutes.value), minutes.end
    if end < len(said) and said[end].text in ("horas", "h"):
        end += 1
    return hour, 0, end


def _halves(folded: str, end: int, hour: int, minute: int) -> tuple[int, tuple[str, ...]]:
    """Return where a time ends with its part of the day, and the times it may be."""
    if not (0 <= hour <= 24 and 0 <= minute < 60) or (hour == 24 and minute):
        return end, ()
    part = _PARTS.match(folded, end)
    if part:
        end = part.end()
        if part["half"]:
            hour = hour % 12 + (12 if part["half"] == "p" else 0) if hour <= 12 else hour
            return end, (_clock(hour, minute),)
        if part[1] is None:
            return end, (_clock(hour, minute),)
        late = part[1] in ("tarde", "noche")
        if part[1] == "noche" and hour == 12:
            hour = 0
        elif late and 1 <= hour < 12:
            hour += 12
        elif not late and hour == 12:
            hour = 0 if part[1] == "madrugada" else 12
        return end, (_clock(hour, minute),)
    if not 1 <= hour < 12:
        return end, (_clock(hour, minute),)
    morning, evening = _clock(hour, minute), _clock(hour + 12, minute)
    return end, (morning, evening) if hour >= _FIRST_MORNING_HOUR else (evening, morning)


def _clock(hour: int, minute: int) -> str:
    return f"{hour % 24:02}:{minute:02}"
