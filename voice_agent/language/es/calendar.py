"""Spanish dates: "pasado mañana", "el viernes que viene", "el 5 de mayo"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from voice_agent.language.es.folding import Word, fold, words_of
from voice_agent.language.es.found import Found
from voice_agent.language.es.numbers import TENS, number_at
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import words

MONTHS = words(
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
WEEKDAYS = words("lunes martes miércoles jueves viernes sábado domingo")
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | {"setiembre": 9}
_WEEKDAY = {fold(name): number for number, name in enumerate(WEEKDAYS)} | {
    "sabados": 5,
    "domingos": 6,
}
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days that each month has at most."""
_RELATIVE = (
    (re.compile(r"\bpasado manana\b"), 2),
    (re.compile(r"(?<!\bla )(?<!\bpasado )\bmanana\b(?! no\b)"), 1),
    (re.compile(r"\b(?:antes de ayer|anteayer)\b"), -2),
    (re.compile(r"(?<!\bde )\bayer\b"), -1),
    (re.compile(r"\b(?:hoy(?: mismo)?|esta (?:tarde|noche|manana))\b"), 0),
)
_WRITTEN = re.compile(
    r"\b(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"
    r"|(?P<day>\d{1,2})[/-](?P<month>\d{1,2})(?:[/-](?P<year>\d{4}))?)\b"
)
_IN_DAYS = {"dia": 1, "dias": 1, "semana": 7, "semanas": 7}
_NEXT = re.compile(r"\s+(?:que viene|proximo)\b")
_LAST = re.compile(r"\s+pasado\b(?! manana)")


def scan_dates(spec: EntitySpec, text: str, today: date) -> Iterator[Found]:
    """Yield the days of a text, in no order; they may overlap."""
    said, folded = words_of(text), fold(text)
    for rule, days in _RELATIVE:
        for match in rule.finditer(folded):
            yield Found(*match.span(), (today + timedelta(days)).isoformat())
    for match in _WRITTEN.finditer(folded):
        if day := _written(match, spec, today):
            yield Found(*match.span(), day.isoformat())
    for at, word in enumerate(said):
        for found in (_named(said, at, spec, today), _counted(said, at, today)):
            if found:
                yield found
        if word.text in _WEEKDAY:
            yield _weekday(folded, word, spec, today)


def _written(match: re.Match[str], spec: EntitySpec, today: date) -> date | None:
    if match["y"]:
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    year = int(match["year"]) if match["year"] else None
    return in_year(int(match["day"]), int(match["month"]), year, spec, today)


def _named(said: tuple[Word, ...], at: int, spec: EntitySpec, today: date) -> Found | None:
    """Return "[viernes] [el] 5 de mayo [de 2027]", with the weekday if it is that day's."""
    if at > 1 and said[at - 1].text == "y" and said[at - 2].text in TENS:
        return None  # The "uno" of "treinta y uno".
    first = said[at].text == "primero"
    day = number_at(said, at)
    end = at + 1 if first else day.end if day else at
    number = 1 if first else day.value if day else 0
    texts = [word.text for word in said[end : end + 2]]
    if len(texts) < 2 or texts[0] != "de" or texts[1] not in MONTH_NUMBERS or not 1 <= number <= 31:
        return None
    end += 2
    year = None
    if end + 1 < len(said) and said[end].text in ("de", "del"):
        read = number_at(said, end + 1)
        if read and 1900 <= read.value < 2200:
            year, end = int(read.value), read.end
    value = in_year(int(number), MONTH_NUMBERS[texts[1]], year, spec, today)
    if value is None:
        return None
    start = said[at].start
    before = at - 1 if at and said[at - 1].text != "el" else at - 2
    if before >= 0 and (weekday := _WEEKDAY.get(said[before].text)) is not None:
        if weekday != value.weekday():
            return None
        start = said[before].start
    return Found(start, said[end - 1].end, value.isoformat())


def in_year(day: int, month: int, year: int | None, spec: EntitySpec, today: date) -> date | None:
    """Return a day of a month; without a year that which is next, or was last."""
    if year is not None:
        return _day(year, month, day)
    if spec.past:
        return None
    years = range(today.year, today.year + 9)
    if spec.when == "past":
        years = range(today.year, today.year - 9, -1)
    days = [found for one in years if (found := _day(one, month, day))]
    right = [d for d in days if (d <= today if spec.when == "past" else d >= today)]
    return right[0] if right else None


def _counted(said: tuple[Word, ...], at: int, today: date) -> Found | None:
    """Return "dentro de tres días", "en una semana", "hace dos días"."""
    start = at + 2 if [w.text for w in said[at : at + 2]] == ["dentro", "de"] else at + 1
    back = said[at].text == "hace"
    if not back and start == at + 1 and said[at].text != "en":
        return None
    number = number_at(said, start) if start < len(said) else None
    if number is None or number.end >= len(said) or number.value > 1_000 or number.value % 1:
        return None
    each = _IN_DAYS.get(said[number.end].text)
    if each is None:
        return None
    days = int(number.value) * each * (-1 if back else 1)
    return Found(said[at].start, said[number.end].end, (today + timedelta(days)).isoformat())


def _weekday(folded: str, word: Word, spec: EntitySpec, today: date) -> Found:
    ahead = (_WEEKDAY[word.text] - today.weekday()) % 7
    last, coming = _LAST.match(folded, word.end), _NEXT.match(folded, word.end)
    back = last is not None or (spec.when == "past" and coming is None)
    days = ahead - 7 if back else ahead or 7
    beside = last or coming
    end = beside.end() if beside else word.end
    return Found(word.start, end, (today + timedelta(days)).isoformat())


def impossible_day(text: str) -> str:
    """Return why a day of a month cannot be, or ``""``."""
    said = words_of(text)
    for at, word in enumerate(said):
        number = number_at(said, at)
        texts = [one.text for one in said[number.end : number.end + 2]] if number else []
        if len(texts) == 2 and texts[0] == "de" and texts[1] in MONTH_NUMBERS and number:
            month = MONTH_NUMBERS[texts[1]]
            if not 1 <= number.value <= LENGTHS[month - 1]:
                name = MONTHS[month - 1]
                return f"{name.capitalize()} no tiene día {word.text}."
    return ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
